// What was begun of an answer survives a way to the note, to a report or to the star and back, a
// reload, and a burying that is taken back: this tab keeps it, for one showing only, until it is
// answered. form[data-answer] says the address that leads to this very showing.
import { all, onContent } from "./content.js";
import { fillIn, readEntries } from "./draft-storage.js";
import { countOn, elapsed } from "./timing.js";

const KEY = "myelin:answer";

/** Return what tells a showing from every other: its learner, its review, and the text shown. */
const showingOf = ({ dataset, elements }) =>
  `${dataset.learner}/${elements.review_id.value}/${elements.revision.value}`;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function keep(form) {
  const isHidden = ([name]) => form.querySelector(`[type=hidden][name="${CSS.escape(name)}"]`);
  const begun = {
    showing: showingOf(form),
    entries: readEntries(form).filter((entry) => !isHidden(entry)),
    milliseconds: elapsed(),
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(begun));
  } catch {
    return; // Storage is full or forbidden: what was typed lasts as long as the page.
  }
  // Going back and a reload ask for the address: without it another showing would come.
  history.replaceState(history.state, "", form.dataset.answer);
}

function restore(form) {
  const begun = read();
  if (begun?.showing === showingOf(form)) {
    fillIn(form, begun.entries);
    countOn(begun.milliseconds);
  }
  form.addEventListener("input", () => keep(form));
}

onContent((root) => {
  all(root, "form[data-answer]").forEach(restore);
  if (all(root, ".study-feedback").length) sessionStorage.removeItem(KEY);
});

// The next person at this browser finds nothing of this one's.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action")?.endsWith("/sign-out")) sessionStorage.removeItem(KEY);
});
