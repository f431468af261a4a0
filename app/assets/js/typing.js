// A question with a field to type in ([data-typed]). Where there is a keyboard the field has the
// focus, and whatever is typed while nothing has it goes into the field: no letter is a shortcut
// there. Enter leads from one blank to the next that is empty, and from the last one sends.
import { all, onContent } from "./content.js";

const TAKES_KEYS = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const PRESSED_BY_SPACE = "a[href], button, summary, label, input";
const hasKeyboard = matchMedia("(pointer: fine)");

/** Return the fields to type in of the question on the page, in reading order. */
export function typedFields() {
  return [...document.querySelectorAll("main form.study-question [data-typed]")];
}

let left = null;
document.addEventListener("focusout", ({ target }) => {
  if (target.matches("[data-typed]")) left = target;
});

/** Return where to type on: the field that was left last, or else the first. */
function nextField() {
  const fields = typedFields();
  return fields.includes(left) ? left : fields[0];
}

/** Give the focus to the field of a question, where a keyboard is at hand; tell if there is one. */
export function focusTyped(root) {
  const field = hasKeyboard.matches && root.querySelector("form.study-question [data-typed]");
  if (!field) return false;
  field.focus({ preventScroll: true });
  return true;
}

/** Tell whether a key is typed text, or a way to change it, rather than a command. */
function isText(event) {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (event.getModifierState("AltGraph")) return key.length === 1;
  if (ctrlKey || metaKey) return !altKey && key.toLowerCase() === "v";
  if (key === "Insert") return shiftKey;
  return key.length === 1 || ["Backspace", "Dead", "Process", "Unidentified"].includes(key);
}

// Ahead of the shortcuts: the key goes where the focus is by the time that it writes.
document.addEventListener(
  "keydown",
  (event) => {
    const { key, target } = event;
    const field = nextField();
    if (!field || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (target.closest(`${TAKES_KEYS}, .readings`) || !isText(event)) return;
    if (key === " " && target.closest(PRESSED_BY_SPACE)) return;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("[data-typed]")) return;
  const fields = typedFields();
  const after = fields.slice(fields.indexOf(event.target) + 1).find(({ value }) => !value.trim());
  if (!after) return;
  event.preventDefault();
  after.focus();
});

onContent((root) => {
  const fields = all(root, "form.study-question [data-typed]");
  fields.forEach((field, index) => {
    field.enterKeyHint = index < fields.length - 1 ? "next" : "send";
  });
  // Later pages are given the focus by whoever brings them (quick.js).
  const { activeElement } = document;
  if (root === document && (!activeElement || activeElement === document.body)) focusTyped(root);
});
