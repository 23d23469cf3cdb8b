// Beside the map: the list, which does everything the map does by keyboard too, and the card of the incident picked.

const LISTED = { all: "All", dot: "On the map", badge: "Province only", tray: "Not on the map" };
const NOTES = { dot: "", badge: "province only", tray: "not on the map" };

const placeOf = (row) => row.place_name ?? "Place not named";

function makeList(data, pick) {
  const list = find("list"), items = new Map();

  function itemOf(row) {
    if (items.has(row)) return items.get(row);
    const note = NOTES[row.shown_as], item = element("li", "", { role: "option", tabindex: -1, "aria-selected": "false", "data-event": row.event_id });
    item.setAttribute("aria-label", [shortDay(row.event_date), placeOf(row), row.kind.label, note].filter(Boolean).join(", "));
    const place = element("span", placeOf(row), { dir: "auto" });
    if (note) place.append(" ", element("small", note));
    item.append(mark(row.kind), element("time", shortDay(row.event_date), { datetime: row.event_date }), place);
    item.row = row;
    items.set(row, item);
    return item;
  }

  const focus = (item) => {
    list.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    item?.setAttribute("tabindex", "0");
    item?.focus();
  };

  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) pick(item.row);
  });
  list.addEventListener("keydown", (event) => {
    const rows = [...list.children], at = rows.indexOf(event.target.closest("li"));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (to !== undefined) focus(rows[Math.min(Math.max(to, 0), rows.length - 1)]);
    else if ((event.key === "Enter" || event.key === " ") && at >= 0) pick(rows[at].row);
    else return;
    event.preventDefault();
  });

  // Newest first, as on the screen of the dashboard.
  const show = (rows) => {
    list.replaceChildren(...rows.map(itemOf).reverse());
    for (const item of list.children) item.tabIndex = -1;
    if (list.firstElementChild) list.firstElementChild.tabIndex = 0;
  };
  return { show, focus: (row) => focus(items.get(row)?.isConnected ? items.get(row) : list.firstElementChild) };
}

// Returns a function that fills the card with all that is known of one incident.
function makeCard(data, pick) {
  const byId = new Map(data.incidents.map((row) => [row.event_id, row]));
  const answeredBy = new Map();
  for (const row of data.incidents) for (const id of row.responds_to) {
    if (!answeredBy.has(id)) answeredBy.set(id, []);
    answeredBy.get(id).push(row.event_id);
  }
  const word = (column, value) => data.words[column][value] ?? [value, ""];

  function facts(row) {
    const [evidence, meaning] = word("confidence", row.confidence);
    return [
      ["When", longDay(row.event_date), `${word("time_precision", row.time_precision)[0].toLowerCase()}, local date`],
      ["Where", whereOf(row), precisionOf(row)],
      ["Who", row.actor1], ["Against", row.actor2],
      ["Weapons", row.weapons.join(", ")],
      ["Outcome", row.outcome && word("outcome", row.outcome)[0]],
      ["Damage", row.damage],
      ["Killed", people(row, "killed"), row.killed_side ? word("killed_side", row.killed_side)[0].toLowerCase() : ""],
      ["Injured", people(row, "injured")],
      row.claimed_by ? ["Claimed by", row.claimed_by] : ["Claimed by", null, "nobody, as far as our sources say"],
      ["Evidence", evidence, meaning, `evidence ${row.confidence}`],
      ["Type", `${row.event_type}: ${row.sub_event_type}`],
      ...(row.official_attack_number === null ? [] : [["Official count", `called number ${row.official_attack_number} by officials`]]),
    ];
  }

  function whereOf(row) {
    const names = [data.provinces[row.province]?.[0], row.country && (data.countries[row.country] ?? row.country)];
    return names.filter(Boolean).join(", ") || "province not known";
  }

  function precisionOf(row) {
    const label = word("geo_precision", row.geo_precision)[0].toLowerCase();
    if (row.shown_as === "dot") return label;
    return `${label}; ${row.shown_as === "badge" ? "no point is known: shown in its province" : "not on the map: no point and no province"}`;
  }

  function people(row, what) {
    const [low, high] = [row[`${what}_min`], row[`${what}_max`]];
    if (low === null && high === null) return null;
    if (high === null) return `${low} or more`;
    if (low === null) return `up to ${high}`;
    return low === high ? String(low) : `${low} to ${high}`;
  }

  function factRow([label, value, quiet, kind], parent) {
    element("dt", label, {}, parent);
    const told = element("dd", "", { dir: "auto" }, parent);
    if (value) told.append(element(kind ? "b" : "span", value, kind ? { class: kind } : {}));
    if (quiet || !value) told.append(value ? " " : "", element("span", quiet || "not stated", { class: "quiet" }));
  }

  // Only web addresses become links; whatever else a data set holds stays text.
  function source([publisher, title, url, published], parent) {
    const item = element("li", "", { dir: "auto" }, parent), text = title || url || "Untitled";
    const isWeb = /^https?:\/\//i.test(url ?? "");
    item.append(isWeb ? element("a", text, { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }) : element("span", text));
    item.append(element("br"), element("span", [publisher, published ? shortDay(published) : "undated"].filter(Boolean).join(", "), { class: "quiet" }));
  }

  function linked(title, ids, parent) {
    const known = ids.map((id) => byId.get(id)).filter(Boolean);
    if (!known.length) return;
    element("h4", title, {}, parent);
    for (const row of known) {
      const button = element("button", `${shortDay(row.event_date)} · ${placeOf(row)}`, { class: "plain", type: "button", dir: "auto" }, parent);
      button.addEventListener("click", () => pick(row));
    }
  }

  return (row) => {
    const card = find("card");
    card.replaceChildren();
    card.dataset.event = row.event_id;
    element("p", "", { class: "kind" }, card).append(mark(row.kind), row.kind.label);
    element("h3", placeOf(row), { dir: "auto", tabindex: -1 }, card);
    element("p", row.notes ?? "No notes.", { class: "notes", dir: "auto" }, card);
    const table = element("dl", "", {}, card);
    for (const fact of facts(row)) factRow(fact, table);
    linked("Reported as answering", row.responds_to, card);
    linked("Reported as answered by", answeredBy.get(row.event_id) ?? [], card);
    const pages = row.sources.map((number) => data.pages[number]);
    if (pages.length) {
      const only = new Set(pages.map((page) => page[2])).size === 1;
      element("h4", `Sources (${pages.length})`, {}, card).append(only ? element("span", " one source only", { class: "quiet" }) : "");
      const listed = element("ol", "", { class: "sources" }, card);
      for (const page of pages) source(page, listed);
    } else element("p", "No sources are given.", { class: "quiet" }, card);
    element("p", row.event_id, { class: "quiet id" }, card);
    card.parentElement.scrollTop = 0;
  };
}
