// How long a question was looked at: the time in which the page was in sight, in milliseconds.
import { onContent } from "./content.js";

const FIELD = "input[name=milliseconds]";
let before = 0;
let since = null;

function look() {
  since ??= document.visibilityState === "visible" ? performance.now() : null;
}

function lookAway() {
  if (since !== null) before += performance.now() - since;
  since = null;
}

/** Return how long the question has been in sight so far, in milliseconds. */
export function elapsed() {
  return before + (since === null ? 0 : performance.now() - since);
}

/** Count on from the time that this showing was in sight before, on another page. */
export function countOn(milliseconds) {
  before += milliseconds;
}

onContent((root) => {
  if (!root.querySelector(FIELD)) return;
  before = 0;
  since = null;
  look();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
  else lookAway();
});
// While it is still on its way down, so that whoever reads the form finds the time in it.
document.addEventListener(
  "submit",
  ({ target }) => {
    const field = target.querySelector(FIELD);
    if (!field) return;
    lookAway();
    look();
    field.value = Math.round(before);
  },
  true,
);
