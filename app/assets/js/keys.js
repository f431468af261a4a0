// Keys for studying, on pages that have [data-shortcuts]. An element names its key in data-key;
// the n-th choice has the key n. None fires while somebody types.
import { make } from "./content.js";

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const PRESSED_BY_ENTER = "a[href], button, summary";
const MOST_KEYS = 9;

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
  return key === "Enter" ? next() : undefined;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.isComposing || event.repeat || !document.querySelector("[data-shortcuts]")) return;
  if (document.querySelector("dialog[open]") || target.closest(TYPING)) return;
  if (key === "Enter" && target.closest(PRESSED_BY_ENTER)) return;
  if (key === "?") {
    event.preventDefault();
    showHelp();
    return;
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

const words = ({ dataset, innerText }) =>
  (dataset.keyLabel ?? innerText).trim().replace(/\s*\n\s*/g, ", ");

function line(key, meaning) {
  return [make("dt", {}, make("kbd", {}, key)), make("dd", {}, meaning)];
}

/** List the keys of the page as it is now. */
function showHelp() {
  const lines = [];
  const count = Math.min(choices().length, MOST_KEYS);
  if (count) lines.push(...line(`1–${count}`, "Choose an answer"));
  for (const element of keyed()) {
    lines.push(...line(element.dataset.key, words(element)));
  }
  const step = next();
  if (step) lines.push(...line("Enter", words(step)));
  lines.push(...line("?", "Show this list"), ...line("Esc", "Close it"));
  const close = make("button", { class: "btn btn-primary", autofocus: true }, "Close");
  const dialog = make(
    "dialog",
    { class: "key-help", "aria-labelledby": "key-help-title" },
    make("h2", { id: "key-help-title" }, "Keys"),
    make("dl", {}, ...lines),
    make("form", { method: "dialog" }, close),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
