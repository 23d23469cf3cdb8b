// Reads the data in the page, keeps what the reader chose, and lets map, list, timeline, figures and legend follow.

function readData() {
  const data = JSON.parse(find("data").textContent);
  const kinds = new Map(data.categories.map((category, number) => [category.value, Object.assign(category, { number })]));
  data.incidents = data.rows.map((cells) => {
    const row = Object.fromEntries(data.columns.map((name, at) => [name, cells[at]]));
    return Object.assign(row, { kind: kinds.get(row.category) });
  });
  return data;
}

const data = readData();
const chosen = { since: "", until: "", without: new Set(), listed: "all", province: null, row: null };
const map = makeMap(data, {
  pick,
  badge: (province) => { close(); Object.assign(chosen, { listed: "badge", province }); showList(); list.focus(); },
  said: (row) => `${shortDay(row.event_date)} · ${placeOf(row)} · ${row.kind.label}`,
  saidOfBadge: (badge) => `${data.provinces[badge.code][0]}: ${plural(badge.number, "incident")} known only to the province`,
});
const list = makeList(data, pick);
const fillCard = makeCard(data, pick);
const drawTimeline = data.incidents.length ? makeTimeline(data, setDates) : () => {};
const boxes = makeFigures();
let answering = [];

const isInDates = (row) => (!chosen.since || row.event_date >= chosen.since) && (!chosen.until || row.event_date <= chosen.until);
const isInKinds = (row) => !chosen.without.has(row.category);

function follow() {
  const ofKinds = data.incidents.filter(isInKinds), inDates = data.incidents.filter(isInDates);
  answering = ofKinds.filter(isInDates);
  map.show(answering);
  drawTimeline(ofKinds, chosen.since, chosen.until);
  showFigures(inDates);
  showLegend();
  showList();
  sayWhatIsShown();
}

function setDates(since, until) {
  Object.assign(chosen, { since, until });
  [find("since").value, find("until").value] = [since, until];
  follow();
}

// Figures. Those of a kind of incident are also its switch.
function makeFigures() {
  const strip = find("figures");
  const cell = (label, switched = null) => {
    const box = element(switched ? "label" : "div", "", { class: "figure" }, strip), name = element("span", "", { class: "label" }, box);
    if (switched) {
      const input = element("input", "", { type: "checkbox", value: switched.value }, name);
      input.checked = true;
      input.addEventListener("change", () => {
        chosen.without[input.checked ? "delete" : "add"](switched.value);
        follow();
      });
      name.append(mark(switched));
    }
    name.append(label);
    return { box, value: element("span", "", { class: "value" }, box), note: element("span", "", { class: "quiet" }, box) };
  };
  return { all: cell("Incidents"), kinds: data.categories.map((category) => cell(category.label, category)), killed: cell("Killed"), injured: cell("Injured") };
}

function showFigures(inDates) {
  const days = answering.map((row) => row.event_date), ends = [...new Set([days[0], days.at(-1)])];
  boxes.all.value.textContent = count(answering.length);
  boxes.all.note.textContent = days.length ? ends.map(shortDay).join(" – ") : "";
  data.categories.forEach((category, number) => {
    const { box, value, note } = boxes.kinds[number], isOff = chosen.without.has(category.value);
    value.textContent = count(inDates.filter((row) => row.category === category.value).length);
    note.textContent = isOff ? "not shown" : "";
    box.classList.toggle("off", isOff);
  });
  for (const what of ["killed", "injured"]) {
    const { value, note } = boxes[what], total = casualties(answering, what);
    value.textContent = total.stated ? total.text : "not stated";
    note.textContent = answering.length ? `stated for ${count(total.stated)} of ${count(answering.length)}` : "";
  }
}

// Sums what is stated; a maximum alone leaves the least at 0, a minimum alone is all we have for the most.
function casualties(rows, what) {
  const told = rows.map((row) => [row[`${what}_min`], row[`${what}_max`]]).filter(([low, high]) => low !== null || high !== null);
  const fewest = told.reduce((sum, [low]) => sum + (low ?? 0), 0), most = told.reduce((sum, [low, high]) => sum + (high ?? low), 0);
  const isOpen = told.some(([low, high]) => low !== null && high === null);
  return { stated: told.length, text: (fewest === most ? count(fewest) : `${count(fewest)}–${count(most)}`) + (isOpen ? "+" : "") };
}

function showLegend() {
  const shown = { dot: 0, badge: 0, tray: 0 };
  for (const row of answering) shown[row.shown_as] += 1;
  const isNear = answering.some((row) => row.shown_as === "dot" && row.geo_precision === 2);
  const title = element("b", `${count(shown.dot)} dots of ${plural(answering.length, "incident")}`);
  const items = element("ul");
  for (const category of data.categories) {
    const number = answering.filter((row) => row.category === category.value).length;
    if (number) element("li", "", {}, items).append(mark(category), `${category.label}, ${count(number)}`);
  }
  const line = (sign, text) => element("li", "", {}, items).append(...(sign ? [element("i", sign === "badge" ? "n" : "", { class: sign, "aria-hidden": "true" })] : []), text);
  if (isNear) line("ring", `Near the place: the site lies within about ${data.ring_km} km`);
  if (shown.badge) line("badge", `${count(shown.badge)} known only to the province`);
  if (shown.tray) line("tray", `${count(shown.tray)} not on the map (no province known): in the list`);
  if (shown.dot) line("", "Dots of one site fan out around it; zoom in to part neighbours");
  find("legend").replaceChildren(title, items);
  find("picture-title").textContent = `Map of Iraq and Syria with ${count(shown.dot)} dots, one for each incident, ${count(shown.badge)} more as numbers in their provinces`;
}

function sayWhatIsShown() {
  const period = [chosen.since && `from ${shortDay(chosen.since)}`, chosen.until && `until ${shortDay(chosen.until)}`];
  const without = data.categories.filter((category) => chosen.without.has(category.value)).map((category) => `without “${category.label}”`);
  const said = [...period, ...without].filter(Boolean).join(", ");
  const isTurned = chosen.since && chosen.until && chosen.since > chosen.until;
  find("status").textContent = isTurned ? "From lies after Until, so no incident answers. Change one of the two days."
    : said && `${count(answering.length)} of these ${plural(data.incidents.length, "incident")} shown: ${said}.`;
  find("reset").disabled = !said;
}

// List and card.
function showList() {
  const tabs = Object.entries(LISTED).map(([name, label]) => {
    const number = name === "all" ? answering.length : answering.filter((row) => row.shown_as === name).length;
    const tab = element("button", `${label} (${count(number)})`, { type: "button", "aria-pressed": String(chosen.listed === name) });
    tab.addEventListener("click", () => { Object.assign(chosen, { listed: name, province: null }); showList(); find("tabs").querySelector("[aria-pressed=true]").focus(); });
    return number || name === "all" || name === chosen.listed ? tab : null;
  });
  find("tabs").replaceChildren(...tabs.filter(Boolean));
  const listed = answering.filter((row) => (chosen.listed === "all" || row.shown_as === chosen.listed) && (!chosen.province || row.province === chosen.province));
  const where = chosen.province ? `Known only to ${data.provinces[chosen.province][0]}: ` : "";
  find("listed").textContent = listed.length ? `${where}${plural(listed.length, "incident")}, newest first` : "No incident answers. Take a filter off.";
  list.show(listed);
}

function pick(row) {
  chosen.row = row;
  fillCard(row);
  const at = answering.indexOf(row);
  find("earlier").disabled = at < 1;
  find("later").disabled = at < 0 || at + 1 >= answering.length;
  find("outside").hidden = at >= 0;
  find("browse").hidden = true;
  find("reading").hidden = false;
  map.choose(row);
  find("card").querySelector("h3").focus({ preventScroll: matchMedia("(min-width: 900px)").matches });
}

function close() {
  const row = chosen.row;
  if (!row) return;
  chosen.row = null;
  find("browse").hidden = false;
  find("reading").hidden = true;
  map.choose(null);
  list.focus(row);
}

const step = (by) => pick(answering[answering.indexOf(chosen.row) + by]);
find("earlier").addEventListener("click", () => step(-1));
find("later").addEventListener("click", () => step(1));
find("close").addEventListener("click", close);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
for (const name of ["since", "until"]) find(name).addEventListener("input", () => {
  chosen[name] = find(name).value;
  follow();
});
find("reset").addEventListener("click", () => {
  chosen.without.clear();
  for (const input of find("figures").querySelectorAll("input")) input.checked = true;
  setDates("", "");
});
find("nearer").addEventListener("click", () => map.zoom(1.8));
find("farther").addEventListener("click", () => map.zoom(1 / 1.8));
find("whole").addEventListener("click", () => map.home());
find("scale-note").textContent = data.ground.scale_note;
find("period").hidden = !data.incidents.length;
find("app").hidden = false;
follow();
