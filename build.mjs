// Packs app/assets into app/static/build: minified, named by content, with a manifest for Flask.
//
//   npm run build
//
// Every file gets a .br and a .gz beside it, which app/web/pages/assets.py hands to browsers that take
// them. A build is made in a fresh folder and then put in place, so a server that starts meanwhile
// never reads half of one.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import * as sass from "sass";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const SOURCE = join(ROOT, "app/assets");
const TARGET = join(ROOT, "app/static/build");
const FRESH = `${TARGET}.new`;
const TEXT = new Set([".css", ".js", ".svg", ".webmanifest"]);

/**
 * Sass, and Bootstrap in it ready for themes that are made by CSS alone: where it mixes a colour
 * from three numbers (`rgba(var(--bs-danger-rgb), .5)`), it takes our token of that colour instead.
 */
const styles = {
  name: "sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css } = sass.compile(path, {
        loadPaths: [join(ROOT, "node_modules")],
        quietDeps: true,
        // Bootstrap 5 can only be imported in the old way.
        silenceDeprecations: ["import"],
      });
      const contents = css.replace(
        /rgba\(var\(--bs-([a-z-]+)-rgb\),\s*(var\([^)]*\)|[\d.]+)\)/gi,
        (_, name, opacity) =>
          opacity === "1"
            ? `var(--bs-${name})`
            : `color-mix(in srgb,var(--bs-${name}) calc(${opacity}*100%),transparent)`,
      );
      return { contents, loader: "css" };
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
    plugins: [styles],
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
