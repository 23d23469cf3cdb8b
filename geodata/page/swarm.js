// One dot = one incident: incidents at one site fan out in a spiral, and no swarm covers another.
// The same spiral and the same idea as geodata/swarm.py, by which the printed map is drawn.

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const SPACING = 0.642; // dot widths: the tightest such spiral whose dots do not touch
const START = 0.7;
const GAP = 0.25; // dot widths left free between two swarms
const PULLED = 60; // rounds in which sites pull their swarms back; in the rest they only part
const ROUNDS = 260;

function swarmRadius(size, dot) {
  return ((size === 1 ? 0 : SPACING * Math.sqrt(size - 1 + START)) + 0.5) * dot;
}

function inSwarm(rank, size, dot) {
  if (size === 1) return [0, 0];
  const distance = SPACING * Math.sqrt(rank + START) * dot, angle = rank * GOLDEN_ANGLE;
  return [distance * Math.cos(angle), distance * Math.sin(angle)];
}

// Discs {homeX, homeY, radius, weight} get a middle {x, y} near home such that none overlaps another.
function part(discs, gap) {
  for (const disc of discs) [disc.x, disc.y] = [disc.homeX, disc.homeY];
  const rounds = discs.length > 800 ? PULLED * 1.5 : ROUNDS;
  let pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    if (round % 10 === 0) pairs = nearPairs(discs, gap);
    if (!pairs.length) return;
    const worst = push(pairs, gap);
    if (round < PULLED) pull(discs, 0.2 * (1 - round / PULLED));
    else if (worst < gap / 2) return;
  }
}

function nearPairs(discs, gap) {
  const sorted = [...discs].sort((one, other) => one.x - other.x);
  const widest = Math.max(...discs.map((disc) => disc.radius));
  const pairs = [];
  sorted.forEach((one, at) => {
    for (let next = at + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other.x - one.x > 1.5 * (one.radius + widest + gap)) break;
      if (Math.hypot(other.x - one.x, other.y - one.y) < 1.5 * (one.radius + other.radius + gap)) pairs.push([one, other]);
    }
  });
  return pairs;
}

// Pushes overlapping discs apart, the heavier yielding less, and says how far the worst pair overlapped.
function push(pairs, gap) {
  let worst = 0;
  pairs.forEach(([one, other], number) => {
    let across = other.x - one.x, down = other.y - one.y, distance = Math.hypot(across, down);
    const overlap = one.radius + other.radius + gap - distance;
    if (overlap <= 0) return;
    worst = Math.max(worst, overlap);
    if (distance < 1e-6) { // on one point: each pair parts along a direction of its own
      [across, down, distance] = [Math.cos(number * GOLDEN_ANGLE), Math.sin(number * GOLDEN_ANGLE), 1];
    }
    const share = other.weight / (one.weight + other.weight) * overlap / distance;
    const rest = overlap / distance - share;
    one.x -= across * share; one.y -= down * share;
    other.x += across * rest; other.y += down * rest;
  });
  return worst;
}

function pull(discs, strength) {
  for (const disc of discs) {
    disc.x += (disc.homeX - disc.x) * strength;
    disc.y += (disc.homeY - disc.y) * strength;
  }
}
