// New content: the page as it was loaded, and later every part that was swapped in.

const EVENT = "myelin:content";

/** Run `enhance(root)` for the page, and for each part that comes into it later. */
export function onContent(enhance) {
  enhance(document);
  document.addEventListener(EVENT, ({ target }) => enhance(target));
}

/** Tell everybody that the content of an element is new. */
export function tellContent(element) {
  element.dispatchEvent(new CustomEvent(EVENT, { bubbles: true }));
}

/** Return the elements of `root`, itself among them, that match. */
export function all(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  return root instanceof Element && root.matches(selector) ? [root, ...inside] : inside;
}

/** Make an element: `make("p", { class: "x" }, "text", child)`. */
export function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}
