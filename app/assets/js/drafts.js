// Long forms lose nothing: leaving asks first ([data-warn-unsaved]), and what was typed is kept in
// the browser ([data-draft-key]) until it has been saved, to be restored after a closed tab.
import { announce } from "./announce.js";
import { all, make, onContent } from "./content.js";
import { fillIn, forget, keys, read, readEntries, remember, SECRET } from "./draft-storage.js";
import { refresh } from "./rows.js";

const PAUSE_MILLISECONDS = 300;
const unsaved = new Set();

function warn(form) {
  form.addEventListener("input", () => unsaved.add(form));
  form.addEventListener("submit", () => unsaved.delete(form));
}

addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

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
  for (const key of keys()) {
    const form = document.querySelector(`form[data-draft-key="${CSS.escape(key)}"]`);
    if (!form && read(key)?.sent) forget(key);
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
    forget(form.dataset.draftKey);
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

// The next person at this browser must not be offered what this one wrote.
document.addEventListener("submit", ({ target }) => {
  if (!target.getAttribute("action")?.endsWith("/sign-out")) return;
  keys().forEach(forget);
});

onContent((root) => {
  all(root, "form[data-warn-unsaved]").forEach(warn);
  all(root, "form[data-draft-key]").forEach(keep);
  if (root === document || root.id === "main") forgetSaved();
});
