// The map: ground, rings, badges, dots and names; moved by pointer, wheel, keys and buttons.
// A view is the point in the middle and a scale in pixels a unit (100 m). The ground is scaled as a whole;
// dots keep their size and are placed anew at every scale, so that swarms part as one looks closer.

const NEAREST = 40; // pixels a kilometre
const SITES_FROM = 1.5; // pixels a kilometre: from here sites are named too
const REACH = 8000; // units from the middle within which the map can be moved
const MANY = 400; // sites above which dots are placed anew only when a zoom has come to rest
const SHAPES = { circle: "M-.5 0A.5 .5 0 1 1 .5 0A.5 .5 0 1 1 -.5 0Z", diamond: "M0-.6L.6 0L0 .6L-.6 0Z", square: "M-.46-.46H.46V.46H-.46Z" };

// `data` as the page reads it, `on.pick(row)` after a pick of a dot, `on.badge(province)` of a badge.
function makeMap(data, on) {
  const box = find("map"), picture = find("picture"), tip = find("tip");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const [left, top, right, bottom] = data.frame;
  const view = { x: (left + right) / 2, y: (top + bottom) / 2, scale: 0 };
  const layers = drawGround(picture, data.ground);
  const dots = new Map(data.incidents.filter((row) => row.shown_as === "dot").map((row) => [row, dotOf(row, layers.dots)]));
  let wide = 0, high = 0, whole = 1, farthest = 1, settling = 0, placedAt = 0, discs = [], badges = [], shown = [], chosen = null, waiting = 0, gliding = 0;

  function dotOf(row, parent) {
    const drawn = shape("path", { d: SHAPES[row.kind.shape], class: `dot c${row.kind.number}`, "data-event": row.event_id }, parent);
    return { row, drawn, x: 0, y: 0 };
  }

  // What is shown: the dots of these rows, a ring a site known only nearly, a badge a province.
  function show(rows) {
    const sites = new Map();
    const provinces = new Map();
    for (const dot of dots.values()) dot.drawn.setAttribute("display", "none");
    for (const row of rows) {
      if (row.shown_as === "badge") provinces.set(row.province, (provinces.get(row.province) ?? 0) + 1);
      if (row.shown_as !== "dot") continue;
      dots.get(row).drawn.removeAttribute("display");
      const key = `${row.x} ${row.y}`;
      if (!sites.has(key)) sites.set(key, { at: [row.x, row.y], dots: [], isNear: false, name: row.place_name ?? "" });
      sites.get(key).dots.push(dots.get(row));
      if (row.geo_precision === 2) sites.get(key).isNear = true;
    }
    shown = [...sites.values()];
    badges = [...provinces].filter(([code]) => data.provinces[code]).map(([code, number]) => ({
      code, number, at: data.provinces[code].slice(1), drawn: null }));
    layers.rings.replaceChildren(...shown.filter((site) => site.isNear).map((site) => (
      shape("circle", { cx: site.at[0], cy: site.at[1], r: data.ring_km * data.ground.units_per_km }))));
    layers.badges.replaceChildren(...badges.map(drawBadge));
    placedAt = 0;
    repaint();
  }

  function drawBadge(badge) {
    badge.drawn = shape("g", { class: "badge" });
    badge.radius = 8.5 + 1.7 * String(badge.number).length;
    shape("circle", { r: badge.radius }, badge.drawn);
    shape("text", { dy: ".35em" }, badge.drawn).textContent = count(badge.number);
    return badge.drawn;
  }

  function dotWidth() {
    const visible = shown.reduce((sum, site) => sum + site.dots.length, 0), tall = (bottom - top) * whole;
    const base = Math.min(data.dot_px, Math.max(tall / 80, 4), Math.sqrt(0.12 * wide * high / Math.max(visible, 1)));
    return Math.max(base, 2.5) * Math.min(Math.max((view.scale / whole) ** 0.2, 1), 1.6);
  }

  // Places dots, badges and names for the present scale, in pixels from the middle of the ground.
  function place() {
    const { scale } = view, width = dotWidth();
    const swarms = shown.map((site) => disc(site, swarmRadius(site.dots.length, width), scale, site.dots.length));
    const marked = badges.map((badge) => disc(badge, badge.radius, scale, 40)); // a badge hardly leaves its place
    discs = [...swarms, ...marked];
    part(discs, GAP * width);
    for (const swarm of swarms) {
      swarm.of.dots.forEach((dot, rank) => {
        const [across, down] = inSwarm(rank, swarm.of.dots.length, width);
        [dot.x, dot.y] = [swarm.x + across, swarm.y + down];
        dot.drawn.setAttribute("transform", `translate(${dot.x.toFixed(1)} ${dot.y.toFixed(1)}) scale(${width.toFixed(2)})`);
      });
    }
    for (const at of marked) at.of.drawn.setAttribute("transform", `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})`);
    layers.leaders.setAttribute("d", swarms.map(leader).join(""));
    writeNames(swarms);
    placedAt = scale;
  }

  const disc = (of, radius, scale, weight) => ({ of, radius, weight, homeX: of.at[0] * scale, homeY: of.at[1] * scale });

  // A line from a swarm that had to leave its site back to it.
  function leader(swarm) {
    const across = swarm.homeX - swarm.x, down = swarm.homeY - swarm.y, moved = Math.hypot(across, down);
    if (moved <= swarm.radius) return "";
    const rim = swarm.radius / moved;
    return `M${swarm.homeX.toFixed(1)} ${swarm.homeY.toFixed(1)}L${(swarm.x + across * rim).toFixed(1)} ${(swarm.y + down * rim).toFixed(1)}`;
  }

  function writeNames(swarms) {
    const near = view.scale * data.ground.units_per_km >= SITES_FROM;
    const sites = !near ? [] : swarms.filter((swarm) => swarm.of.name).map((swarm) => ({
      kind: "site", name: swarm.of.name, x: swarm.x / view.scale, y: swarm.y / view.scale, reach: swarm.radius }));
    const names = [...sites.sort((one, other) => other.reach - one.reach), ...data.ground.names];
    layers.names.replaceChildren(...standing(names, view.scale, discs).flatMap(({ name, left: x, middle, point, line }) => {
      const written = shape("text", { x: x.toFixed(1), y: middle.toFixed(1), dy: ".35em", class: name.kind });
      written.textContent = name.name;
      if (line && name.kind === "capital") return [shape("path", { d: line }), written];
      return point ? [written, shape("circle", { cx: point[0].toFixed(1), cy: point[1].toFixed(1), r: 1.8 })] : [written];
    }));
  }

  function paint() {
    waiting = 0;
    if (!wide || !high) return;
    const x = wide / 2 - view.x * view.scale, y = high / 2 - view.y * view.scale;
    layers.ground.setAttribute("transform", `translate(${x} ${y}) scale(${view.scale})`);
    layers.rings.setAttribute("transform", `translate(${x} ${y}) scale(${view.scale})`);
    if (placedAt !== view.scale && !(placedAt && settling && shown.length > MANY)) place();
    layers.marks.setAttribute("transform", `translate(${x} ${y}) scale(${view.scale / placedAt})`);
    const dot = dots.get(chosen);
    const isShown = dot && !dot.drawn.hasAttribute("display");
    put(layers.chosen, { display: isShown ? "inline" : "none", cx: dot?.x ?? 0, cy: dot?.y ?? 0, r: dotWidth() / 2 + 4 });
    drawScale(layers, view.scale * data.ground.units_per_km, wide, high);
    box.classList.toggle("whole", view.scale <= whole * 1.001);
  }

  function repaint() { waiting ||= requestAnimationFrame(paint); }

  const within = (scale) => Math.min(Math.max(scale, farthest), NEAREST / data.ground.units_per_km);

  function look(x, y, scale) {
    view.scale = within(scale);
    view.x = Math.min(Math.max(x, -REACH), REACH);
    view.y = Math.min(Math.max(y, -REACH), REACH);
    clearTimeout(settling);
    settling = setTimeout(() => { settling = 0; repaint(); }, 120);
    tip.hidden = true;
    repaint();
  }

  function glide(x, y, scale) {
    cancelAnimationFrame(gliding);
    box.setAttribute("aria-busy", "true");
    const from = { ...view }, began = performance.now();
    const step = (now) => {
      const done = still.matches ? 1 : Math.min((now - began) / 220, 1), eased = 1 - (1 - done) ** 3;
      const at = from.scale * (scale / from.scale) ** eased;
      look(from.x + (x - from.x) * eased, from.y + (y - from.y) * eased, at);
      if (done < 1) gliding = requestAnimationFrame(step);
      else box.removeAttribute("aria-busy");
    };
    gliding = requestAnimationFrame(step);
  }

  // Zooms so that the point under (x, y), in pixels of the map, stays where it is.
  function zoomed(factor, x = wide / 2, y = high / 2) {
    const scale = within(view.scale * factor);
    const shift = 1 / view.scale - 1 / scale;
    return [view.x + (x - wide / 2) * shift, view.y + (y - high / 2) * shift, scale];
  }

  const home = () => glide((left + right) / 2, (top + bottom) / 2, whole);

  // What lies nearest to a point in pixels of the map, within `reach` pixels: {dot} or {badge}, or nothing.
  function nearest(x, y, reach) {
    const worldX = x - wide / 2 + view.x * view.scale, worldY = y - high / 2 + view.y * view.scale;
    let best = null, least = reach;
    for (const site of shown) for (const dot of site.dots) {
      const distance = Math.hypot(dot.x - worldX, dot.y - worldY);
      if (distance < least) [best, least] = [{ dot, distance }, distance];
    }
    const hit = discs.find((each) => each.of.number && Math.hypot(each.x - worldX, each.y - worldY) <= each.radius);
    return hit && least > 3 ? { badge: hit.of } : best;
  }

  // Rings the dot of a row, and moves there only if it is out of sight.
  function choose(row) {
    chosen = row;
    const dot = dots.get(row);
    if (dot && view.scale) {
      const x = (row.x - view.x) * view.scale, y = (row.y - view.y) * view.scale;
      if (Math.abs(x) > wide * 0.45 || Math.abs(y) > high * 0.45) glide(row.x, row.y, view.scale);
    }
    repaint();
  }

  function resize() {
    const [newWide, newHigh] = [box.clientWidth, box.clientHeight];
    if (!newWide || !newHigh || matchMedia("print").matches) return;
    [wide, high] = [newWide, newHigh];
    const times = view.scale ? view.scale / whole : 1;
    whole = Math.min(wide / (right - left), high / (bottom - top));
    farthest = Math.min(whole, wide / data.ground.span[0], high / data.ground.span[1]);
    picture.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    placedAt = 0;
    look(view.x, view.y, whole * times);
  }

  new ResizeObserver(resize).observe(box);
  resize();
  document.fonts?.ready.then(() => { measured.clear(); placedAt = 0; repaint(); });
  moveByHand(box, { view, look, glide, zoomed, home, nearest, on, tip, isFarthest: () => view.scale <= farthest * 1.001 });
  return { show, choose, home, zoom: (factor) => glide(...zoomed(factor)) };
}
