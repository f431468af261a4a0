// While a request of the study screen is on its way, it is seen that the tap has arrived, and
// nothing on the page can be changed that the answer would then not hold.
import { announce } from "./announce.js";

const SAID_AFTER_MILLISECONDS = 1000;
const LEFT_ALONE = ["Tab", "Shift", "Control", "Alt", "Meta", "Escape"];
let said = 0;

const main = () => document.getElementById("main");

/** Tell whether a request is on its way. */
export const isWaiting = () => main()?.ariaBusy === "true";

/** Show that a request is on its way; `by` is what was pressed. */
export function wait(by) {
  main().ariaBusy = "true";
  by?.classList.add("is-sending");
  said = setTimeout(announce, SAID_AFTER_MILLISECONDS, "Sending…");
}

/** Show that the page can be used again. */
export function goOn() {
  clearTimeout(said);
  main()?.removeAttribute("aria-busy");
  for (const pressed of document.querySelectorAll(".is-sending")) {
    pressed.classList.remove("is-sending");
  }
}

function hold(event) {
  if (!isWaiting() || !main().contains(event.target)) return;
  if (event.type === "keydown" && LEFT_ALONE.includes(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

for (const type of ["click", "mousedown", "keydown", "beforeinput"]) {
  document.addEventListener(type, hold, { capture: true });
}
// A page that the browser kept while it was left waits for nothing any more.
addEventListener("pageshow", goOn);
