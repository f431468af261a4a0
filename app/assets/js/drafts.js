// Long forms lose nothing: leaving asks first ([data-warn-unsaved]), and what was typed is kept in
// the browser ([data-draft-key]) until it has been saved, to be restored after a closed tab.
import { announce } from "./announce.js";
import { all, make, onContent } from "./content.js";

const PREFIX = "myelin:draft:";
const KEPT = "input:not([type=hidden], [type=password], [type=file], [type=submit]), textarea, select";
const unsaved = new Set();

function warn(form) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => unsaved.delete(form));
}

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

/** Return the form's values in the order of its fields: [name, value or checked]. */
function values(form) {
  return [...form.querySelectorAll(KEPT)]
    .filter(({ name }) => name)
    .map((field) => [field.name, isTick(field) ? field.checked : field.value]);
}

const isTick = ({ type }) => type === "checkbox" || type === "radio";

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the warning on leaving is all that is left.
  }
}

function keep(form) {
  const key = form.dataset.draftKey;
  const draft = read(key);
  if (draft && JSON.stringify(draft.values) !== JSON.stringify(values(form))) offer(form, draft);
  else localStorage.removeItem(PREFIX + key);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, { values: values(form), at: Date.now() }), 300);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    write(key, { values: values(form), at: Date.now(), sent: true });
  });
}

/** A sent draft is saved once a page without its form, and without an error, comes back. */
function forgetSaved() {
  if (document.querySelector(".error-page")) return;
  for (const name of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const key = name.slice(PREFIX.length);
    const form = document.querySelector(`form[data-draft-key="${CSS.escape(key)}"]`);
    if (!form && read(key)?.sent) localStorage.removeItem(name);
  }
}

function offer(form, draft) {
  const when = new Date(draft.at).toLocaleString(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  const restore = make("button", { type: "button", class: "btn btn-sm btn-primary" }, "Restore it");
  const discard = make("button", { type: "button", class: "btn btn-sm btn-outline-secondary" }, "Discard it");
  const note = make(
    "div",
    { class: "alert alert-info draft-note", role: "status" },
    make("span", {}, `This browser has a version of ${when} that was not saved.`),
    restore,
    discard,
  );
  restore.addEventListener("click", () => {
    fill(form, draft.values);
    note.remove();
    announce("Restored");
  });
  discard.addEventListener("click", () => {
    localStorage.removeItem(PREFIX + form.dataset.draftKey);
    note.remove();
  });
  form.before(note);
}

/** Fill in a draft; each value goes to the next field of its name. */
function fill(form, draft) {
  const waiting = new Map();
  for (const [name, value] of draft) waiting.set(name, [...(waiting.get(name) ?? []), value]);
  addRows(form, waiting);
  for (const field of form.querySelectorAll(KEPT)) {
    const queue = waiting.get(field.name);
    if (!queue?.length) continue;
    const value = queue.shift();
    if (isTick(field)) field.checked = value;
    else field.value = value;
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Rows that were added in the browser are added again, as far as the names ask for them. */
function addRows(form, waiting) {
  for (const button of form.querySelectorAll("[data-row-add]")) {
    for (let tries = 0; tries < 30; tries += 1) {
      const names = new Set([...form.querySelectorAll(KEPT)].map(({ name }) => name));
      const rows = button.dataset.rowAdd;
      if (![...waiting.keys()].some((name) => name.startsWith(`${rows}-`) && !names.has(name))) break;
      button.click();
    }
  }
}

// The next person at this browser must not be offered what this one wrote.
document.addEventListener("submit", ({ target }) => {
  if (!target.action.endsWith("/sign-out")) return;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  }
});

onContent((root) => {
  all(root, "form[data-warn-unsaved]").forEach(warn);
  all(root, "form[data-draft-key]").forEach(keep);
  if (root === document) forgetSaved();
});
