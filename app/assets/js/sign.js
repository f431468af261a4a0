// Numbers on a phone: its keypad for them ([data-number]), which may have no minus, and a button
// that changes the sign ([data-change-sign] names the field).
import { announce } from "./announce.js";
import { all, onContent } from "./content.js";

const SIGN = /^[\s\p{Cf}]*[-+\p{Pd}\u2212]\s*/u;

onContent((root) => {
  if (!matchMedia("(pointer: coarse)").matches) return;
  for (const field of all(root, "[data-number]")) field.inputMode = "decimal";
});

const buttonAt = (event) => event.target.closest("[data-change-sign]");

// The field keeps the focus, and so the phone its keypad.
document.addEventListener("mousedown", (event) => {
  if (buttonAt(event)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = buttonAt(event);
  if (button) changeSign(document.getElementById(button.dataset.changeSign));
});

/** Change the sign of the number in a field; the caret stays where it is in the number. */
function changeSign(field) {
  const before = field.value;
  const isIn = document.activeElement === field;
  const ends = isIn ? [field.selectionStart, field.selectionEnd] : [before.length, before.length];
  const [sign = ""] = before.match(SIGN) ?? [];
  const isPositive = !sign || sign.includes("+");
  field.value = (isPositive ? "-" : "") + before.slice(sign.length);
  field.focus();
  const shift = field.value.length - before.length;
  field.setSelectionRange(...ends.map((end) => Math.max(end + shift, isPositive ? 1 : 0)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  announce(isPositive ? `minus ${field.value.slice(1)}` : field.value || "no sign");
}
