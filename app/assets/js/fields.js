// Small comforts in forms: the browser's time zone, passwords in sight, texts to copy.
import { announce } from "./announce.js";
import { all, onContent } from "./content.js";

onContent((root) => {
  for (const field of all(root, "[data-time-zone]")) fillTimeZone(field);
  for (const button of all(root, "[data-copy]")) button.hidden = !navigator.clipboard;
});

/** Fill in the browser's zone where nothing was chosen yet (UTC is what a form begins with). */
function fillTimeZone(field) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const before = field.value;
  if (!zone || !["", "UTC"].includes(before)) return;
  field.value = zone;
  // A select without that zone is left empty by the line above.
  if (!field.value) field.value = before;
}

document.addEventListener("click", async ({ target }) => {
  const reveal = target.closest("[data-reveal]");
  const copy = target.closest("[data-copy]");
  if (reveal) {
    const field = document.getElementById(reveal.dataset.reveal);
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    reveal.textContent = hidden ? "Hide" : "Show";
    reveal.setAttribute("aria-pressed", String(hidden));
  } else if (copy) {
    const source = document.getElementById(copy.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    copy.dataset.words ??= copy.textContent;
    copy.textContent = "Copied";
    announce("Copied");
    setTimeout(() => (copy.textContent = copy.dataset.words), 2000);
  }
});

// A password is never sent, or kept by the browser's autofill, as plain text.
document.addEventListener("submit", ({ target }) => {
  for (const button of target.querySelectorAll("[data-reveal][aria-pressed=true]")) button.click();
});
