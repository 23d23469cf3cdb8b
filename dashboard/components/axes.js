// What stands on the axes of the timeline: counts in few letters, and dates by which a reader knows each bar.
import { UNITS, before, inWords } from "./player.js";

const LETTER = 6.6, GAP = 10; // pixels of a letter and between two dates
const DAYS_TOLD = 60; // as many days are told by their Mondays, more by their months

export const short = (count) => count.toLocaleString("en", { notation: "compact", maximumFractionDigits: 1 }).replace("K", "k");

// At most four round numbers from nought, the last no larger than the most.
export const ticks = (most) => {
  const rough = most / 3, ten = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((times) => times * ten).find((each) => each >= rough);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step);
};

const yearOf = (day) => new Date(day * 86400000).getUTCFullYear();
const monthOf = (day) => new Date(day * 86400000).getUTCMonth();
const wide = (text) => text.length * LETTER;

// Returns the dates that stand under the bars from `left` to `right`, each under the day that it names: every month, or
// every third, sixth or twelfth as there is room; January is told by its year. The first says its year too where it can.
export function stand(left, right, xOf, width) {
  const unit = right - left <= DAYS_TOLD ? "week" : "month", starts = [];
  for (let day = UNITS[unit].next(before(unit, left)); day <= right; day = UNITS[unit].next(day)) starts.push(day);
  const placed = (unit === "week" ? weeks(starts) : months(starts, (xOf(right + 1) - xOf(left)) / (right + 1 - left) * 30.4))
    .map((each) => ({ ...each, x: xOf(each.day) }));
  const shown = [], isFree = ({ x, text }) => x + wide(text) <= width
    && shown.every((other) => x + wide(text) + GAP <= other.x || other.x + wide(other.text) + GAP <= x);
  for (const isYear of [true, false])
    for (const each of placed.filter((one) => one.isYear === isYear)) if (isFree(each)) shown.push(each);
  shown.sort((one, other) => one.day - other.day);
  return withYear(shown, isFree);
}

function weeks(starts) {
  return starts.map((day) => ({ day, isYear: false, text: inWords(day, { day: "numeric", month: "short" }) }));
}

// `room` is how many pixels a month has.
function months(starts, room) {
  const needed = wide("2024") + GAP;
  const step = [1, 3, 6, 12, 24, 60, 120].find((each) => each * room >= needed) ?? 240;
  return starts.filter((day) => (yearOf(day) * 12 + monthOf(day)) % step === 0).map((day) => monthOf(day) === 0
    ? { day, isYear: true, text: String(yearOf(day)) } : { day, isYear: false, text: inWords(day, { month: "short" }) });
}

function withYear([first, ...rest], isFree) {
  if (!first || first.isYear) return first ? [first, ...rest] : [];
  const text = `${first.text} ${yearOf(first.day)}`, end = first.x + wide(text) + GAP;
  const hidden = rest.filter((each) => each.x < end);
  return hidden.some((each) => each.isYear) ? [first, ...rest] : [{ ...first, text }, ...rest.filter((each) => each.x >= end)];
}
