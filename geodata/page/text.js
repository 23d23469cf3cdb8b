// Elements, numbers and days in words. Every text of the data goes through textContent: none can become markup.

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SVG = "http://www.w3.org/2000/svg";

const find = (id) => document.getElementById(id);

function put(made, attributes, parent) {
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  parent?.append(made);
  return made;
}

function element(tag, text = "", attributes = {}, parent = null) {
  const made = document.createElement(tag);
  made.textContent = text;
  return put(made, attributes, parent);
}

function shape(tag, attributes = {}, parent = null) {
  return put(document.createElementNS(SVG, tag), attributes, parent);
}

const mark = (category) => element("i", "", { class: `mark ${category.shape} c${category.number}`, "aria-hidden": "true" });

const count = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

// A day is text, YYYY-MM-DD: such texts compare as days do, and no time zone can shift them.
function longDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${DAYS[new Date(Date.UTC(year, month - 1, date)).getUTCDay()]}, ${date} ${MONTHS[month - 1]} ${year}`;
}

function shortDay(day) {
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month - 1].slice(0, 3)} ${year}`;
}

// Days are counted from 1 January 1970, months from year 0, so that they can be subtracted.
const numberOf = (day) => Date.parse(day) / 86400000;
const dayAt = (number) => new Date(number * 86400000).toISOString().slice(0, 10);
const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
const firstDay = (month) => `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}-01`;
