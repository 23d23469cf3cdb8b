// Which names stand on the map at a scale: the most wanted first, none over another name or over a dot.

const LETTERS = { capital: "600 11.5px Plex, sans-serif", country: "600 13px Plex, sans-serif", abroad: "400 11px Plex, sans-serif", province: "400 11px Plex, sans-serif",
  town: "400 11.5px Plex, sans-serif", site: "600 11.5px Plex, sans-serif" };
const LINE = 14; // height of a name in pixels

const ruler = document.createElement("canvas").getContext("2d");
const measured = new Map();

function widthOf(name) {
  const key = name.kind + name.name;
  if (!measured.has(key)) {
    ruler.font = LETTERS[name.kind];
    const spaced = name.kind === "country" || name.kind === "abroad" ? name.name.length * 1.2 : 0;
    measured.set(key, ruler.measureText(name.name).width + spaced + 4);
  }
  return measured.get(key);
}

// Where a name may stand, best first: its left edge and its middle line, relative to its point.
function standings(name, width) {
  const half = -width / 2;
  if (name.kind === "town") return [[5, 0], [-width - 5, 0], [half, -11], [half, 11]];
  if (name.kind === "capital") { // stands even where dots cover its point, as near as there is room
    return [5, 16, 28, 40, 54, 68].flatMap((away) => [[away, 0], [-width - away, 0], [half, -away - 7], [half, away + 7]]);
  }
  if (name.kind === "site") return [[half, name.reach + 10], [half, -name.reach - 10], [name.reach + 4, 0], [-name.reach - width - 4, 0]];
  return [[half, 0], [half, 18], [half, -18], [half, 36], [half, -36], [half + 40, 0], [half - 40, 0]];
}

// Returns {name, left, middle, point, line} for each name that stands, `line` leading from one that stands far off; `discs` are the swarms and badges in pixels.
function standing(names, scale, discs) {
  const taken = [], kept = [];
  for (const name of names) {
    const width = widthOf(name), x = name.x * scale, y = name.y * scale;
    const isFreePoint = (name.kind === "town" || name.kind === "capital") && isFree([x - 2, y - 2, x + 2, y + 2], taken, discs);
    if (name.kind === "town" && !isFreePoint) continue;
    for (const [right, down] of standings(name, width)) {
      const box = [x + right, y + down - LINE / 2, x + right + width, y + down + LINE / 2];
      if (!isFree(box, taken, discs)) continue;
      taken.push(box);
      if (isFreePoint) taken.push([x - 2, y - 2, x + 2, y + 2]);
      kept.push({ name, left: box[0] + 2, middle: y + down, point: isFreePoint ? [x, y] : null, line: lineTo(x, y, box) });
      break;
    }
  }
  return kept;
}

function lineTo(x, y, [left, top, right, bottom]) {
  const endX = Math.min(Math.max(x, left), right), endY = Math.min(Math.max(y, top), bottom);
  return Math.hypot(endX - x, endY - y) > 12 ? `M${x.toFixed(1)} ${y.toFixed(1)}L${endX.toFixed(1)} ${endY.toFixed(1)}` : null;
}

function isFree([left, top, right, bottom], taken, discs) {
  return taken.every((box) => left > box[2] || right < box[0] || top > box[3] || bottom < box[1])
    && discs.every((disc) => {
      const across = disc.x - Math.min(Math.max(disc.x, left), right), down = disc.y - Math.min(Math.max(disc.y, top), bottom);
      return across * across + down * down > disc.radius * disc.radius;
    });
}
