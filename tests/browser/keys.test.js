// Keys for studying: which of them act, on what, and where they leave the reader alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, press } from "./page.js";

const CHOICES = `
  <main data-shortcuts>
    <form>
      <label data-choice><input type="radio" name="choice" value="a"> a</label>
      <label data-choice><input type="radio" name="choice" value="b"> b</label>
      <button type="button" id="unknown" data-key="0">I don't know</button>
      <button type="button" id="answer" class="btn-primary">Answer</button>
    </form>
  </main>`;

/** Count the clicks on the elements with some ids. */
function count(page, ...ids) {
  const clicks = Object.fromEntries(ids.map((id) => [id, 0]));
  for (const id of ids) {
    page.getElementById(id).addEventListener("click", () => {
      clicks[id] += 1;
    });
  }
  return clicks;
}

test("a number chooses, and the page takes the key", async () => {
  const page = await open(CHOICES, "keys");
  assert.equal(press(page.body, "2"), true);
  assert.equal(page.querySelector("[value=b]").checked, true);
  assert.equal(press(page.body, "3"), false);
});

test("a key that an element names is the element's, and Enter goes on", async () => {
  const page = await open(CHOICES, "keys");
  const clicks = count(page, "unknown", "answer");
  press(page.body, "0");
  press(page.body, "Enter");
  assert.deepEqual(clicks, { unknown: 1, answer: 1 });
});

test("Enter on a button is the button's", async () => {
  const page = await open(CHOICES, "keys");
  const clicks = count(page, "answer");
  assert.equal(press(page.getElementById("unknown"), "Enter"), false);
  assert.deepEqual(clicks, { answer: 0 });
});

test("a held key, a chord and an unknown key do nothing", async () => {
  const page = await open(CHOICES, "keys");
  assert.equal(press(page.body, "1", { repeat: true }), false);
  assert.equal(press(page.body, "1", { ctrlKey: true }), false);
  assert.equal(press(page.body, "1", { isComposing: true }), false);
  assert.equal(press(page.body, "x"), false);
  assert.equal(page.querySelector("[value=a]").checked, false);
});

test("where keys are off, none acts", async () => {
  const page = await open(CHOICES.replace("data-shortcuts", ""), "keys");
  assert.equal(press(page.body, "1"), false);
});

test("what is hidden or disabled has no key", async () => {
  const page = await open(
    CHOICES.replace('id="unknown"', 'id="unknown" hidden').replace(
      'id="answer"',
      'id="answer" disabled',
    ),
    "keys",
  );
  const clicks = count(page, "unknown", "answer");
  assert.equal(press(page.body, "0"), false);
  assert.equal(press(page.body, "Enter"), false);
  assert.deepEqual(clicks, { unknown: 0, answer: 0 });
});

test("the step that the page marks goes before its main button", async () => {
  const marked = '<button type="button" id="next" data-submit>Next</button></form>';
  const page = await open(CHOICES.replace("</form>", marked), "keys");
  const clicks = count(page, "next", "answer");
  press(page.body, "Enter");
  assert.deepEqual(clicks, { next: 1, answer: 0 });
});

test("Ctrl+Z undoes, but not where the browser has something to undo", async () => {
  const undo = '<button type="button" id="undo" data-key="z">Undo</button>';
  const note = '<textarea id="note"></textarea></form>';
  const page = await open(CHOICES.replace("</form>", undo + note), "keys");
  const clicks = count(page, "undo");
  const field = page.getElementById("note");
  field.value = "typed";
  press(field, "z", { ctrlKey: true });
  assert.deepEqual(clicks, { undo: 0 });
  press(page.body, "z", { ctrlKey: true });
  assert.deepEqual(clicks, { undo: 1 });
});

test("the list of keys says what works on this page", async () => {
  const page = await open(CHOICES, "keys");
  window.HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute("open", "");
  };
  assert.equal(press(page.body, "?"), true);
  const named = [...page.querySelectorAll("dialog kbd")].map((key) => key.textContent);
  assert.deepEqual(named, ["1–2", "0", "Enter", "?", "Esc"]);
  // While it is open, the page's own keys rest.
  assert.equal(press(page.body, "1"), false);
});
