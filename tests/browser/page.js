// A page without a browser, for what the scripts decide; how it looks and feels is for the journeys.
import { JSDOM } from "jsdom";

const GLOBALS = ["document", "localStorage", "Element", "Event", "CustomEvent", "FormData"];
let turn = 0;

/** Make a page of some HTML, load scripts of app/assets/js into it, and return its document. */
export async function open(html, ...scripts) {
  const { window } = new JSDOM(`<body>${html}</body>`, { url: "http://myelin.example/study" });
  globalThis.window = window;
  for (const name of GLOBALS) globalThis[name] = window[name];
  globalThis.CSS = { escape: (text) => text.replace(/\W/g, "\\$&") };
  // A mouse and a keyboard are at hand.
  globalThis.matchMedia = () => ({ matches: true });
  globalThis.addEventListener = window.addEventListener.bind(window);
  // What is not laid out cannot be hidden by a style sheet: an attribute has to say it.
  window.Element.prototype.checkVisibility = function () {
    return !this.closest("[hidden]");
  };
  Object.defineProperty(window.HTMLElement.prototype, "innerText", {
    get() {
      return this.textContent;
    },
  });
  turn += 1;
  for (const script of scripts) await import(`../../app/assets/js/${script}.js?page=${turn}`);
  return window.document;
}

/** Press a key on an element; return whether the page took it for itself. */
export function press(element, key, more = {}) {
  const options = { key, bubbles: true, cancelable: true, ...more };
  return !element.dispatchEvent(new window.KeyboardEvent("keydown", options));
}
