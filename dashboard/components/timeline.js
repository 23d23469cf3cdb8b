import { short, stand, ticks } from "./axes.js";
import { PAGE } from "./face.js";
import { Player, UNITS, before, clamp, date, dayOf, isoOf } from "./player.js";

const HEIGHT = 150, LEFT = 38, RIGHT = 8, TOP = 24, BOTTOM = 20, SHORTEST = 14;
const SWAPPED = "No day: “From” is later than “Until”";

class Timeline extends Player {
  constructor(root) {
    super(root);
    root.innerHTML = PAGE;
    this.svg = this.find("svg");
    this.listen();
    this.sizes = new ResizeObserver(() => this.rows && this.draw());
    this.sizes.observe(this.svg);
  }

  // A run of the page: new data, perhaps another address, perhaps the answer to a frame that was sent.
  update({ data, setTriggerValue, setStateValue }) {
    this.data = data;
    this.send = (window) => setTriggerValue("window", window);
    this.show = (frame) => { this.sent.push(frame ?? ""); setStateValue("frame", frame); };
    const window = `${data.since}/${data.until}`;
    if (window !== this.window) { this.window = window; this.halt(); if (this.rows) this.suit(); }
    this.find(".player").hidden = !data.playable;
    if (this.url !== data.url) {
      this.url = data.url;
      fetch(data.url).then((answer) => answer.json()).then((rows) => { if (this.url === data.url) this.take(rows); })
        .catch(() => { this.find(".told").textContent = "The timeline could not be read. Reload the page."; });
    } else if (this.rows) this.draw();
    const shown = this.sent.lastIndexOf(data.frame ?? "");
    if (shown >= 0) { this.sent.splice(0, shown + 1); this.shown?.(); }
    if (this.at && this.rows && data.frame) this.say(...data.frame.split("/").map(dayOf));
  }

  take(rows) {
    this.rows = rows;
    this.first = dayOf(rows.first); this.last = dayOf(rows.last);
    this.days = rows.days.map(([day, ...counts]) => [dayOf(day), counts]);
    for (const each of [...rows.marks, ...rows.thin]) { each.from = dayOf(each.since); each.to = dayOf(each.until); }
    this.left ??= this.first; this.right ??= this.last;
    this.suit();
    this.draw();
  }

  // The dates asked for, within the data; `asked` is whether any are.
  get since() { return this.data.since ? clamp(dayOf(this.data.since), this.first, this.last) : this.first; }
  get until() { return this.data.until ? clamp(dayOf(this.data.until), this.since, this.last) : this.last; }
  get swapped() { return Boolean(this.data.since && this.data.until) && this.data.since > this.data.until; }
  get asked() { return Boolean(this.data.since || this.data.until); }
  get whole() { const unit = UNITS[this.unit]; return unit.start(this.since) === this.since && unit.start(this.until + 1) === this.until + 1; }
  get unit() { const span = this.right - this.left; return span <= 130 ? "day" : span <= 560 ? "week" : "month"; }
  x(day) { return LEFT + (day - this.left) / (this.right + 1 - this.left) * (this.width - LEFT - RIGHT); }
  day(x) { return clamp(Math.floor(this.left + (x - LEFT) / (this.width - LEFT - RIGHT) * (this.right + 1 - this.left)), this.left, this.right); }

  bars(unit, from, to) {
    const bars = new Map();
    for (let day = UNITS[unit].start(from); day <= to; day = UNITS[unit].next(day)) bars.set(day, this.rows.kinds.map(() => 0));
    for (const [day, counts] of this.days)
      if (day >= from && day <= to) counts.forEach((count, kind) => { bars.get(UNITS[unit].start(day))[kind] += count; });
    return bars;
  }

  node(tag, attributes, parent = this.svg) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return parent.appendChild(made);
  }

  draw() {
    this.width = this.svg.clientWidth || 600;
    this.svg.replaceChildren();
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${HEIGHT}`);
    const bars = this.bars(this.unit, this.left, this.right), most = Math.max(1, ...[...bars.values()].map(sum));
    const y = (count) => HEIGHT - BOTTOM - count / most * (HEIGHT - TOP - BOTTOM);
    this.thin();
    for (const count of ticks(most)) {
      this.node("line", { class: "axis", x1: LEFT, x2: this.width - RIGHT, y1: y(count), y2: y(count) });
      this.node("text", { x: LEFT - 6, y: y(count) + 4, "text-anchor": "end" }).textContent = short(count);
    }
    for (const [start, counts] of bars) this.bar(start, counts, y);
    this.dates(); this.marks();
    this.over = this.node("g", {});
    this.drawWindow(this.since, this.until);
    this.drawFrame();
    this.find(".unit").textContent = `Incidents a ${this.unit}`;
    this.find(".clear").hidden = !this.asked;
    this.svg.setAttribute("aria-valuemin", this.first); this.svg.setAttribute("aria-valuemax", this.last);
    this.svg.setAttribute("aria-valuenow", this.since);
    this.svg.setAttribute("aria-valuetext", this.swapped ? SWAPPED : `${date(this.since)} to ${date(this.until)}, ${this.count(this.since, this.until).toLocaleString("en")} incidents`);
    if (!this.at) this.say();
  }

  bar(start, counts, y) {
    const from = Math.max(start, this.left), to = Math.min(UNITS[this.unit].next(start), this.right + 1);
    const wide = Math.max(this.x(to) - this.x(from) - (this.x(to) - this.x(from) > 3 ? 1 : 0), 0.5);
    let below = 0;
    counts.forEach((count, kind) => {
      if (count) this.node("rect", { x: this.x(from), width: wide, y: y(below + count), height: y(below) - y(below + count), fill: this.rows.kinds[kind].colour });
      below += count;
    });
  }

  thin() {
    for (const each of this.rows.thin) {
      const from = Math.max(each.from, this.left), to = Math.min(each.to, this.right);
      if (from > to) continue;
      const wide = this.x(to + 1) - this.x(from);
      this.node("title", {}, this.node("rect", { class: "thin", x: this.x(from), width: wide, y: TOP, height: HEIGHT - TOP - BOTTOM })).textContent = each.reason;
      if (wide > 70) this.node("text", { class: "thin-word", x: this.x(from) + 5, y: TOP + 12 }).textContent = "few sources";
    }
  }

  dates() {
    const y = HEIGHT - BOTTOM;
    for (const { day, x, text, isYear } of stand(this.left, this.right, (day) => this.x(day), this.width)) {
      this.node("line", { class: "tick", x1: this.x(day), x2: this.x(day), y1: y, y2: y + 5 });
      this.node("text", { class: isYear ? "date year" : "date", x, y: HEIGHT - 4 }).textContent = text;
    }
  }

  marks() {
    for (const each of this.rows.marks) {
      if (each.to < this.left || each.from > this.right) continue;
      const x = this.x(Math.max(each.from, this.left)), end = this.x(Math.min(each.to, this.right) + 1);
      if (each.to > each.from) this.node("rect", { class: "mark-span", x, width: end - x, y: TOP, height: HEIGHT - TOP - BOTTOM });
      this.node("line", { class: "mark", x1: x, x2: x, y1: TOP - 6, y2: HEIGHT - BOTTOM });
      const head = this.node("path", { class: "mark-head", d: `M${x - 5} ${TOP - 15}h10l-5 9z` });
      this.node("title", {}, head).textContent = `${each.when}: ${each.label}. ${each.note}`;
      head.onpointerenter = () => { this.find(".told").textContent = `${each.when}: ${each.label}. ${each.note}`; };
      head.onpointerleave = () => this.say();
    }
  }

  drawWindow(since, until) {
    this.over.replaceChildren();
    if (since === this.first && until === this.last) return;
    const from = this.x(Math.max(since, this.left)), to = this.x(Math.min(until, this.right) + 1), high = HEIGHT - TOP - BOTTOM;
    const rect = (name, x, width) => this.node("rect", { class: name, x, width: Math.max(width, 0), y: TOP, height: high }, this.over);
    if (this.swapped && !this.dragging) { rect("outside", LEFT, this.width - LEFT - RIGHT); return; }
    rect("outside", LEFT, from - LEFT); rect("outside", to, this.width - RIGHT - to); rect("window", from, to - from);
    rect("handle", from - 3, 6); rect("handle", to - 3, 6);
  }

  drawFrame() {
    this.svg.querySelector(".frame")?.remove();
    if (!this.at) return;
    const [since, until] = this.at, x = this.x(Math.max(since, this.left)), end = this.x(Math.min(until, this.right) + 1);
    this.node("rect", { class: "frame", x, width: Math.max(end - x, 1), y: TOP, height: HEIGHT - TOP - BOTTOM });
  }

  count(since, until) { return sum(this.days.filter(([day]) => day >= since && day <= until).map(([, counts]) => sum(counts))); }

  say(since = this.since, until = this.until) {
    const n = this.count(since, until), those = since === until ? date(since) : `${date(since)} – ${date(until)}`;
    this.find(".told").textContent = this.swapped && !this.at ? SWAPPED : `${those} · ${n.toLocaleString("en")} incident${n === 1 ? "" : "s"}`;
  }

  // A window that has been chosen: all of the data is no window.
  choose(since, until) {
    since = clamp(since, this.first, this.last); until = clamp(until, since, this.last);
    this.send(since === this.first && until === this.last ? "" : `${isoOf(since)}/${isoOf(until)}`);
  }

  // The window as long as it is, so many days later or earlier.
  shift(days) {
    const by = clamp(days, this.first - this.since, this.last - this.until);
    this.choose(this.since + by, this.until + by);
  }

  zoom(times) {
    const middle = this.asked ? (this.since + this.until) / 2 : (this.left + this.right) / 2;
    const span = clamp((this.right - this.left) * times, SHORTEST, this.last - this.first);
    this.left = Math.round(clamp(middle - span / 2, this.first, this.last - span));
    this.right = Math.round(this.left + span);
    this.draw();
  }

  listen() {
    const on = (name, act, kind = "onclick") => { this.find(name)[kind] = act; };
    on(".in", () => this.zoom(0.5)); on(".out", () => this.zoom(2)); on(".clear", () => this.send(""));
    on(".play", () => this.playing ? this.pause() : this.play()); on(".stop", () => this.stop());
    on(".back", () => { this.pause(); this.step(-1); }); on(".next", () => { this.pause(); this.step(1); });
    on(".keep", () => { const [since, until] = this.at; this.stop(); this.choose(since, until); });
    for (const name of [".step", ".trail"]) on(name, () => { this.own ||= name === ".step"; if (this.at) this.go(this.at[1]); }, "onchange");
    this.svg.onkeydown = (event) => this.key(event);
    this.svg.onpointerdown = (event) => this.drag(event);
    this.svg.onpointermove = (event) => this.hover(event);
    this.svg.onpointerleave = () => this.rows && !this.at && this.say();
    this.svg.ondblclick = () => this.send("");
  }

  hover(event) {
    if (!this.rows || this.dragging || this.at || event.target.classList.contains("mark-head")) return;
    const start = UNITS[this.unit].start(this.day(event.offsetX)), next = UNITS[this.unit].next(start);
    const counts = this.bars(this.unit, start, next - 1).get(start), n = sum(counts);
    const kinds = this.rows.kinds.map((kind, i) => counts[i] ? `${counts[i].toLocaleString("en")} ${kind.label}` : "").filter(Boolean).join(", ");
    this.find(".told").textContent = `${UNITS[this.unit].said(start)}: ${n ? kinds : "none reported"}`;
  }

  drag(event) {
    if (!this.rows || event.button) return;
    const begin = event.offsetX, at = this.day(begin), box = this.svg.getBoundingClientRect();
    const near = (day) => Math.abs(this.x(day) - begin) < 7;
    const { since, until } = this, inside = this.asked && at > since && at < until;
    const moved = !this.asked ? "new" : near(until + 1) ? "end" : near(since) ? "start" : inside ? "all" : "new";
    let chosen = null;
    this.dragging = true;
    this.svg.setPointerCapture(event.pointerId);
    this.svg.onpointermove = (here) => {
      const x = here.clientX - box.left, day = this.day(x);
      if (!chosen && Math.abs(x - begin) < 4) return;
      const by = clamp(day - at, this.first - since, this.last - until);
      chosen = { new: [Math.min(at, day), Math.max(at, day)], all: [since + by, until + by],
        start: [Math.min(day, until), until], end: [since, Math.max(day, since)] }[moved];
      if (moved === "new") chosen = [UNITS[this.unit].start(chosen[0]), UNITS[this.unit].next(UNITS[this.unit].start(chosen[1])) - 1];
      this.drawWindow(...chosen); this.say(...chosen);
    };
    const done = (act) => () => {
      this.dragging = false;
      this.svg.onpointermove = (move) => this.hover(move);
      this.svg.onpointerup = this.svg.onpointercancel = null;
      act();
    };
    this.svg.onpointercancel = done(() => this.draw());
    this.svg.onpointerup = done(() => {
      const start = UNITS[this.unit].start(at);
      if (chosen) this.choose(...chosen);
      else if (event.detail < 2) this.choose(start, UNITS[this.unit].next(start) - 1);
    });
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key], unit = UNITS[this.unit];
    const moved = (day) => by < 0 ? before(this.unit, day) : unit.next(unit.start(day));
    if (by && event.shiftKey) this.choose(this.since, moved(this.until + 1) - 1);
    else if (by && !this.asked) { const start = unit.start(by > 0 ? this.first : this.last); this.choose(start, unit.next(start) - 1); }
    else if (by && this.whole) this.choose(moved(this.since), moved(this.until + 1) - 1);
    else if (by) this.shift(moved(this.since) - this.since);
    else if (event.key === "Home") this.shift(this.first - this.since);
    else if (event.key === "End") this.shift(this.last - this.until);
    else if (event.key === "Escape") this.send("");
    else if (event.key === "+" || event.key === "=") this.zoom(0.5);
    else if (event.key === "-") this.zoom(2);
    else if (event.key === " " && this.data.playable) this.playing ? this.pause() : this.play();
    else return;
    event.preventDefault();
  }

}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const drawn = new WeakMap();

export default function (component) {
  const root = component.parentElement;
  if (!drawn.has(root)) drawn.set(root, new Timeline(root));
  drawn.get(root).update(component);
  return () => { const each = drawn.get(root); each?.pause(); each?.sizes.disconnect(); drawn.delete(root); };
}
