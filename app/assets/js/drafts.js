// Long forms lose nothing: leaving asks first ([data-warn-unsaved]), and what was typed is kept in
// the browser ([data-draft-key]) until it has been saved, to be restored after a closed tab.
import { announce } from "./announce.js";
import { all, make, onContent } from "./content.js";
import { refresh } from "./rows.js";

const PREFIX = "myelin:draft:";
const SECRET = "csrf_token";
const PAUSE_MILLISECONDS = 300;
const unsaved = new Set();

function warn(form) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => unsaved.delete(form));
}

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

/** Return what the form would send, but for secrets and files: [name, text] pairs. */
export function readEntries(form) {
  const isSecret = (name) =>
    name === SECRET || form.querySelector(`[type=password][name="${CSS.escape(name)}"]`);
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !isSecret(name),
  );
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keep what the form holds now. */
export function remember(form, sent = false) {
  const draft = { entries: readEntries(form), at: Date.now(), sent };
  try {
    localStorage.setItem(PREFIX + form.dataset.draftKey, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the warning on leaving is all that is left.
  }
}

/**
 * Compare what people see and wrote: hidden fields (when the form was opened…) differ each time,
 * and a field that is still empty may have come only now.
 */
function isSame(form, draft) {
  const isHidden = (name) => form.querySelector(`[type=hidden][name="${CSS.escape(name)}"]`);
  const seen = (pairs) => JSON.stringify(pairs.filter(([name, value]) => value && !isHidden(name)));
  return seen(draft.entries) === seen(readEntries(form));
}

function keep(form) {
  const draft = read(form.dataset.draftKey);
  if (draft && !isSame(form, draft)) offer(form, draft);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => form.isConnected && remember(form), PAUSE_MILLISECONDS);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    remember(form, true);
  });
}

/** A draft that was sent is saved once a page without its form, and without an error, is here. */
function forgetSaved() {
  // A page for strangers came in the way: whoever sent it was signed out.
  if (document.querySelector(".error-page") || document.body.dataset.frame === "plain") return;
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
  const button = (look, words) =>
    make("button", { type: "button", class: `btn btn-sm ${look}` }, words);
  const restore = button("btn-primary", "Restore it");
  const discard = button("btn-outline-secondary", "Discard it");
  const note = make(
    "div",
    { class: "alert alert-info draft-note", role: "status" },
    make("span", {}, `This browser has a version of ${when} that was not saved.`),
    restore,
    discard,
  );
  restore.addEventListener("click", async () => {
    try {
      await fill(form, draft.entries);
      note.remove();
      announce("Restored");
    } catch {
      announce("The server could not be reached. Try again.");
    }
  });
  discard.addEventListener("click", () => {
    localStorage.removeItem(PREFIX + form.dataset.draftKey);
    note.remove();
  });
  form.before(note);
}

/** Fill in a draft. Where rows may be missing, the server makes the form that holds it. */
async function fill(form, draft) {
  const adder = form.querySelector("[data-row-add]");
  if (adder) {
    const data = new FormData();
    for (const [name, value] of [...draft, [SECRET, form.elements[SECRET].value]]) {
      data.append(name, value);
    }
    data.append(adder.name, adder.value);
    await refresh(form, data);
    return;
  }
  fillIn(form, draft);
}

/** Fill the fields that the form has with [name, text] pairs; what is not named is unchecked. */
export function fillIn(form, draft) {
  const waiting = Map.groupBy(draft, ([name]) => name);
  for (const field of [...form.elements].filter(({ name }) => name && name !== SECRET)) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = (waiting.get(field.name) ?? []).some(([, value]) => value === field.value);
    } else if (waiting.get(field.name)?.length && field.type !== "file") {
      field.value = waiting.get(field.name).shift()[1];
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// The next person at this browser must not be offered what this one wrote.
document.addEventListener("submit", ({ target }) => {
  if (!target.getAttribute("action")?.endsWith("/sign-out")) return;
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  }
});

onContent((root) => {
  all(root, "form[data-warn-unsaved]").forEach(warn);
  all(root, "form[data-draft-key]").forEach(keep);
  if (root === document || root.id === "main") forgetSaved();
});
