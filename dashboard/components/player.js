// Days, and playing through them. Days are counted from 1 January 1970 in whole numbers, so no time zone can move one.
const DAY = 86400000;
export const dayOf = (iso) => Math.round(Date.parse(iso) / DAY);
export const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);
export const inWords = (day, parts) => new Date(day * DAY).toLocaleDateString("en-GB", { timeZone: "UTC", ...parts }).replace(/\bSept\b/, "Sep");
export const date = (day) => inWords(day, { day: "numeric", month: "short", year: "numeric" });
const month = (day, by) => { const at = new Date(day * DAY); return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + by) / DAY; };
export const UNITS = {
  day: { start: (day) => day, next: (day) => day + 1, said: date },
  week: { start: (day) => day - ((day + 3) % 7), next: (day) => day + 7, said: (day) => "Week of " + date(day) },
  month: { start: (day) => month(day, 0), next: (day) => month(day, 1), said: (day) => inWords(day, { month: "long", year: "numeric" }) },
};
export const before = (unit, day) => UNITS[unit].start(UNITS[unit].start(day) - 1);
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// What plays. One frame may be on its way while the page shows another; then playing waits, so it never runs ahead.
const ON_THE_WAY = 2;
export class Player {
  constructor(root) {
    this.root = root;
    this.find = (name) => root.querySelector(name);
    this.playing = false; this.at = null; this.sent = [];
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
  }

  // Steps that suit the length of the question, until the reader has chosen.
  suit() {
    const days = this.until - this.since;
    if (!this.own) this.find(".step").value = days <= 60 ? "day" : days <= 1100 ? "week" : "month";
  }

  // The frame whose last step holds `day`: that step alone, with those before it, or all so far. Its days and count are
  // told when the page shows it: two counts side by side are of one step.
  go(day) {
    const unit = this.find(".step").value, trail = Number(this.find(".trail").value);
    const start = UNITS[unit].start(clamp(day, this.since, this.until));
    let since = trail ? start : this.since;
    for (let step = 1; step < trail; step += 1) since = before(unit, since);
    this.at = [Math.max(since, this.since), Math.min(UNITS[unit].next(start) - 1, this.until)];
    this.drawFrame();
    for (const name of [".stop", ".keep"]) this.find(name).hidden = false;
    this.show(this.at.map(isoOf).join("/"));
  }

  step(by) {
    const unit = this.find(".step").value;
    if (!this.at) { this.go(by > 0 ? this.since : this.until); return true; }
    const day = by > 0 ? this.at[1] + 1 : before(unit, this.at[1]);
    if (day > this.until || UNITS[unit].next(day) <= this.since) return false;
    this.go(day);
    return true;
  }

  play() {
    if (!this.rows) return;
    this.playing = true; this.find(".play").textContent = "❚❚ Pause";
    this.find(".told").ariaLive = "off"; // or each step would be read out
    if (this.at && this.at[1] >= this.until) this.at = null;
    const turn = () => {
      if (!this.playing) return;
      const due = performance.now() + 1000 / (this.calm.matches ? 1 : Number(this.find(".speed").value));
      let moved = this.step(1);
      if (!moved && this.find(".loop").checked) { this.at = null; moved = this.step(1); }
      if (!moved) { this.pause(); return; }
      const wait = () => { clearTimeout(this.lost); this.shown = null; this.timer = setTimeout(turn, Math.max(due - performance.now(), 0)); };
      if (this.sent.length < ON_THE_WAY) { wait(); return; }
      this.shown = wait; this.lost = setTimeout(() => { this.sent = []; wait(); }, 4000);
    };
    turn();
  }

  pause() {
    this.playing = false; this.shown = null;
    clearTimeout(this.timer); clearTimeout(this.lost);
    this.find(".play").textContent = "▶ Play"; this.find(".told").ariaLive = "polite";
  }

  halt() {
    this.pause(); this.at = null;
    for (const name of [".stop", ".keep"]) this.find(name).hidden = true;
    if (this.data?.frame) this.show(null);
  }

  stop() { this.halt(); this.show(null); this.draw(); }
}
