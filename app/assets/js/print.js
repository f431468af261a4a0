// A page that is good on paper offers to be printed; without scripts the offer is not shown.

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});
