// One live region that stays while pages come and go.
import { make } from "./content.js";

let region = null;

/** Say something to people who use a screen reader. */
export function announce(text) {
  if (!region?.isConnected) {
    region = make("div", { class: "visually-hidden", role: "status" });
    document.body.append(region);
  }
  region.textContent = "";
  // An empty region first, and in its own turn: the same words twice are announced twice.
  setTimeout(() => (region.textContent = text), 60);
}
