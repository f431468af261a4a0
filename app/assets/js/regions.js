// A region of a picture is a label of a choice below it. Choosing one must not move the page to
// that choice, as browsers do when it is out of sight.
document.addEventListener("click", (event) => {
  const choice = event.target.closest("label.region-reach")?.control;
  if (!choice) return;
  event.preventDefault();
  choice.focus({ preventScroll: true });
  choice.click();
});
