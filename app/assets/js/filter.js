// A long list of ticks gets a field ([data-filter], the id of the list) that shows the rows with
// some words in them. What is ticked always shows.
import { announce } from "./announce.js";
import { all, onContent } from "./content.js";

function watch(field) {
  const list = document.getElementById(field.dataset.filter);
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // the form has not changed
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...list.children];
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !row.querySelector(":checked") && !words.every((word) => text.includes(word));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    announce(`${shown} of ${rows.length} shown`);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

onContent((root) => all(root, "[data-filter]").forEach(watch));
