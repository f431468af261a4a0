// A photo is made smaller before it is sent: phones take ten times what a page needs. It is turned
// as its camera noted, and what else the camera noted (where it was taken, say) is left out.

const LONGEST_SIDES = [1600, 1200, 900, 600];
const QUALITIES = [0.85, 0.7];
// What the server takes; a drawing has no pixels to spare.
const DRAWING = "image/svg+xml";
const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp" };

const number = (value, digits) =>
  value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });

/** Return a size in words: "8.2 MB". */
const megabytes = (bytes) => `${number(Math.max(bytes / 1e6, 0.1), 1)} MB`;

function draw(bitmap, longestSide, isOpaque) {
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  if (isOpaque) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Return the canvas as a file's content; some browsers cannot write WebP and give a PNG instead. */
const encode = (canvas, type, quality) =>
  new Promise((resolve) => canvas.toBlob(resolve, type, quality));

/** Yield ways to write a picture, the best first. JPEG knows no transparency, so it comes last. */
function* waysFrom(type) {
  if (type === "image/png") yield ["image/png"];
  for (const target of type === "image/jpeg" ? [type] : ["image/webp", "image/jpeg"]) {
    for (const quality of QUALITIES) yield [target, quality];
  }
}

async function fit(bitmap, type, mostBytes) {
  for (const side of LONGEST_SIDES) {
    for (const [target, quality] of waysFrom(type)) {
      const canvas = draw(bitmap, side, target === "image/jpeg");
      const content = await encode(canvas, target, quality);
      if (content?.type === target && content.size <= mostBytes) return { canvas, content };
    }
  }
  return null;
}

/**
 * Return the picture as it can be sent, and in words what was done to it ("" if nothing was).
 *
 * What is small enough, what is a drawing, and what the browser cannot read is left as it is.
 */
export async function shrink(file, mostBytes) {
  const untouched = { file, words: "" };
  if (!file.type.startsWith("image/") || file.type === DRAWING) return untouched;
  if (file.size <= mostBytes && file.type in ENDINGS) return untouched;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return untouched;
  try {
    const found = await fit(bitmap, file.type, mostBytes);
    if (!found) return untouched;
    const { canvas, content } = found;
    const stem = file.name.replace(/\.[^.]*$/, "") || "picture";
    const name = `${stem}.${ENDINGS[content.type]}`;
    const words =
      `It was made smaller: from ${bitmap.width} × ${bitmap.height} (${megabytes(file.size)}) ` +
      `to ${canvas.width} × ${canvas.height} (${megabytes(content.size)}).`;
    return { file: new File([content], name, { type: content.type }), words };
  } finally {
    bitmap.close();
  }
}

/** Say why a picture cannot be sent, "" when it can. */
export const refusal = (file, mostBytes) =>
  file.size > mostBytes
    ? `${file.name} has ${megabytes(file.size)}, and a picture may have ${megabytes(mostBytes)} at ` +
      "most. Make it smaller first."
    : "";
