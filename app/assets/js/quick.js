// Links and forms inside [data-quick] are fetched, and <main> is swapped, without a reload.
import htmx from "htmx.org";
import { announce } from "./announce.js";
import { all, make, onContent, tellContent } from "./content.js";
import { renewTokens } from "./tokens.js";
import { focusTyped } from "./typing.js";
import { goOn, isWaiting, wait } from "./waiting.js";

Object.assign(htmx.config, {
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  // Pages are private: none is kept in the browser's storage; going back asks the server.
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
  defaultSettleDelay: 0,
  timeout: 15000,
  responseHandling: [
    { code: "[23]..", swap: true },
    { code: "40[349]|410|422", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

const QUICK = {
  "hx-boost": "true",
  "hx-target": "#main",
  "hx-select": "#main",
  "hx-swap": "outerHTML show:none",
};

onContent((root) => {
  for (const element of all(root, "[data-quick]")) {
    for (const [name, value] of Object.entries(QUICK)) element.setAttribute(name, value);
    htmx.process(element);
  }
  for (const element of all(root, "[data-quick] [data-full]")) {
    element.setAttribute("hx-boost", "false");
  }
});

const main = () => document.getElementById("main");
let lost = null;

/** Only one request at a time, and never the same form twice. */
document.addEventListener("htmx:beforeRequest", (event) => {
  if (isWaiting()) {
    event.preventDefault();
    return;
  }
  const { elt, requestConfig } = event.detail;
  wait(requestConfig.triggeringEvent?.submitter ?? (elt instanceof HTMLFormElement ? null : elt));
  lost?.remove();
});
document.addEventListener("htmx:afterRequest", goOn);

/** The second half of a double click was meant for what stood there before, not for what came. */
let clickedAt = 0;
let swappedAt = -1;
document.addEventListener(
  "click",
  (event) => {
    if (event.detail > 1 && swappedAt > clickedAt) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    clickedAt = event.timeStamp;
  },
  true,
);

/** Where the frame around <main> differs too, all of the page is taken over. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (!detail.shouldSwap) return;
  const page = new DOMParser().parseFromString(detail.xhr.responseText, "text/html");
  if (!page.getElementById("main") || isOtherVersion(page)) {
    event.preventDefault();
    location.assign(detail.xhr.responseURL);
  } else if (page.body.dataset.frame !== document.body.dataset.frame) {
    takeFrame(page);
    detail.target = document.body;
    detail.selectOverride = "unset";
    detail.swapOverride = "innerHTML show:none";
  }
});

/** Tell whether the server has other scripts and styles now than this page has. */
function isOtherVersion(page) {
  const files = (from) =>
    ["script[src*='/app-']", "link[rel=stylesheet]"].map((selector) =>
      from.head.querySelector(selector)?.getAttribute(selector.startsWith("s") ? "src" : "href"),
    );
  return files(page).join() !== files(document).join();
}

function takeFrame(page) {
  document.body.dataset.frame = page.body.dataset.frame;
  document.documentElement.dataset.theme = page.documentElement.dataset.theme;
  document.documentElement.lang = page.documentElement.lang;
  for (const { src } of page.head.querySelectorAll("script[src]")) {
    if (![...document.scripts].some((script) => script.src === src)) {
      document.head.append(make("script", { type: "module", src }));
    }
  }
}

/** Move on: to the element that asks for focus, so that keys and screen readers are there too. */
document.addEventListener("htmx:afterSwap", () => {
  const content = main();
  swappedAt = performance.now();
  tellContent(content);
  const target =
    content.querySelector("[data-focus]") ?? content.querySelector("[data-stem], h1") ?? content;
  if (!target.matches("a, button, input, select, textarea")) target.tabIndex = -1;
  if (!focusTyped(content)) target.focus({ preventScroll: true });
  if (isQuestion(content)) scrollTo({ top: 0, behavior: "instant" });
  else target.scrollIntoView({ block: "nearest", behavior: "instant" });
  const news = content.querySelector("[data-announce]");
  if (news && news !== target) announce(news.textContent.trim().replace(/\s+/g, " "));
});

const isQuestion = (content) => !content.querySelector(".is-answered, .error-summary");

function sendAgain(elt, { triggeringEvent }) {
  const submitter = triggeringEvent?.submitter;
  if (elt instanceof HTMLFormElement) elt.requestSubmit(submitter?.isConnected ? submitter : null);
  else elt.click();
}

/** Nothing typed is lost: the page stays as it is and offers to send the same again. */
function failed(event, words) {
  const { elt, requestConfig } = event.detail;
  const again = make("button", { type: "button", class: "btn btn-primary" }, "Try again");
  again.addEventListener("click", () => {
    lost.remove();
    sendAgain(elt, requestConfig);
  });
  lost?.remove();
  lost = make(
    "div",
    { class: "alert alert-danger connection-lost", role: "alert" },
    make("span", {}, words),
    again,
  );
  main().append(lost);
  again.focus({ preventScroll: true });
}

/** A form whose token was too old is sent again with a fresh one, once. */
const renewed = new WeakSet();
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  if (xhr.status !== 400 || renewed.has(elt)) return;
  if (!renewTokens(new DOMParser().parseFromString(xhr.responseText, "text/html"))) return;
  event.preventDefault();
  renewed.add(elt);
  setTimeout(sendAgain, 0, elt, requestConfig);
});

const OFFLINE = "The server could not be reached. Nothing is lost.";
document.addEventListener("htmx:sendError", (event) => failed(event, OFFLINE));
document.addEventListener("htmx:timeout", (event) => failed(event, OFFLINE));
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const texts = [...page.querySelectorAll("#main h1, #main .lead")];
  const words = texts.map((element) => element.textContent.trim().replace(/[^.!?]$/, "$&."));
  failed(event, words.join(" ") || "That did not work. Nothing is lost.");
});

/**
 * Ordinary forms, too, are sent once only. Coming back to the page frees them, and so does some
 * time: the answer may have been a file, which leaves the page where it is.
 */
const FREED_AFTER_MILLISECONDS = 4000;
/** Each form that is on its way, with the button that sent it. */
const sent = new Map();

function free(form) {
  const button = sent.get(form);
  sent.delete(form);
  if (!button) return;
  button.ariaDisabled = null;
  button.classList.remove("is-sending");
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.getAttribute("method") === "dialog") return;
  if (sent.has(form)) return event.preventDefault();
  sent.set(form, submitter);
  if (submitter) {
    submitter.classList.add("is-sending");
    // Not `disabled`, which would leave out its value and take the focus away.
    submitter.ariaDisabled = "true";
  }
  setTimeout(free, FREED_AFTER_MILLISECONDS, form);
});
addEventListener("pageshow", () => [...sent.keys()].forEach(free));
