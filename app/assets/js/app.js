// Everything here only quickens what works without it.
import "./quick.js";
import "./keys.js";
import "./timing.js";
import "./timer.js";
import "./ordering.js";
import "./fields.js";
import "./rows.js";
import "./drafts.js";
import "./preview.js";
import "./regions.js";
import "./drawing.js";
import "./findings.js";
import "./filter.js";
import "./menus.js";
import "./print.js";
import "./search.js";
import "./slider.js";
