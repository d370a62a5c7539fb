// Pictures that are too large to be sent, as a phone's photos are: made smaller before they are.

const SIDES = [2048, 1024, 512]; // pixels of the longer side, tried in this order
const TYPE = "image/webp"; // it keeps what is transparent; a browser that cannot write it takes PNG
const QUALITY = 0.9;
const MEGABYTE = 2 ** 20;

/**
 * A file of at most `most` bytes: itself, or a smaller picture of the same, upright. Null where the
 * browser cannot read it as a picture.
 *
 * @param {File} file
 * @param {number} most
 * @returns {Promise<Blob | null>}
 */
export async function smallEnough(file, most) {
  if (file.size <= most) return file;
  try {
    const picture = await createImageBitmap(file);
    for (const side of SIDES) {
      const smaller = await drawn(picture, side);
      if (smaller && smaller.size <= most) return smaller;
    }
  } catch {
    // Not a picture, or one of a kind that this browser does not know.
  }
  return null;
}

/** What is said of a file of which `smallEnough` could make nothing. */
export function tooLarge(file, most) {
  const [size, limit] = [file.size, most].map((each) => each / MEGABYTE);
  return `This file is ${size.toFixed(1)} MB and cannot be made smaller here. Please take a picture of at most ${limit} MB.`;
}

/** @returns {Promise<Blob | null>} */
function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(scale * picture.width));
  canvas.height = Math.max(1, Math.round(scale * picture.height));
  const context = canvas.getContext("2d");
  if (!context) return Promise.resolve(null);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, TYPE, QUALITY));
}
