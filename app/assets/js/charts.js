// Draws each <figure data-chart> from the table inside it: the first column names the places along
// the axis, each further column is a series; where a column's head says data-drawn, only such ones.
// Kinds: "bar", "stacked-bar", "line", "points" (nothing is implied between them), "calibration"
// (shares against the forecasts that the rows name in data-at; the line is where they are equal).
//   data-chart-label   what a picture of it is called; without it, its caption
//   data-chart-unit    "percent": the values are shares from 0 to 1
//   data-chart-target  a value to compare with, a dashed line; data-chart-target-label names it
// A cell's number is its data-value, or else its text; an empty cell is a gap. With data-low and
// data-high, whiskers show where the value may lie.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from "chart.js";
import "./calendar.js";
import { all, make, onContent } from "./content.js";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

const COLOURS = ["--accent", "--spark", "--young", "--right", "--wrong"];
const charts = new Map();
const probe = make("span", { hidden: true });

/** Return a token as the colour that it is in the theme of the moment. */
function colour(token) {
  probe.style.color = `var(${token})`;
  return getComputedStyle(probe).color;
}

function amount(cell) {
  const text = cell.dataset.value ?? cell.textContent.replace(/[^\d.,-]/g, "").replace(",", ".");
  return text.trim() === "" ? null : Number(text);
}

function bounds({ dataset: { low, high } }) {
  return low === undefined ? null : { low: Number(low), high: Number(high) };
}

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const head = table.tHead.rows[0].cells[0].textContent.trim();
  const chosen = heads.some((head) => "drawn" in head.dataset);
  return {
    head,
    places: rows.map((row) => Number(row.cells[0].dataset.at)),
    labels: rows.map((row) => row.cells[0].dataset.short ?? row.cells[0].textContent.trim()),
    titles: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads
      .filter((head) => !chosen || "drawn" in head.dataset)
      .map((head) => ({
        name: head.textContent.trim(),
        values: rows.map((row) => amount(row.cells[head.cellIndex])),
        whiskers: rows.map((row) => bounds(row.cells[head.cellIndex])),
      })),
  };
}

/** Whiskers for the values that have bounds, and the line of the target. */
const marks = {
  id: "marks",
  afterDatasetsDraw(chart, _arguments, { target, label, ink, accent, diagonal }) {
    const { ctx: pen, scales, chartArea: area } = chart;
    pen.save();
    if (diagonal) {
      pen.strokeStyle = ink;
      pen.setLineDash([6, 4]);
      pen.beginPath();
      pen.moveTo(area.left, area.bottom);
      pen.lineTo(area.right, area.top);
      pen.stroke();
      pen.setLineDash([]);
    }
    pen.strokeStyle = accent;
    pen.lineWidth = 2;
    chart.data.datasets.forEach(({ whiskers }, index) => {
      chart.getDatasetMeta(index).data.forEach(({ x }, place) => {
        const { low, high } = whiskers?.[place] ?? {};
        if (low === undefined) return;
        const [top, bottom] = [scales.y.getPixelForValue(high), scales.y.getPixelForValue(low)];
        pen.beginPath();
        pen.moveTo(x, top);
        pen.lineTo(x, bottom);
        for (const end of [top, bottom]) {
          pen.moveTo(x - 5, end);
          pen.lineTo(x + 5, end);
        }
        pen.stroke();
      });
    });
    if (target !== null) {
      const y = scales.y.getPixelForValue(target);
      pen.strokeStyle = ink;
      pen.fillStyle = ink;
      pen.setLineDash([6, 4]);
      pen.beginPath();
      pen.moveTo(area.left, y);
      pen.lineTo(area.right, y);
      pen.stroke();
      pen.textBaseline = "middle";
      pen.font = `13px ${Chart.defaults.font.family}`;
      pen.fillText(label, area.right + 6, y);
    }
    pen.restore();
  },
};

Chart.register(marks);

function dataset({ name, values, whiskers }, index, kind, places) {
  const paint = colour(COLOURS[index % COLOURS.length]);
  const apart = kind === "points" || kind === "calibration";
  return {
    label: name,
    data: kind === "calibration" ? values.map((y, place) => ({ x: places[place], y })) : values,
    whiskers,
    showLine: kind === "line",
    backgroundColor: paint,
    borderColor: kind === "line" ? paint : colour("--surface"),
    borderWidth: kind === "line" ? 2.5 : 0,
    borderRadius: 3,
    maxBarThickness: 34,
    pointRadius: apart ? 6 : 3,
    pointHoverRadius: apart ? 8 : 5,
    tension: 0.25,
  };
}

function tooltipLine(written, { dataset: { label, whiskers }, raw: found, dataIndex }) {
  const raw = found?.y ?? found;
  if (raw === null) return null;
  const { low, high } = whiskers?.[dataIndex] ?? {};
  const range = low === undefined ? "" : ` (${written.format(low)} – ${written.format(high)})`;
  return `${label}: ${written.format(raw)}${range}`;
}

/** Both axes of a calibration alike, from one half or below the lowest figure to certainty. */
function squared(scales, { places, series, head }) {
  const low = series.flatMap(({ whiskers }) => whiskers.map((one) => one?.low ?? 1));
  const min = Math.floor(10 * Math.min(0.5, ...places, ...low)) / 10;
  const alike = { type: "linear", min, max: 1, ticks: { ...scales.y.ticks, stepSize: 0.1 } };
  const title = { display: true, color: scales.y.ticks.color };
  Object.assign(scales.y, alike, { title: { ...title, text: series[0].name } });
  Object.assign(scales.x, alike, { offset: false, title: { ...title, text: head } });
}

function options(
  kind,
  { series, titles, places, head },
  { chartUnit, chartTarget, chartTargetLabel },
) {
  const percent = chartUnit === "percent";
  const ink = colour("--ink-soft");
  const line = colour("--line");
  const language = document.documentElement.lang;
  const written = new Intl.NumberFormat(language, percent ? { style: "percent" } : {});
  const stacked = kind === "stacked-bar";
  const set = {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    locale: language,
    // The name of the target stands beside the picture, where no point can lie.
    layout: { padding: { right: chartTargetLabel ? 8 + 7.5 * chartTargetLabel.length : 0 } },
    interaction: { mode: "index", intersect: false },
    scales: {
      x: {
        stacked,
        offset: kind !== "line",
        grid: { display: false },
        border: { color: line },
        ticks: { color: ink, maxRotation: 0, autoSkipPadding: 14 },
      },
      y: {
        stacked,
        beginAtZero: true,
        suggestedMax: percent ? 1 : 5,
        grid: { color: line },
        border: { display: false },
        ticks: {
          color: ink,
          maxTicksLimit: 6,
          precision: percent ? undefined : 0,
          callback: (value) => written.format(value),
        },
      },
    },
    plugins: {
      marks: {
        target: chartTarget === undefined ? null : Number(chartTarget),
        label: chartTargetLabel ?? "",
        ink: colour("--ink"),
        accent: colour("--accent"),
        diagonal: kind === "calibration",
      },
      legend: {
        display: series.length > 1,
        position: "bottom",
        labels: { color: colour("--ink"), boxWidth: 12, boxHeight: 12 },
      },
      tooltip: {
        backgroundColor: colour("--ink"),
        titleColor: colour("--paper"),
        bodyColor: colour("--paper"),
        callbacks: {
          title: ([{ dataIndex }]) => titles[dataIndex],
          label: (item) => tooltipLine(written, item),
        },
      },
    },
  };
  if (kind === "calibration") squared(set.scales, { places, series, head });
  return set;
}

function draw(figure) {
  Object.assign(Chart.defaults.font, {
    family: getComputedStyle(document.body).fontFamily,
    size: 13,
  });
  const table = figure.querySelector("table");
  const kind = figure.dataset.chart;
  const found = read(table);
  document.body.append(probe);
  const set = {
    type: kind === "bar" || kind === "stacked-bar" ? "bar" : "line",
    data: {
      labels: found.labels,
      datasets: found.series.map((one, index) => dataset(one, index, kind, found.places)),
    },
    options: options(kind, found, figure.dataset),
  };
  probe.remove();
  charts.get(figure)?.destroy();
  charts.set(figure, new Chart(figure.querySelector("canvas"), set));
}

/** Give a figure its canvas; the table below it says the same to those who cannot see it. */
function prepare(figure) {
  if (figure.querySelector("canvas") || !figure.querySelector("tbody tr")) return;
  const name = figure.dataset.chartLabel ?? figure.querySelector("figcaption")?.textContent ?? "";
  const box =
    figure.querySelector(".chart-box") ??
    figure.insertBefore(
      make("div", { class: "chart-box" }),
      figure.querySelector(".chart-note, details"),
    );
  box.append(
    make("canvas", {
      role: "img",
      "aria-label": `${name.trim()} (chart; the table has its figures)`,
    }),
  );
  draw(figure);
}

function drawAll() {
  for (const figure of charts.keys()) {
    if (figure.isConnected) draw(figure);
    else charts.delete(figure);
  }
}

onContent((root) => all(root, "figure[data-chart]").forEach(prepare));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
new MutationObserver(drawAll).observe(document.documentElement, {
  attributeFilter: ["data-theme"],
});
document.fonts.ready.then(drawAll);
