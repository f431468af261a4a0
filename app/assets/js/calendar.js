// A calendar of days is a table; with scripts the arrow keys go from day to day, and what the day
// under the pointer or the keys says is written out below it.
import { all, onContent } from "./content.js";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function nextTo(cell, [down, right]) {
  const row = cell.parentElement.parentElement.rows[cell.parentElement.rowIndex - 1 + down];
  const next = row?.cells[cell.cellIndex + right];
  return next?.dataset.day ? next : null;
}

function prepare(calendar) {
  const days = all(calendar, "td[data-day]");
  const said = calendar.querySelector("[data-calendar-said]");
  if (!days.length || !said || said.textContent) return;
  // The rows are days of the week, so the last day is the lowest of the last column.
  let current = days.reduce((a, b) => (b.cellIndex >= a.cellIndex ? b : a));

  function say(cell) {
    said.textContent = `${said.dataset.calendarSaid} ${cell.dataset.day}: ${cell.textContent}`;
  }

  function choose(cell) {
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
    say(cell);
  }

  calendar.querySelector("table").setAttribute("role", "grid");
  calendar.querySelector(".calendar-scroll").removeAttribute("tabindex");
  for (const cell of days) cell.tabIndex = -1;
  choose(current);
  calendar.addEventListener("pointerover", ({ target }) => {
    const cell = target.closest("td[data-day]");
    if (cell) say(cell);
  });
  calendar.addEventListener("pointerleave", () => say(current));
  calendar.addEventListener("click", ({ target }) => {
    const cell = target.closest("td[data-day]");
    if (cell) choose(cell);
  });
  calendar.addEventListener("focusin", ({ target }) => {
    if (target.matches("td[data-day]")) choose(target);
  });
  calendar.addEventListener("keydown", (event) => {
    const next = STEPS[event.key] && nextTo(current, STEPS[event.key]);
    if (!STEPS[event.key] || !event.target.matches("td[data-day]")) return;
    event.preventDefault();
    next?.focus();
  });
}

onContent((root) => all(root, "[data-calendar]").forEach(prepare));
