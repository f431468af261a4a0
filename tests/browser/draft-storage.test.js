// What was typed and not saved: what is kept, and how it is filled in again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

const FORM = `
  <form data-draft-key="question">
    <input type="hidden" name="csrf_token" value="secret">
    <input name="stem" value="What is it?">
    <input type="password" name="password" value="hidden">
    <input type="checkbox" name="tag" value="one" checked>
    <input type="checkbox" name="tag" value="two">
    <textarea name="choice">first</textarea>
    <textarea name="choice">second</textarea>
  </form>`;

async function drafts(html = FORM) {
  const page = await open(html);
  const storage = await import("../../app/assets/js/draft-storage.js");
  return { form: page.querySelector("form"), page, ...storage };
}

test("neither tokens nor passwords are kept", async () => {
  const { form, readEntries } = await drafts();
  assert.deepEqual(readEntries(form), [
    ["stem", "What is it?"],
    ["tag", "one"],
    ["choice", "first"],
    ["choice", "second"],
  ]);
});

test("what was kept comes back, and says whether it was sent", async () => {
  const { form, keys, read, remember } = await drafts();
  remember(form);
  assert.deepEqual(keys(), ["question"]);
  assert.equal(read("question").sent, false);
  remember(form, true);
  assert.equal(read("question").sent, true);
  assert.deepEqual(read("question").entries[0], ["stem", "What is it?"]);
});

test("what is forgotten is gone, and nothing else", async () => {
  const { form, forget, keys, read, remember } = await drafts();
  localStorage.setItem("theme", "dark");
  remember(form);
  forget("question");
  assert.deepEqual(keys(), []);
  assert.equal(read("question"), null);
  assert.equal(localStorage.getItem("theme"), "dark");
});

test("what cannot be read is nothing", async () => {
  const { read } = await drafts();
  localStorage.setItem("myelin:draft:question", "{");
  assert.equal(read("question"), null);
});

test("a browser that keeps nothing stops nobody", async () => {
  const { form, remember } = await drafts();
  globalThis.localStorage = {
    setItem() {
      throw new Error("full");
    },
  };
  remember(form);
});

test("fields of one name are filled in their order, and what is not named is unchecked", async () => {
  const { form, fillIn } = await drafts();
  fillIn(form, [
    ["csrf_token", "stolen"],
    ["stem", "Another?"],
    ["tag", "two"],
    ["choice", "1st"],
    ["choice", "2nd"],
  ]);
  const values = (name) => [...form.querySelectorAll(`[name=${name}]`)].map(({ value }) => value);
  assert.deepEqual(values("stem"), ["Another?"]);
  assert.deepEqual(values("choice"), ["1st", "2nd"]);
  assert.deepEqual(values("csrf_token"), ["secret"]);
  const checked = [...form.querySelectorAll("[name=tag]")].map((one) => one.checked);
  assert.deepEqual(checked, [false, true]);
});
