// A form with data-preview-url shows what it would give, in data-preview-target, while one types.
import { all, onContent, tellContent } from "./content.js";
import { post } from "./tokens.js";

const PAUSE_MILLISECONDS = 400;

function watch(form) {
  let timer = 0;
  let request = null;
  const show = async () => {
    request?.abort();
    request = new AbortController();
    const target = document.querySelector(form.dataset.previewTarget);
    try {
      const response = await post(form.dataset.previewUrl, new FormData(form), {
        headers: { Accept: "text/html" },
        signal: request.signal,
      });
      if (!response.ok && response.status !== 422) return;
      target.innerHTML = await response.text();
      tellContent(target);
    } catch (error) {
      // The next keystroke tries again; a preview is not worth a message.
      if (error.name !== "AbortError" && error.name !== "TypeError") throw error;
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE_MILLISECONDS);
  };
  form.addEventListener("input", soon);
  form.addEventListener("myelin:rows", soon);
}

onContent((root) => all(root, "form[data-preview-url]").forEach(watch));
