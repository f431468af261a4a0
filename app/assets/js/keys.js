// Keys for studying, on pages that have [data-shortcuts]. An element names its key in data-key;
// the n-th choice has the key n, and a place in a picture its letter. None fires while somebody
// types, or where they would type (typing.js). Ctrl+Z does what Z does.
import { make } from "./content.js";
import { typedFields } from "./typing.js";

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const PRESSED_BY_ENTER = "a[href], button, summary";
const MOST_KEYS = 9;
const FIRST_LETTER = "a".charCodeAt(0);
const UNDO = "z";

const isSeen = (element) => element.checkVisibility() && !element.disabled;

/** What has a key: what is seen, or would be if its menu were open. The first of a key has it. */
function keyed() {
  const keys = new Set();
  return [...document.querySelectorAll("main [data-key]")].filter((element) => {
    const menu = element.closest("details[data-menu]");
    if (!isSeen(menu ?? element) || keys.has(element.dataset.key)) return false;
    return keys.add(element.dataset.key);
  });
}

function choices() {
  return [...document.querySelectorAll("main [data-choice] input")].filter(isSeen);
}

/** Return the places of a picture, in the order of their letters. */
function places() {
  return [...document.querySelectorAll("main .hotspot [data-choice] input")].filter(isSeen);
}

/** What Enter does: the step that the page marks with [data-submit], or else its main button. */
function next() {
  const steps = [...document.querySelectorAll("main [data-submit], main .btn-primary")];
  return steps.filter(isSeen).sort((one, other) => isMarked(other) - isMarked(one))[0];
}

const isMarked = (element) => element.matches("[data-submit]");

function press(element) {
  if (element.matches("input")) element.focus();
  element.click();
}

function find(key) {
  const named = keyed().find(({ dataset }) => dataset.key.toLowerCase() === key.toLowerCase());
  if (named) return named;
  if (/^[1-9]$/.test(key)) return choices()[Number(key) - 1];
  if (/^[a-z]$/i.test(key)) return places()[key.toLowerCase().charCodeAt(0) - FIRST_LETTER];
  return key === "Enter" ? next() : undefined;
}

/** Tell whether Ctrl+Z (on a Mac, Command+Z) is pressed where the browser has nothing to undo. */
function isUndo({ key, ctrlKey, metaKey, altKey, shiftKey, target }) {
  if (key.toLowerCase() !== UNDO || ctrlKey === metaKey || altKey || shiftKey) return false;
  return !target.closest(TYPING)?.value && typedFields().every(({ value }) => !value);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  if (!document.querySelector("[data-shortcuts]") || document.querySelector("dialog[open]")) return;
  if (!isUndo(event)) {
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest(TYPING)) return;
    // What else is pressed where there is a field to type in is typed into it (typing.js).
    if (key !== "Enter" && typedFields().length) return;
    if (key === "Enter" && target.closest(PRESSED_BY_ENTER)) return;
    if (key === "?") {
      event.preventDefault();
      showHelp();
      return;
    }
  }
  const element = find(key);
  if (element) {
    event.preventDefault();
    press(element);
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-key-help]")) showHelp();
});

// biome-ignore lint/performance/useDomNodeTextContent: what is not seen is not said
const words = ({ dataset, innerText }) =>
  (dataset.keyLabel ?? innerText).trim().replace(/\s*\n\s*/g, ", ");

function line(key, meaning) {
  return [make("dt", {}, make("kbd", {}, key)), make("dd", {}, meaning)];
}

/** Return a line for each key that works on the page as it is now. */
function lines() {
  const typed = typedFields();
  const found = [];
  if (typed.length > 1) found.push(...line("Enter", "Go to the next blank, until the last one"));
  const count = Math.min(choices().length, MOST_KEYS);
  if (count) found.push(...line(`1–${count}`, "Choose an answer"));
  const letters = places().length;
  if (letters) {
    const last = String.fromCharCode(FIRST_LETTER + letters - 1).toUpperCase();
    found.push(...line(`A–${last}`, "Choose a place in the picture"));
  }
  for (const element of keyed()) {
    const { key } = element.dataset;
    if (!typed.length) found.push(...line(key, words(element)));
    else if (key === UNDO) found.push(...line("Ctrl Z", words(element)));
  }
  const step = next();
  if (step) found.push(...line("Enter", words(step)));
  if (!typed.length) found.push(...line("?", "Show this list"));
  return [...found, ...line("Esc", "Close this list")];
}

function showHelp() {
  const close = make("button", { class: "btn btn-primary", autofocus: true }, "Close");
  const dialog = make(
    "dialog",
    { class: "key-help", "aria-labelledby": "key-help-title" },
    make("h2", { id: "key-help-title" }, "Keys"),
    make("dl", {}, ...lines()),
    make("form", { method: "dialog" }, close),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
