// Everything here only quickens what works without it.
import "./quick.js";
import "./typing.js"; // before keys, which leave to it what is typed
import "./keys.js";
import "./timing.js";
import "./timer.js";
import "./answers.js"; // before ordering, which takes up the places that were given
import "./ordering.js";
import "./fields.js";
import "./sign.js";
import "./rows.js";
import "./drafts.js";
import "./preview.js";
import "./regions.js";
import "./drawing.js";
import "./findings.js";
import "./filter.js";
import "./live.js";
import "./menus.js";
import "./pictures.js";
import "./print.js";
import "./refresh.js";
import "./search.js";
import "./seen.js";
import "./slider.js";
