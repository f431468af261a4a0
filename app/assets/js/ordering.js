// Ordering questions: instead of numbering the items, move them, with buttons or by dragging.
import { announce } from "./announce.js";
import { all, make, onContent } from "./content.js";

const ITEM = "[data-order-item]";
const ARROWS = { up: "m6 14.5 6-6 6 6", down: "m6 9.5 6 6 6-6" };

function enhance(question) {
  const list = question.querySelector("ol");
  for (const item of placed(list)) {
    list.append(item);
    const text = item.querySelector(".order-text");
    const label = text.textContent.trim();
    item.querySelector("select").hidden = true;
    text.removeAttribute("for");
    const grip = make("span", { class: "order-grip", "aria-hidden": "true" });
    item.prepend(grip);
    item.append(button(item, "up", label), button(item, "down", label));
    grip.addEventListener("pointerdown", (event) => drag(event, list, item, label));
  }
  number(list);
}

const items = (list) => [...list.querySelectorAll(ITEM)];

/** Return the items in the places that they were given before; the others stay behind. */
function placed(list) {
  const place = (item) => Number(item.querySelector("select").value) || Infinity;
  return items(list).sort((one, other) => {
    const [a, b] = [place(one), place(other)];
    return a === b ? 0 : a - b;
  });
}

function number(list) {
  const all = items(list);
  all.forEach((item, index) => {
    item.querySelector("select").value = String(index + 1);
    const [up, down] = item.querySelectorAll(".order-move");
    up.setAttribute("aria-disabled", String(index === 0));
    down.setAttribute("aria-disabled", String(index === all.length - 1));
  });
}

function button(item, direction, label) {
  const element = make("button", {
    type: "button",
    class: "order-move",
    "aria-label": `Move ${direction}: ${label}`,
  });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  path.setAttribute("d", ARROWS[direction]);
  svg.append(path);
  element.append(svg);
  element.addEventListener("click", () => {
    const other = direction === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (direction === "up") other.before(item);
    else other.after(item);
    moved(item.parentElement, item, label);
    element.focus();
  });
  return element;
}

function moved(list, item, label) {
  number(list);
  list.dispatchEvent(new Event("input", { bubbles: true }));
  const all = items(list);
  announce(`${label}: now ${all.indexOf(item) + 1} of ${all.length}`);
}

function drag(down, list, item, label) {
  if (down.button !== 0) return;
  down.preventDefault();
  const grip = down.currentTarget;
  grip.setPointerCapture(down.pointerId);
  item.classList.add("is-dragged");
  const move = ({ clientY }) => {
    const middle = (element) => {
      const box = element.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    const before = item.previousElementSibling;
    const after = item.nextElementSibling;
    // The neighbour moves, not the item: an element that is moved lets go of the pointer.
    if (before && clientY < middle(before)) item.after(before);
    else if (after && clientY > middle(after)) item.before(after);
  };
  const stop = () => {
    grip.removeEventListener("pointermove", move);
    item.classList.remove("is-dragged");
    moved(list, item, label);
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("lostpointercapture", stop, { once: true });
}

onContent((root) => all(root, "[data-ordering]").forEach(enhance));
