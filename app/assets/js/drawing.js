// Regions of a picture are drawn with the pointer ([data-region-editor]). What counts are the
// numbers in the rows of the form, which the keyboard changes just as well.
import { announce } from "./announce.js";
import { all, onContent } from "./content.js";
import { refresh } from "./rows.js";

const SIDES = ["left", "top", "width", "height"];
const WHOLE = 100;
// A shorter stroke is a click that slipped.
const SHORTEST_PER_CENT = 1;
const CORNERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
];

const rowsOf = (form) => all(form, "[data-row]");
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const sides = (row) => SIDES.map((side) => field(row, side));
const isBlank = (row) => sides(row).every(({ value }) => !value.trim());
const isUsed = (row) => !isBlank(row) || field(row, "text").value || field(row, "feedback").value;
const rounded = (number) => Math.round(number * 10) / 10;
const within = (number, most = WHOLE) => Math.min(Math.max(number, 0), most);

/** Return the area of a row, or nothing while its numbers are none or lie outside the picture. */
function areaOf(row) {
  const typed = sides(row).map(({ value }) => value.trim().replace(",", "."));
  const area = typed.map(Number);
  const [left, top, width, height] = area;
  const sound = typed.every(Boolean) && width > 0 && height > 0 && left >= 0 && top >= 0;
  return sound && left + width <= WHOLE && top + height <= WHOLE ? area : null;
}

function write(row, [left, top, width, height]) {
  const [x, y] = [rounded(left), rounded(top)];
  const area = [x, y, Math.min(width, WHOLE - x), Math.min(height, WHOLE - y)].map(rounded);
  sides(row).forEach((input, place) => {
    input.value = String(area[place]);
  });
  field(row, "left").dispatchEvent(new Event("input", { bubbles: true }));
}

function shape(name, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const box = ([left, top, width, height]) => ({
  x: `${left}%`,
  y: `${top}%`,
  width: `${width}%`,
  height: `${height}%`,
  rx: 6,
});

function handle([left, top, width, height], [across, down], place) {
  const turned = across === down ? "" : " region-handle-turned";
  return shape(
    "svg",
    {
      class: `region-handle${turned}`,
      "data-handle": place,
      x: `${left + across * width}%`,
      y: `${top + down * height}%`,
      overflow: "visible",
    },
    // Mostly outside, so that a small region can still be moved.
    shape("rect", {
      class: "region-handle-reach",
      x: across ? -6 : -22,
      y: down ? -6 : -22,
      width: 28,
      height: 28,
    }),
    shape("rect", { x: -6, y: -6, width: 12, height: 12, rx: 2 }),
  );
}

function drawing(area, letter, index) {
  const [left, top, width, height] = area;
  // In the middle: the corners are for the handles.
  const badge = shape(
    "svg",
    {
      class: "region-badge",
      x: `${left + width / 2}%`,
      y: `${top + height / 2}%`,
      overflow: "visible",
    },
    shape("rect", { x: -13, y: -13, width: 26, height: 26, rx: 13 }),
    shape("text", { y: 5.5, "text-anchor": "middle" }, letter),
  );
  return shape(
    "g",
    { class: "region region-drawn", "data-region-row": index },
    shape("rect", { class: "region-halo", ...box(area) }),
    shape("rect", { class: "region-line", ...box(area) }),
    badge,
    ...CORNERS.map((corner, place) => handle(area, corner, place)),
  );
}

/** Return the area between two points. */
function between([x, y], [otherX, otherY]) {
  return [Math.min(x, otherX), Math.min(y, otherY), Math.abs(x - otherX), Math.abs(y - otherY)];
}

class Editor {
  constructor(element) {
    this.form = element.closest("form");
    this.base = element.dataset.regionEditor;
    this.picture = element.querySelector(".region-picture");
    this.map = shape("svg", { class: "region-map", "aria-hidden": "true", focusable: "false" });
    this.picture.append(this.map);
    this.active = -1;
    this.form.addEventListener("input", ({ target }) => this.follow(target));
    this.form.addEventListener("focusin", ({ target }) => {
      this.meant = target.closest("[data-row]") ?? this.meant;
    });
    this.map.addEventListener("pointerdown", (event) => this.press(event));
    this.draw();
  }

  /** Take over what was typed or chosen in the form. */
  follow(target) {
    if (target.name === "picture") {
      this.picture.querySelector("img")?.remove();
      if (target.value) {
        const image = document.createElement("img");
        image.src = `${this.base}/${target.value}`;
        image.alt = "The picture, to draw regions on";
        this.picture.prepend(image);
      }
    }
    this.draw();
  }

  /** Draw all regions, `changed` in the place of those in the rows; the smallest come on top. */
  draw(changed = new Map()) {
    const rows = rowsOf(this.form);
    const used = rows.filter((row, index) => isUsed(row) || changed.has(index));
    const drawn = rows
      .map((row, index) => ({ row, index, area: changed.get(index) ?? areaOf(row) }))
      .filter(({ area }) => area)
      .sort((one, other) => other.area[2] * other.area[3] - one.area[2] * one.area[3]);
    this.map.replaceChildren(
      ...drawn.map(({ row, index, area }) => {
        const letter = String.fromCharCode(65 + Math.max(used.indexOf(row), 0));
        const group = drawing(area, letter, index);
        group.classList.toggle("is-active", index === this.active);
        return group;
      }),
    );
    if (changed.has(-1)) this.map.append(drawing(changed.get(-1), "+", -1));
  }

  /** Return where the pointer is, in per cent of the picture. */
  point({ clientX, clientY }) {
    const { left, top, width, height } = this.map.getBoundingClientRect();
    return [within(((clientX - left) / width) * WHOLE), within(((clientY - top) / height) * WHOLE)];
  }

  press(down) {
    if (down.button !== 0 || !down.isPrimary) return;
    down.preventDefault();
    const index = Number(down.target.closest("[data-region-row]")?.dataset.regionRow ?? -1);
    const corner = down.target.closest("[data-handle]")?.dataset.handle;
    const start = this.point(down);
    const before = index < 0 ? null : areaOf(rowsOf(this.form)[index]);
    this.active = index;
    let area = null;
    const move = (event) => {
      area = this.changed(start, this.point(event), before, corner);
      this.draw(new Map([[index, area]]));
    };
    const stop = (event) => {
      this.map.removeEventListener("pointermove", move);
      this.map.removeEventListener("pointerup", stop);
      this.map.removeEventListener("pointercancel", stop);
      if (event.type === "pointerup" && area) this.keep(index, area);
      this.draw();
    };
    this.map.setPointerCapture(down.pointerId);
    this.map.addEventListener("pointermove", move);
    this.map.addEventListener("pointerup", stop);
    this.map.addEventListener("pointercancel", stop);
    this.draw();
  }

  /** Return the area that a stroke from one point to another makes of what was there before. */
  changed(start, end, before, corner) {
    if (!before) return between(start, end);
    const [left, top, width, height] = before;
    if (corner === undefined) {
      const x = within(left + end[0] - start[0], WHOLE - width);
      return [x, within(top + end[1] - start[1], WHOLE - height), width, height];
    }
    const [across, down] = CORNERS[corner];
    return between([left + (1 - across) * width, top + (1 - down) * height], end);
  }

  async keep(index, area) {
    if (area[2] < SHORTEST_PER_CENT || area[3] < SHORTEST_PER_CENT) return;
    const rows = rowsOf(this.form);
    if (index >= 0) {
      write(rows[index], area);
      announce(`Region ${index + 1} changed`);
      return;
    }
    const meant = rows.includes(this.meant) && isBlank(this.meant) ? this.meant : null;
    const row = meant ?? rows.find(isBlank) ?? (await this.addRow());
    if (!row) return;
    const place = rowsOf(row.closest("form")).indexOf(row);
    this.active = place;
    write(row, area);
    announce(`Region ${place + 1} drawn`);
  }

  /** Return a new row at the end, as the button below the rows makes it. */
  async addRow() {
    const data = new FormData(this.form);
    data.set("add", "regions");
    try {
      return rowsOf(await refresh(this.form, data)).at(-1);
    } catch {
      announce("The server could not be reached. Nothing is lost.");
      return null;
    }
  }
}

onContent((root) => {
  for (const element of all(root, "[data-region-editor]")) new Editor(element);
});
