// A form with data-send-when-seen is sent by itself once somebody looks at the page: not while the
// browser only prepares it, or holds it in a tab behind others. Without scripts it has a button.
import { all, onContent } from "./content.js";
import { post } from "./tokens.js";

const isSeen = () => !document.hidden && !document.prerendering;

async function send(form) {
  try {
    await post(form.action, new FormData(form), { redirect: "manual" });
    form.remove();
  } catch (error) {
    // Offline: the button is still there.
    if (error.name !== "TypeError") throw error;
  }
}

function watch(form) {
  if (isSeen()) {
    send(form);
    return;
  }
  document.addEventListener(
    document.prerendering ? "prerenderingchange" : "visibilitychange",
    () => watch(form),
    { once: true },
  );
}

onContent((root) => all(root, "form[data-send-when-seen]").forEach(watch));
