// The key "/" goes to the search field, and a table of questions ([data-choose]) tells how many are
// chosen and can choose all of a page.
import { all, onContent } from "./content.js";

const TYPING = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const SWITCH = "myelin:shortcuts";

/** Whoever turned single keys off in the preferences has none here either. */
function areOff() {
  try {
    return localStorage.getItem(SWITCH) === "off";
  } catch {
    return false;
  }
}

function note(box) {
  const write = () => {
    try {
      localStorage.setItem(SWITCH, box.checked ? "on" : "off");
    } catch {
      // Nothing to remember it in: the key stays on.
    }
  };
  write();
  box.form?.addEventListener("submit", write);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key !== "/" || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey)
    return;
  if (event.isComposing || target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  const fields = [...document.querySelectorAll("main [data-search], [data-search]")];
  const field = fields.find((one) => one.checkVisibility());
  const link = document.querySelector("[data-search-link]");
  if (areOff() || (!field && !link?.checkVisibility())) return;
  event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else {
    link.click();
  }
});

function choosing(form) {
  const boxes = all(form, "[name=question][type=checkbox]");
  const words = form.querySelector("[data-chosen]");
  const button = form.querySelector("[data-choose-all]");
  const tell = () => {
    const count = boxes.filter(({ checked }) => checked).length;
    words.textContent = count ? `${count} selected` : "None selected";
    button.textContent = count === boxes.length ? "Select none" : "Select all on this page";
  };
  button.addEventListener("click", () => {
    const all = boxes.every(({ checked }) => checked);
    for (const box of boxes) box.checked = !all;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}

onContent((root) => {
  all(root, "form[data-choose]").forEach(choosing);
  all(root, "input[type=checkbox][name=shortcuts]").forEach(note);
  // What was just done, or what is wrong, is read first.
  if (root === document) root.querySelector(".search-done[data-focus]")?.focus();
});
