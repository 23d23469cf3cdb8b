// What the map is drawn on, and how it is moved by hand.

function drawGround(picture, ground) {
  const layers = { ground: shape("g", { class: "ground" }, picture) };
  shape("path", { d: ground.neighbours, class: "neighbour" }, layers.ground);
  for (const path of Object.values(ground.land)) shape("path", { d: path, class: "land" }, layers.ground);
  for (const name of ["rivers", "borders", "disputed"]) shape("path", { d: ground[name], class: name }, layers.ground);
  layers.rings = shape("g", { class: "rings" }, picture);
  layers.marks = shape("g", {}, picture);
  layers.leaders = shape("path", { class: "leaders" }, layers.marks);
  for (const name of ["names", "badges", "dots"]) layers[name] = shape("g", { class: name }, layers.marks);
  layers.chosen = shape("circle", { class: "chosen", display: "none" }, layers.marks);
  layers.bar = shape("path", { class: "bar" }, picture);
  layers.length = shape("text", { class: "length" }, picture);
  const north = shape("g", { class: "north" }, picture);
  shape("path", { d: "M0-9L5 6L0 2.5L-5 6Z" }, north);
  shape("text", { x: 0, y: 18 }, north).textContent = "N";
  layers.north = north;
  return layers;
}

// A round number of kilometres, at most a quarter of the map or 140 pixels long; north is up.
function drawScale(layers, pixelsPerKm, wide, high) {
  const longest = Math.min(wide / 4, 140) / pixelsPerKm, power = 10 ** Math.floor(Math.log10(longest));
  const km = Math.max(...[1, 2, 5].map((step) => step * power).filter((length) => length <= longest));
  const x = 34, y = high - 16, length = km * pixelsPerKm;
  layers.bar.setAttribute("d", `M${x} ${y - 5}V${y}H${(x + length).toFixed(1)}V${y - 5}`);
  put(layers.length, { x: (x + length + 7).toFixed(1), y });
  layers.length.textContent = km >= 1 ? `${count(km)} km` : `${Math.round(km * 1000)} m`;
  layers.north.setAttribute("transform", `translate(16 ${high - 25})`);
}

function moveByHand(box, map) {
  const held = new Map();
  let from = null, moved = 0;
  const at = (event) => {
    const edge = box.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };
  const grip = () => { // middle and spread of the fingers, and the view they took hold of
    const points = [...held.values()], middle = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
    const spread = points.length > 1 ? Math.hypot(points[0][0] - points[1][0], points[0][1] - points[1][1]) : 0;
    return { middle, spread, view: { ...map.view } };
  };

  box.addEventListener("pointerdown", (event) => {
    if (event.button || event.target.closest("button")) return;
    held.set(event.pointerId, at(event));
    [from, moved] = [grip(), held.size > 1 ? 99 : 0];
  });
  box.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) { if (event.pointerType === "mouse") point(event); return; }
    held.set(event.pointerId, at(event));
    const now = grip(), across = now.middle[0] - from.middle[0], down = now.middle[1] - from.middle[1];
    moved = Math.max(moved, Math.hypot(across, down));
    if (moved < 5) return;
    if (!box.hasPointerCapture(event.pointerId)) box.setPointerCapture(event.pointerId);
    const times = from.spread ? now.spread / from.spread : 1;
    map.look(from.view.x - across / from.view.scale, from.view.y - down / from.view.scale, from.view.scale);
    if (times !== 1) map.look(...map.zoomed(times, ...now.middle));
  });
  const release = (event) => {
    if (!held.delete(event.pointerId)) return;
    if (held.size) from = grip();
    else if (event.type === "pointerup" && moved < 5) pick(event);
  };
  box.addEventListener("pointerup", release);
  box.addEventListener("pointercancel", release);
  box.addEventListener("pointerleave", () => { map.tip.hidden = true; });
  box.addEventListener("wheel", (event) => {
    if (event.deltaY > 0 && map.isFarthest()) return; // nothing farther to see: let the page scroll on
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? 30 : 1);
    map.look(...map.zoomed(Math.exp(-Math.max(Math.min(pixels, 240), -240) * 0.0022), ...at(event)));
  }, { passive: false });
  box.addEventListener("dblclick", (event) => { if (!event.target.closest("button")) map.glide(...map.zoomed(2, ...at(event))); });

  function pick(event) {
    const found = map.nearest(...at(event), event.pointerType === "mouse" ? 7 : 16);
    if (found?.dot) map.on.pick(found.dot.row);
    else if (found) map.on.badge(found.badge.code);
  }

  function point(event) {
    const [x, y] = at(event), found = event.target.closest("button") ? null : map.nearest(x, y, 7);
    box.classList.toggle("over", Boolean(found));
    map.tip.hidden = !found;
    if (!found) return;
    map.tip.textContent = found.dot ? map.on.said(found.dot.row) : map.on.saidOfBadge(found.badge);
    const room = box.clientWidth - map.tip.offsetWidth - 8;
    map.tip.style.left = `${Math.max(8, Math.min(x + 12, room))}px`;
    map.tip.style.top = `${y > 70 ? y - map.tip.offsetHeight - 10 : y + 16}px`;
  }

  box.addEventListener("keydown", (event) => {
    const step = 80 / map.view.scale, { x, y, scale } = map.view;
    const to = { ArrowLeft: [x - step, y, scale], ArrowRight: [x + step, y, scale], ArrowUp: [x, y - step, scale],
      ArrowDown: [x, y + step, scale], "+": map.zoomed(1.6), "=": map.zoomed(1.6), "-": map.zoomed(1 / 1.6) }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey || !(to || event.key === "0")) return;
    if (to) map.glide(...to);
    else map.home();
    event.preventDefault();
  });
}
