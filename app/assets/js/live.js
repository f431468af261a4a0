// A form with data-live (the id of what it leads to) shows that at once, and its other parts
// ([data-live-part]) too, without a step from the reader. What has the focus stays as it is.
import { announce } from "./announce.js";
import { all, onContent, tellContent } from "./content.js";

const PAUSE_MILLISECONDS = 300;

function watch(form) {
  let timer = 0;
  let request = null;
  const look = async () => {
    request?.abort();
    request = new AbortController();
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    try {
      const response = await fetch(address, { signal: request.signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      if (form.isConnected) show(page, form.dataset.live);
    } catch (error) {
      // The button does the same.
      if (error.name !== "AbortError" && error.name !== "TypeError") throw error;
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MILLISECONDS);
  });
}

function show(page, result) {
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh || part.contains(document.activeElement)) continue;
    part.replaceWith(fresh);
    tellContent(fresh);
  }
  const title = document.getElementById(result)?.querySelector("h2");
  if (title) announce(title.textContent.trim());
}

onContent((root) => all(root, "[data-live]").forEach(watch));
