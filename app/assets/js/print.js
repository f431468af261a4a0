// A page that is good on paper offers to be printed; without scripts the offer is not shown.

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});

/** Say how many ems wide a formula is, so that paper can show the whole of it. */
function measure(formula) {
  // The element itself is as wide as its column.
  const content = document.createRange();
  content.selectNodeContents(formula);
  const ems =
    content.getBoundingClientRect().width / parseFloat(getComputedStyle(formula).fontSize);
  // A little more, since small signs do not shrink quite as much.
  formula.style.setProperty("--formula-ems", (ems * 1.15).toFixed(1));
}

addEventListener("beforeprint", () => {
  for (const formula of document.querySelectorAll(".formula math")) measure(formula);
});
