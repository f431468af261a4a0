// Draws each <figure data-chart> from the table inside it: the first column names the places along
// the axis, each further column is a series. Kinds: "bar", "stacked-bar", "line".
//   data-chart-label  what a picture of it is called; without it, its caption
//   data-chart-unit   "percent": the values are shares from 0 to 1
// A cell's number is its data-value, or else its text; an empty cell is a gap.
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

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  return {
    labels: rows.map((row) => row.cells[0].dataset.short ?? row.cells[0].textContent.trim()),
    series: names.map((name, index) => ({
      name,
      values: rows.map((row) => amount(row.cells[index + 1])),
    })),
  };
}

function dataset({ name, values }, index, kind) {
  const paint = colour(COLOURS[index % COLOURS.length]);
  return {
    label: name,
    data: values,
    backgroundColor: paint,
    borderColor: kind === "line" ? paint : colour("--surface"),
    borderWidth: kind === "line" ? 2.5 : 0,
    borderRadius: 3,
    maxBarThickness: 34,
    pointRadius: 3,
    pointHoverRadius: 5,
    tension: 0.25,
  };
}

function options(kind, series, percent) {
  const ink = colour("--ink-soft");
  const line = colour("--line");
  const language = document.documentElement.lang;
  const written = new Intl.NumberFormat(language, percent ? { style: "percent" } : {});
  const stacked = kind === "stacked-bar";
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    locale: language,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: {
        stacked,
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
          label: ({ dataset: { label }, raw }) =>
            raw === null ? null : `${label}: ${written.format(raw)}`,
        },
      },
    },
  };
}

function draw(figure) {
  Object.assign(Chart.defaults.font, { family: getComputedStyle(document.body).fontFamily, size: 13 });
  const table = figure.querySelector("table");
  const kind = figure.dataset.chart;
  const { labels, series } = read(table);
  document.body.append(probe);
  const set = {
    type: kind === "line" ? "line" : "bar",
    data: { labels, datasets: series.map((one, index) => dataset(one, index, kind)) },
    options: options(kind, series, figure.dataset.chartUnit === "percent"),
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
    figure.querySelector(".chart-box") ?? figure.insertBefore(
      make("div", { class: "chart-box" }),
      figure.querySelector("details"),
    );
  box.append(
    make("canvas", { role: "img", "aria-label": `${name.trim()} (chart; the table has its figures)` }),
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
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
document.fonts.ready.then(drawAll);
