// A page that is good on paper offers to be printed; without scripts the browser's own menu does.

import { all, onContent } from "./content.js";

onContent((root) => {
  for (const button of all(root, "[data-print]")) button.hidden = false;
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
