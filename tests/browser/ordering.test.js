// Ordering: items are moved by buttons, and their places are what is sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.js";

const item = (id, place = "") => `
  <li data-order-item>
    <label class="order-text" for="${id}">${id}</label>
    <select id="${id}" name="${id}">
      <option value=""></option>
      ${[1, 2, 3].map((one) => `<option value="${one}"${one === place ? " selected" : ""}>${one}</option>`)}
    </select>
  </li>`;
const question = (...items) =>
  `<div data-ordering><ol>${items.map(([id, place]) => item(id, place)).join("")}</ol></div>`;

const order = (page) => [...page.querySelectorAll("select")].map(({ id }) => id);
const places = (page) =>
  Object.fromEntries([...page.querySelectorAll("select")].map(({ id, value }) => [id, value]));
const move = (page, id, direction) =>
  page.getElementById(id).closest("li").querySelector(`[aria-label^="Move ${direction}"]`).click();

test("what is seen is what is sent, from the start", async () => {
  const page = await open(question(["a"], ["b"], ["c"]), "ordering");
  assert.deepEqual(places(page), { a: "1", b: "2", c: "3" });
});

test("items take up the places that were given before; the others stay behind", async () => {
  const page = await open(question(["a"], ["b", 2], ["c", 1]), "ordering");
  assert.deepEqual(order(page), ["c", "b", "a"]);
});

test("a button moves an item by one, and changes are told to the form", async () => {
  const page = await open(question(["a"], ["b"], ["c"]), "ordering");
  let changes = 0;
  page.addEventListener("input", () => {
    changes += 1;
  });
  move(page, "c", "up");
  assert.deepEqual(places(page), { a: "1", b: "3", c: "2" });
  move(page, "a", "down");
  assert.deepEqual(order(page), ["c", "a", "b"]);
  assert.equal(changes, 2);
});

test("at an end there is nowhere to go, which is said", async () => {
  const page = await open(question(["a"], ["b"]), "ordering");
  const [up] = page.querySelectorAll(".order-move");
  assert.equal(up.getAttribute("aria-disabled"), "true");
  move(page, "a", "up");
  assert.deepEqual(order(page), ["a", "b"]);
});
