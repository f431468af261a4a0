// A form with data-findings-url hears from the writing rules while one types: beside each field
// ([data-findings-for]), and in a list with its counts. Nothing that is being read or typed moves.
import { all, onContent } from "./content.js";
import { post } from "./tokens.js";

const PAUSE_MILLISECONDS = 600;
// What is missing is said about a field once it was left, not before one came to it.
const visited = new Map();

function watch(form) {
  let timer = 0;
  let request = null;
  const left = visited.get(form.dataset.draftKey) ?? new Set();
  visited.set(form.dataset.draftKey, left);
  const look = async () => {
    request?.abort();
    request = new AbortController();
    try {
      const response = await post(form.dataset.findingsUrl, new FormData(form), {
        headers: { Accept: "text/html" },
        signal: request.signal,
      });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (form.isConnected) keepStill(() => show(form, page, left));
    } catch (error) {
      // The next keystroke tries again.
      if (error.name !== "AbortError" && error.name !== "TypeError") throw error;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MILLISECONDS);
  });
  form.addEventListener("focusout", ({ target }) => left.add(target.id));
}

function show(form, page, left) {
  if (form.dataset.fresh !== undefined) leaveOutUnvisited(page, left);
  for (const place of all(form, "[data-findings-for]")) {
    const name = CSS.escape(place.dataset.findingsFor);
    const found = page.querySelector(`[data-findings-for="${name}"]`);
    for (const one of found?.children ?? []) if (isSaid(place, one)) one.remove();
    fill(place, found);
  }
  const list = document.getElementById("findings");
  // A list in which somebody is going about waits until they have left it.
  if (list.contains(document.activeElement)) {
    list.addEventListener(
      "focusout",
      () => fill(list, page.querySelector("[data-findings-list]")),
      {
        once: true,
      },
    );
  } else {
    fill(list, page.querySelector("[data-findings-list]"));
  }
  const count = document.getElementById("findings-count");
  const words = page.querySelector("[data-findings-count]").textContent.trim();
  if (count.textContent.trim() !== words) count.textContent = words;
}

/** Take what is missing out from beside the fields that nobody has come to yet. */
function leaveOutUnvisited(page, left) {
  for (const place of all(page, "[data-findings-for]")) {
    const id = place.dataset.findingsFor;
    const fields = [...left].some((name) => name === id || name.startsWith(`${id}-`));
    if (!fields) for (const one of all(place, "[data-rule=structure]")) one.remove();
  }
}

/** Tell whether the form says the same already, as an error of the last time it was sent. */
function isSaid(place, finding) {
  const error = document.getElementById(`${place.dataset.findingsFor}-error`);
  const words = finding.textContent.replace(/^\s*\S+\s/, "").trim();
  return Boolean(words && error?.textContent.includes(words));
}

function fill(place, found) {
  const html = found?.innerHTML.trim() ?? "";
  if (place.innerHTML.trim() !== html) place.innerHTML = html;
}

/** Make a change and keep the field that one is in where it is on the screen. */
function keepStill(change) {
  const field = document.activeElement;
  const before = field.getBoundingClientRect().top;
  change();
  const moved = field.getBoundingClientRect().top - before;
  if (moved) scrollBy({ top: moved, behavior: "instant" });
}

onContent((root) => all(root, "form[data-findings-url]").forEach(watch));
