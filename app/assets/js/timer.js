// For those who want to see it: how long the question has been in sight, counting up. Every full
// minute is said politely; nothing ends.
import { announce } from "./announce.js";
import { onContent } from "./content.js";
import { elapsed } from "./timing.js";

const SECOND = 1000;
let ticking = null;

function show(timer) {
  const seconds = Math.floor(elapsed() / SECOND);
  const minutes = Math.floor(seconds / 60);
  const shown = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  if (timer.textContent === shown) return;
  timer.textContent = shown;
  if (seconds > 0 && seconds % 60 === 0) {
    announce(minutes === 1 ? "1 minute on this question" : `${minutes} minutes on this question`);
  }
}

onContent(() => {
  clearInterval(ticking);
  const timer = document.querySelector("[data-timer]");
  if (!timer) return;
  show(timer);
  ticking = setInterval(show, SECOND / 4, timer);
});
