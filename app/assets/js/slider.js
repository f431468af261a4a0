// A number between two bounds gets a slider beside it; the number stays what is sent.

import { all, make, onContent } from "./content.js";

onContent((root) => {
  for (const input of all(root, "input[data-slider]")) {
    const { min, max, step } = input;
    const label = input.labels[0]?.textContent.trim() ?? "";
    const slider = make("input", {
      type: "range",
      min,
      max,
      step,
      class: "form-range",
      "aria-label": label,
    });
    slider.value = input.value;
    slider.addEventListener("input", () => {
      input.value = slider.value;
    });
    input.addEventListener("input", () => {
      slider.value = input.value;
    });
    input.after(slider);
  }
});
