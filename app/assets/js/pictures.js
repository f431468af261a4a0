// Pictures come into a course where they are needed: pasted into a text, dropped on it or chosen
// beside it ([data-pictures-url]), and likewise on the page of pictures ([data-picture-form]).
// Photos are made smaller on the way. Forms wait for pictures that are still on theirs.
import { all, make, onContent } from "./content.js";
import { refusal, shrink } from "./shrinking.js";

const KINDS = "image/png,image/jpeg,image/webp,image/svg+xml";
const UNREACHABLE = "The server could not be reached, so the picture was not added. Try again.";
const SIGNED_OUT =
  "The picture was not added. Reload the page, sign in again if it asks, and retry.";
// How many pictures of a form are on their way, and how to hear that all have come.
const waiting = new Map();

function note(id, words, isError = false) {
  const place = document.querySelector(`[data-picture-note="${CSS.escape(id)}"]`);
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("field-error", isError);
}

/** Let a form wait, when it is sent, until some work is done. */
async function during(form, work) {
  waiting.set(form, (waiting.get(form) ?? 0) + 1);
  try {
    return await work();
  } finally {
    waiting.set(form, waiting.get(form) - 1);
    form.dispatchEvent(new Event("myelin:picture"));
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    if (!waiting.get(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const goOn = () => {
      if (waiting.get(form)) return;
      form.removeEventListener("myelin:picture", goOn);
      form.requestSubmit(submitter);
    };
    form.addEventListener("myelin:picture", goOn);
  },
  { capture: true },
);

/** Return the pictures that are pasted or dropped, but for the likeness of a text beside itself. */
function picturesIn(data) {
  const files = [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
  const text = data?.getData("text/plain").trim();
  return text && !files.some(({ name }) => name === text) ? [] : files;
}

/** Return a pasted picture with a name that says when: the clipboard calls all of them the same. */
function named(file) {
  if (file.name && !/^image\.\w+$/.test(file.name)) return file;
  const when = new Date().toISOString().slice(0, 19).replace(/\D/g, "");
  const ending = file.type.replace(/^image\/|\+.*$/g, "").replace("jpeg", "jpg");
  return new File([file], `picture-${when}.${ending}`, { type: file.type });
}

async function send(file, address, token) {
  const body = new FormData();
  body.append("csrf_token", token);
  body.append("picture", file);
  let response;
  try {
    response = await fetch(address, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
  } catch {
    throw new Error(UNREACHABLE);
  }
  const isOurs = response.headers.get("Content-Type")?.includes("json");
  if (!isOurs || response.redirected) throw new Error(SIGNED_OUT);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

/** Put a text in place of another one, if it still stands there; return where. */
function replace(field, before, after) {
  const at = field.value.indexOf(before);
  if (at >= 0) {
    field.setRangeText(after, at, at + before.length, "preserve");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  return at;
}

function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

let count = 0;

/** Send a picture that is meant for a text, and put its Markdown there. */
async function add(field, given) {
  const { id, form } = field;
  const { picturesUrl, pictureBytes } = field.dataset;
  // Rows that are added or moved put a fresh form in the place of this one.
  const here = () => document.getElementById(id) ?? field;
  count += 1;
  const mark = `![picture ${count} is on its way]()`;
  insert(field, mark);
  note(id, `Adding ${given.name} …`);
  try {
    const { file, words } = await shrink(given, Number(pictureBytes));
    const reason = refusal(file, Number(pictureBytes));
    if (reason) throw new Error(reason);
    const { name, markdown, describe } = await send(
      file,
      picturesUrl,
      form.elements.csrf_token.value,
    );
    const at = replace(here(), mark, markdown);
    note(id, `${name} is now in the course. ${words} Describe it between the square brackets.`);
    if (at >= 0 && document.activeElement === here()) {
      const start = at + markdown.indexOf(describe);
      here().setSelectionRange(start, start + describe.length);
    }
  } catch (error) {
    replace(here(), mark, "");
    note(id, error.message, true);
  }
}

async function addAll(field, files) {
  await during(field.form, async () => {
    for (const file of files) await add(field, named(file));
  });
}

/** Hear of pictures that are pasted into or dropped on a part of the page. */
function receive(part, take) {
  part.addEventListener("paste", (event) => {
    const files = picturesIn(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  const carriesFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files");
  part.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    part.dataset.dropping = "";
  });
  part.addEventListener("dragleave", () => delete part.dataset.dropping);
  part.addEventListener("drop", (event) => {
    delete part.dataset.dropping;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    if (files.length) take(files);
  });
}

// Kept here, since some browsers forget a chooser that nothing holds while it is open.
let chooser = null;

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-add-picture]");
  if (!button) return;
  const field = document.getElementById(button.dataset.addPicture);
  chooser = make("input", { type: "file", accept: KINDS, multiple: true });
  chooser.addEventListener("change", () => {
    field.focus();
    addAll(field, chooser.files);
  });
  chooser.click();
});

/** Make the picture in a field for files smaller, and say so, or why it cannot be sent. */
async function tidy(field) {
  const [given] = field.files;
  const mostBytes = Number(field.dataset.pictureBytes);
  delete field.dataset.refused;
  if (!given) return;
  await during(field.form, async () => {
    const { file, words } = await shrink(given, mostBytes);
    // Somebody may have chosen another one meanwhile.
    if (field.files[0] !== given) return;
    if (file !== given) put(field, file);
    const reason = refusal(file, mostBytes);
    if (reason) field.dataset.refused = "";
    note(field.id, reason || words, Boolean(reason));
  });
}

function put(field, file) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  field.files = transfer.files;
}

function watchForm(form) {
  const field = form.querySelector("[type=file]");
  field.addEventListener("change", () => tidy(field));
  form.addEventListener("submit", (event) => {
    if (field.dataset.refused === undefined) return;
    event.preventDefault();
    field.focus();
  });
  receive(document.body, async ([file]) => {
    put(field, named(file));
    await tidy(field);
    form.requestSubmit();
  });
}

onContent((root) => {
  for (const field of all(root, "[data-pictures-url]"))
    receive(field, (files) => addAll(field, files));
  for (const form of all(root, "[data-picture-form]")) watchForm(form);
});
