// The timeline: incidents a day, week, month or year, stacked by kind. Drag over it, move its two handles, or type the
// dates beside it.

const EDGE = { left: 30, right: 10, top: 8, bottom: 22 }; // pixels around the bars

// What a bar is, by how many days there are; weeks begin on Monday. `page` is how many bars a large step moves.
const BARS = [
  { name: "day", most: 130, page: 7, binOf: numberOf, startOf: dayAt, said: shortDay },
  { name: "week", most: 560, page: 4, binOf: (day) => Math.floor((numberOf(day) + 3) / 7), startOf: (bin) => dayAt(bin * 7 - 3),
    said: (start) => `Week of ${shortDay(start)}` },
  { name: "month", most: 7300, page: 12, binOf: monthOf, startOf: firstDay, said: (start) => `${MONTHS[monthOf(start) % 12]} ${start.slice(0, 4)}` },
  { name: "year", most: Infinity, page: 10, binOf: (day) => Math.floor(monthOf(day) / 12), startOf: (bin) => firstDay(bin * 12),
    said: (start) => start.slice(0, 4) },
];

// `choose(since, until)` is called with days, or with empty texts where the period is open.
function makeTimeline(data, choose) {
  const picture = find("months"), days = data.incidents.map((row) => row.event_date);
  const unit = BARS.find((each) => numberOf(days.at(-1)) - numberOf(days[0]) <= each.most);
  const first = unit.binOf(days[0]), bins = unit.binOf(days.at(-1)) - first + 1;
  const startOf = (bin) => unit.startOf(first + bin), endOf = (bin) => dayAt(numberOf(startOf(bin + 1)) - 1);
  const nameOf = (bin) => unit.said(startOf(bin));
  find("unit").textContent = `Incidents a ${unit.name}.`;
  const span = shape("rect", { class: "span", y: EDGE.top }, picture);
  const bars = shape("g", { class: "bars" }, picture), axis = shape("g", { class: "axis" }, picture);
  const handles = ["Period from", "Period until"].map((label) => handle(label));
  const high = 104;
  let rows = [], since = "", until = "", wide = 0, anchor = null;

  const x = (bin) => EDGE.left + (bin / bins) * (wide - EDGE.left - EDGE.right);
  const binAt = (event) => {
    const across = event.clientX - picture.getBoundingClientRect().left;
    return Math.min(Math.max(Math.floor(((across - EDGE.left) / (wide - EDGE.left - EDGE.right)) * bins), 0), bins - 1);
  };
  // Where a day begins, in bars from the left; the end of a day is where the next begins.
  const position = (day, ends) => {
    const bin = unit.binOf(day) - first, start = numberOf(startOf(bin));
    return Math.min(Math.max(bin + (numberOf(day) + ends - start) / (numberOf(startOf(bin + 1)) - start), 0), bins);
  };

  function handle(label) {
    const made = shape("g", { class: "handle", tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": bins - 1 }, picture);
    shape("path", { d: `M0 ${EDGE.top}V${104 - EDGE.bottom}` }, made);
    shape("rect", { x: -4, y: 32, width: 8, height: 22, rx: 4 }, made);
    shape("rect", { x: -14, y: 0, width: 28, height: 104, class: "grasp" }, made);
    return made;
  }

  // Chooses whole bars; the whole timeline is no choice at all.
  function range(one, other) {
    const [from, to] = one < other ? [one, other] : [other, one];
    choose(from === 0 ? "" : startOf(from), to === bins - 1 ? "" : endOf(to));
  }

  const chosen = () => [since ? Math.floor(position(since, 0)) : 0, until ? Math.ceil(position(until, 1)) - 1 : bins - 1];

  function draw() {
    if (!wide) return;
    put(picture, { viewBox: `0 0 ${wide} ${high}` });
    const stacks = Array.from({ length: bins }, () => data.categories.map(() => 0));
    for (const row of rows) stacks[unit.binOf(row.event_date) - first][row.kind.number] += 1;
    const most = Math.max(1, ...stacks.map((stack) => stack.reduce((sum, each) => sum + each, 0)));
    const floor = high - EDGE.bottom, tall = (number) => (number / most) * (floor - EDGE.top);
    bars.replaceChildren(...stacks.map((stack, bin) => drawBar(stack, bin, floor, tall)));
    drawAxis(most, floor, tall);
    const ends = [since ? position(since, 0) : 0, until ? position(until, 1) : bins];
    put(span, { x: x(ends[0]), width: Math.max(x(ends[1]) - x(ends[0]), 0), height: floor - EDGE.top });
    handles.forEach((made, side) => put(made, { transform: `translate(${x(ends[side]).toFixed(1)} 0)`,
      "aria-valuenow": chosen()[side], "aria-valuetext": nameOf(Math.min(Math.max(chosen()[side], 0), bins - 1)) }));
  }

  function drawBar(stack, bin, floor, tall) {
    const isOut = (since && endOf(bin) < since) || (until && startOf(bin) > until);
    const bar = shape("g", isOut ? { class: "out" } : {}), left = x(bin), room = x(bin + 1) - left;
    const apart = room > 4 ? 1.5 : 0, width = Math.max(room - apart, 1);
    const total = stack.reduce((sum, each) => sum + each, 0);
    let foot = floor;
    stack.forEach((number, category) => {
      if (!number) return;
      foot -= tall(number);
      shape("rect", { x: left + apart / 2, y: foot.toFixed(1), width, height: tall(number).toFixed(1), class: `c${category}` }, bar);
    });
    if (total) shape("title", {}, bar).textContent = `${nameOf(bin)}: ${plural(total, "incident")}`;
    return bar;
  }

  function drawAxis(most, floor, tall) {
    axis.replaceChildren();
    shape("path", { d: `M${EDGE.left} ${floor}H${wide - EDGE.right}` }, axis);
    for (const number of new Set([most, Math.floor(most / 2)])) {
      if (!number) continue;
      shape("path", { d: `M${EDGE.left} ${(floor - tall(number)).toFixed(1)}H${wide - EDGE.right}`, class: "rule" }, axis);
      shape("text", { x: EDGE.left - 6, y: floor - tall(number), dy: ".35em", "text-anchor": "end" }, axis).textContent = count(number);
    }
    let free = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const text = dateAt(bin);
      if (!text || x(bin) < free || x(bin) + text.length * 6.6 > wide) continue;
      shape("text", { x: x(bin) + 1, y: high - 7, class: /^\d{4}$/.test(text) ? "year" : "" }, axis).textContent = text;
      free = x(bin) + text.length * 6.6 + 10;
    }
  }

  // What stands under a bar: a year where one begins, else the month, of few days the day; nothing where neither begins.
  function dateAt(bin) {
    const start = startOf(bin), before = bin ? startOf(bin - 1) : "", year = start.slice(0, 4);
    const name = MONTHS[monthOf(start) % 12].slice(0, 3);
    if (unit.name === "day" && bins <= 45) return !bin || new Date(start).getUTCDay() === 1 ? `${Number(start.slice(8))} ${name}${bin ? "" : ` ${year}`}` : "";
    if (!bin) return unit.name === "year" ? year : `${name} ${year}`;
    if (before.slice(0, 4) !== year) return year;
    if (before.slice(0, 7) === start.slice(0, 7)) return "";
    const next = monthOf(`${Number(year) + 1}-01-01`) - monthOf(start), perMonth = (x(bins) - x(0)) / (monthOf(startOf(bins - 1)) - monthOf(startOf(0)) + 1);
    return (unit.name === "month" && monthOf(start) % 3) || next * perMonth < 34 ? "" : name; // leave the year its room
  }

  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const side = handles.indexOf(event.target.closest(".handle"));
    anchor = { bin: side < 0 ? binAt(event) : chosen()[1 - side], isHandle: side >= 0, began: event.clientX, isMoved: false };
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (!anchor || (!anchor.isMoved && Math.abs(event.clientX - anchor.began) < 4)) return;
    anchor.isMoved = true;
    range(anchor.bin, binAt(event));
  });
  picture.addEventListener("pointerup", (event) => {
    if (anchor && !anchor.isMoved && !anchor.isHandle) {
      const [from, to] = chosen(), bin = binAt(event);
      if (from === bin && to === bin) choose("", "");
      else range(bin, bin);
    }
    anchor = null;
  });
  picture.addEventListener("pointercancel", () => { anchor = null; });
  handles.forEach((made, side) => made.addEventListener("keydown", (event) => {
    const now = chosen(), to = { ArrowLeft: now[side] - 1, ArrowDown: now[side] - 1, ArrowRight: now[side] + 1,
      ArrowUp: now[side] + 1, PageDown: now[side] - unit.page, PageUp: now[side] + unit.page, Home: 0, End: bins - 1 }[event.key];
    if (to === undefined) return;
    const limits = side ? [now[0], bins - 1] : [0, now[1]];
    now[side] = Math.min(Math.max(to, limits[0]), limits[1]);
    range(...now);
    event.preventDefault();
  }));
  new ResizeObserver(() => {
    if (matchMedia("print").matches) return;
    wide = picture.clientWidth;
    draw();
  }).observe(picture);

  return (newRows, newSince, newUntil) => {
    [rows, since, until, wide] = [newRows, newSince, newUntil, picture.clientWidth];
    draw();
  };
}
