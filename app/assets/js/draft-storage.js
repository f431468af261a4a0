// What was typed into a form and not saved yet, kept in the browser ([data-draft-key]).

const PREFIX = "myelin:draft:";
/** A field that is never kept: the token of a form is not what somebody wrote. */
export const SECRET = "csrf_token";

/** Return what the form would send, but for secrets and files: [name, text] pairs. */
export function readEntries(form) {
  const isSecret = (name) =>
    name === SECRET || form.querySelector(`[type=password][name="${CSS.escape(name)}"]`);
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !isSecret(name),
  );
}

/** Return what was kept under a key: its entries, when, and whether they were sent; or null. */
export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/** Keep what the form holds now. */
export function remember(form, sent = false) {
  const draft = { entries: readEntries(form), at: Date.now(), sent };
  try {
    localStorage.setItem(PREFIX + form.dataset.draftKey, JSON.stringify(draft));
  } catch {
    // Storage is full or forbidden: the warning on leaving is all that is left.
  }
}

/** Return the keys of all that is kept. */
export function keys() {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  return names.map((name) => name.slice(PREFIX.length));
}

/** Forget what was kept under a key. */
export function forget(key) {
  localStorage.removeItem(PREFIX + key);
}

/** Fill the fields that the form has with [name, text] pairs; what is not named is unchecked. */
export function fillIn(form, draft) {
  const waiting = Map.groupBy(draft, ([name]) => name);
  for (const field of [...form.elements].filter(({ name }) => name && name !== SECRET)) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = (waiting.get(field.name) ?? []).some(([, value]) => value === field.value);
    } else if (waiting.get(field.name)?.length && field.type !== "file") {
      field.value = waiting.get(field.name).shift()[1];
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}
