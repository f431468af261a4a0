// Packs app/assets into app/static/build: minified, named by content, with a manifest for Flask.
//
//   npm run build
//
// Every file gets a .br and a .gz beside it, which app/web/assets.py hands to browsers that take
// them. A build is made in a fresh folder and then put in place, so a server that starts meanwhile
// never reads half of one.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const SOURCE = join(ROOT, "app/assets");
const TARGET = join(ROOT, "app/static/build");
const FRESH = `${TARGET}.new`;
const TEXT = new Set([".css", ".js", ".svg", ".webmanifest"]);

// Parts of Bootstrap that need its scripts, or that this product has its own form of.
const UNUSED =
  /\.(accordion|btn-close|carousel|dropdown|dropup|dropend|dropstart|form-floating|modal|navbar|offcanvas|placeholder|popover|bs-popover|spinner|toast|tooltip|bs-tooltip|was-validated|valid-|is-valid|nav-fill|nav-justified|form-range|btn-group|btn-toolbar|list-group|ratio|object-fit|sticky|fixed-|order-|offset-)/;

/** Split a style sheet into its top-level rules: [prelude, body] pairs. */
function* splitRules(css) {
  let depth = 0;
  let start = 0;
  let open = 0;
  for (let at = 0; at < css.length; at += 1) {
    if (css[at] === '"' || css[at] === "'") {
      at = css.indexOf(css[at], at + 1);
    } else if (css[at] === ";" && depth === 0) {
      start = at + 1;
    } else if (css[at] === "{") {
      depth += 1;
      if (depth === 1) open = at;
    } else if (css[at] === "}") {
      depth -= 1;
      if (depth === 0) {
        yield [css.slice(start, open).trim(), css.slice(open + 1, at)];
        start = at + 1;
      }
    }
  }
}

/** Return Bootstrap without its unused parts, and without its own dark mode. */
function trim(css) {
  const kept = [];
  for (const [prelude, body] of splitRules(css)) {
    if (prelude.startsWith("@media") || prelude.startsWith("@supports")) {
      const inner = trim(body);
      if (inner) kept.push(`${prelude}{${inner}}`);
    } else if (prelude.startsWith("@keyframes")) {
      if (!/placeholder|spinner/.test(prelude)) kept.push(`${prelude}{${body}}`);
    } else {
      const selectors = prelude
        .split(/,(?![^(]*\))/)
        .filter((selector) => !UNUSED.test(selector) && !selector.includes("data-bs-theme=dark"));
      if (selectors.length) kept.push(`${selectors.join(",")}{${body}}`);
    }
  }
  return kept.join("");
}

/**
 * Bootstrap, ready for themes that are made by CSS alone: where it mixes a colour from three
 * numbers (`rgba(var(--bs-danger-rgb), .5)`), it takes our token of that colour instead.
 */
const bootstrap = {
  name: "bootstrap",
  setup(build) {
    build.onLoad({ filter: /bootstrap\.min\.css$/ }, async ({ path }) => {
      const css = await readFile(path, "utf8");
      const [licence] = css.match(/\/\*![^]*?\*\//);
      const rules = trim(css.replace(/\/\*[^]*?\*\//g, "")).replace(
        /rgba\(var\(--bs-([a-z-]+)-rgb\),\s*(var\([^)]*\)|[\d.]+)\)/gi,
        (_, name, opacity) =>
          opacity === "1"
            ? `var(--bs-${name})`
            : `color-mix(in srgb,var(--bs-${name}) calc(${opacity}*100%),transparent)`,
      );
      return { contents: `${licence}\n${rules}`, loader: "css" };
    });
  },
};

/** Write a file named by its content and return the name. */
async function put(name, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(join(FRESH, hashed), contents);
  return hashed;
}

/** Pack scripts, style sheets and the fonts that they use. */
async function pack() {
  const result = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: ["css/app.css", "js/app.js", "js/charts.js"].map((name) => join(SOURCE, name)),
    outdir: FRESH,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    target: ["chrome123", "firefox121", "safari17.5"],
    loader: { ".woff2": "file", ".svg": "dataurl" },
    legalComments: "linked",
    logLevel: "warning",
    plugins: [bootstrap],
  });
  const manifest = {};
  for (const [path, { entryPoint, inputs }] of Object.entries(result.metafile.outputs)) {
    const source = entryPoint ?? Object.keys(inputs)[0];
    if (source && !path.endsWith(".txt")) manifest[basename(source)] = basename(path);
  }
  return manifest;
}

/** Copy the icons, and write the web app manifest that names them. */
async function icons(manifest) {
  const folder = join(SOURCE, "icons");
  for (const name of (await readdir(folder)).sort()) {
    if (name !== "app.webmanifest") {
      manifest[name] = await put(name, await readFile(join(folder, name)));
    }
  }
  const description = JSON.parse(await readFile(join(folder, "app.webmanifest"), "utf8"));
  for (const icon of description.icons) icon.src = manifest[icon.src];
  manifest["app.webmanifest"] = await put("app.webmanifest", JSON.stringify(description));
}

/** The font's licence goes where the font goes. */
async function licences() {
  const font = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/LICENSE";
  await copyFile(join(ROOT, font), join(FRESH, "fonts.LICENSE.txt"));
}

/** Write compressed twins and print what everything weighs. */
async function compress(names) {
  const kilobytes = (size) => `${(size / 1000).toFixed(1).padStart(7)} kB`;
  for (const name of names) {
    const contents = await readFile(join(FRESH, name));
    let smaller = "";
    if (TEXT.has(extname(name))) {
      const gz = gzipSync(contents, { level: 9 });
      const br = brotliCompressSync(contents, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
      });
      await writeFile(join(FRESH, `${name}.gz`), gz);
      await writeFile(join(FRESH, `${name}.br`), br);
      smaller = `  gzip ${kilobytes(gz.length)}  brotli ${kilobytes(br.length)}`;
    }
    console.log(`${name.padEnd(64)} ${kilobytes(contents.length)}${smaller}`);
  }
}

await rm(FRESH, { recursive: true, force: true });
await mkdir(FRESH, { recursive: true });
const manifest = await pack();
await icons(manifest);
await licences();
await compress(Object.values(manifest).sort());
await writeFile(join(FRESH, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(TARGET, { recursive: true, force: true });
await rename(FRESH, TARGET);
