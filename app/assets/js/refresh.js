// <section id="x" data-refresh-seconds="3"> is fetched anew from its page as long as it says so: what
// goes on elsewhere is seen without a reload. When it is over, that is read out.
import { announce } from "./announce.js";
import { all, onContent, tellContent } from "./content.js";

async function refresh(section) {
  if (!section.isConnected) return;
  let next = null;
  if (!document.hidden) {
    const response = await fetch(location.href, { redirect: "error" }).catch(() => null);
    if (response?.ok) {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      next = page.getElementById(section.id);
    }
  }
  if (!section.isConnected) return;
  // A button that somebody is about to press stays where it is.
  if (!next || (section.contains(document.activeElement) && "refreshSeconds" in next.dataset)) {
    wait(section);
    return;
  }
  section.replaceWith(next);
  tellContent(next);
  const news = next.querySelector("[data-announce]");
  if (news) announce(news.textContent.trim());
}

function wait(section) {
  setTimeout(() => refresh(section), 1000 * Number(section.dataset.refreshSeconds));
}

onContent((root) => all(root, "[data-refresh-seconds]").forEach(wait));
