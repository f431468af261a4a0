// Rows of a form ([data-rows]) are added, moved and removed by buttons that send the form; here
// its new state is fetched and takes the place of the old one, without leaving the page.
import { announce } from "./announce.js";
import { all, onContent, tellContent } from "./content.js";
import { remember } from "./draft-storage.js";
import { post } from "./tokens.js";

const BUTTONS = "[data-row-add], [data-row-remove], [data-row-up]";
const FIELDS = "input:not([type=hidden]), textarea, select";

/** Send `data` where the form goes, and put the form that comes back in its place. */
export async function refresh(form, data) {
  // Not form.action: a button of that name would be meant.
  const address = form.getAttribute("action") || location.href;
  const response = await post(address, data);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector(`form[data-draft-key="${CSS.escape(form.dataset.draftKey)}"]`);
  if (!fresh) throw new TypeError("the answer holds no such form");
  form.replaceWith(fresh);
  remember(fresh);
  tellContent(fresh);
  fresh.dispatchEvent(new Event("input", { bubbles: true }));
  return fresh;
}

/** Where to go on: in the new row, the row that moved, or what stands where one was removed. */
function goOn(form, button, index) {
  const rows = all(form, "[data-row]");
  const { rowAdd, rowUp } = button.dataset;
  const row =
    rows[rowAdd !== undefined ? rows.length - 1 : rowUp !== undefined ? index - 1 : index];
  (row?.querySelector(FIELDS) ?? form.querySelector("[data-row-add]")).focus();
  announce(rowAdd !== undefined ? "Added" : rowUp !== undefined ? "Moved up" : "Removed");
}

async function press(event) {
  const button = event.target.closest(BUTTONS);
  const form = button?.form;
  if (!form?.dataset.draftKey) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  const index = all(form, "[data-row]").indexOf(button.closest("[data-row]"));
  try {
    goOn(await refresh(form, new FormData(form, button)), button, index);
  } catch {
    form.ariaBusy = "false";
    announce("The server could not be reached. Nothing is lost.");
  }
}

onContent((root) => {
  for (const rows of all(root, "[data-rows]")) rows.addEventListener("click", press);
});
