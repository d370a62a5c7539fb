"""A drawing, a scan or a photo -> a 28x28 digit as MNIST made them.

The recipe, common to all: the longest inked side is 20 px (aspect kept, area-averaged), the
peak is 1, and whole-pixel shifts bring the centre of mass to index (14, 14) of 28x28.
"""

import io
from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageOps

from aedemo.data.digits import SIDE

BOX = 20
CENTRE = 14
PEN = 2.625
"""Width of the pen in pixels of the 28x28 digit: 1,000 test digits whose midlines were drawn anew
with it have a mean of 0.133, as MNIST's own have."""

MAX_POINTS = 20_000
MAX_PIXELS = 16_000_000
"""Larger pictures are refused from their header alone: decoding costs 4 to 15 bytes a pixel."""
MAX_JPEG_PIXELS = 51_000_000
"""The same for a JPEG, which is decoded at a fraction of its size: a phone's largest photo."""

_SUPERSAMPLING = 8
_SUBPIXEL_BITS = 4
# A drawing smaller than this part of the pad is not enlarged further, or a dot would fill it.
_SMALLEST_DRAWING = 0.05

# Formats that Pillow decodes by itself. Left out on purpose: EPS starts Ghostscript, and
# containers such as ICO or ICNS hide a second picture whose size their header does not tell.
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF")
_WORKING_SIDE = 512
_BACKGROUND_SIDE = 128
_SMALLEST_PICTURE = 8
# In pixels of the 28x28 digit. 250 digits redrawn with a line of 0.3 px and photographed: 1-NN
# accuracy 0.52 as they are, 0.89 widened to this (0.91 drawn with a pen of MNIST's width).
_THINNEST = 2.2
# No digit falls into so many pieces; the grain of a dark picture does.
_MOST_PARTS = 12

_FAINTEST = 0.06  # of a scan's ink: less is a fleck of the paper

_BLANK = "No digit stands out in this picture: please use one clear digit on plain paper."
_TOO_LARGE = "This picture has too many pixels: please make it smaller or take a screenshot of it."


class NotADigit(ValueError):
    """No digit could be made of the input; the message is a sentence to show to a person."""


def from_strokes(
    strokes: Sequence[Sequence[Sequence[float]]], normalise: bool = True
) -> np.ndarray:
    """Rasterise a drawing with a soft round pen that is PEN pixels wide at any drawing size.

    Args:
        strokes: polylines, each a sequence of [x, y] in [0, 1] of a square pad, y downwards.
            Values outside are clipped; a stroke of one point is a dot.
        normalise: apply the MNIST recipe; otherwise map the whole pad onto the 28x28 pixels.

    Returns:
        float32 (28, 28) in [0, 1], white ink on black.

    Raises:
        NotADigit: nothing was drawn, or the strokes are not such a list.
    """
    lines = _checked(strokes)
    if not lines:
        raise NotADigit("The pad is still empty: please draw a digit from 0 to 9.")
    if normalise:
        points = np.concatenate(lines)
        low, high = points.min(axis=0), points.max(axis=0)
        # The pen adds half its width on either side of the line that was drawn.
        scale = (BOX - PEN) / max((high - low).max(), _SMALLEST_DRAWING)
        margin = (SIDE - BOX + PEN) / 2
        return _centred(_draw([(line - low) * scale + margin for line in lines]))
    return _draw([line * SIDE for line in lines])


def from_upload(data: bytes, normalise: bool = True) -> np.ndarray:
    """Find the digit in a picture file: a scan, a photo or a screenshot, of either polarity.

    Args:
        data: the bytes of a JPEG, PNG, WebP, GIF, BMP, TIFF, PPM or AVIF file, at most
            MAX_PIXELS pixels (MAX_JPEG_PIXELS for a JPEG). Of an animation the first frame counts.
        normalise: even out the light, keep the ink only and apply the MNIST recipe; otherwise
            fit the whole picture into the 28x28 pixels, letterboxed, light ink on dark.

    Returns:
        float32 (28, 28) in [0, 1], white ink on black.

    Raises:
        NotADigit: the file is no readable picture, or no digit stands out in it.
    """
    grey = _decoded(data)
    if _has_light_background(grey):
        grey = 1 - grey
    return _recipe(_thickened(_ink(grey))) if normalise else _letterboxed(grey)


def from_scan(data: bytes, side: int) -> np.ndarray:
    """The whole of a picture file as ink on a square: a scan, a photo or a screenshot of a drawing.

    Args:
        data: as for `from_upload`.
        side: of the result, into which the picture is fitted, letterboxed.

    Returns:
        float32 (side, side) in [0, 1], white ink on black, the light evened out and the paper's
        grain taken off: a drawing's ground is 0, and a network that has seen no other takes what
        is not for ink.

    Raises:
        NotADigit: the file is no readable picture, or nothing is drawn on it.
    """
    grey = _decoded(data)
    paper = grey if _has_light_background(grey) else 1 - grey
    ink = 1 - (paper / np.maximum(_background(paper), 1 / 255)).clip(0, 1)
    full = np.percentile(ink, 99.5)
    blank = np.median(ink)
    floor = blank + 4 * 1.4826 * np.median(np.abs(ink - blank))
    if full < max(0.1, 1.5 * floor):
        raise NotADigit("Nothing is drawn on this picture: please use one with clear lines.")
    square = _letterboxed(((ink - floor) / (full - floor)).clip(0, 1), side)
    return np.where(square < _FAINTEST, 0, square)


def _checked(strokes: Sequence[Sequence[Sequence[float]]]) -> list[np.ndarray]:
    """The strokes that hold points, as float64 (n, 2) arrays in [0, 1]."""
    try:
        if sum(len(stroke) for stroke in strokes) > MAX_POINTS:
            raise NotADigit("This drawing is too long: please clear the pad and draw one digit.")
        lines = [np.asarray(stroke, dtype=np.float64) for stroke in strokes if len(stroke)]
    except NotADigit:
        raise
    except (TypeError, ValueError, OverflowError):
        lines = [np.empty(0)]
    if any(line.ndim != 2 or line.shape[1] != 2 or not np.isfinite(line).all() for line in lines):
        raise NotADigit("This drawing could not be read: please clear the pad and draw again.")
    return [line.clip(0, 1) for line in lines]


def _draw(lines: list[np.ndarray]) -> np.ndarray:
    """Polylines in pixel units, (0, 0) being the corner of the first pixel -> (28, 28)."""
    canvas = np.zeros((SIDE * _SUPERSAMPLING,) * 2, np.uint8)
    fixed = [
        np.rint((line * _SUPERSAMPLING - 0.5) * 2**_SUBPIXEL_BITS).astype(np.int32)
        for line in lines
    ]
    # OpenCV draws nothing for a single point, but a round dot for a line from it to itself.
    fixed = [np.repeat(line, 2, axis=0) if len(line) == 1 else line for line in fixed]
    width = round(PEN * _SUPERSAMPLING) - 1  # OpenCV makes an even width one wider
    cv2.polylines(canvas, fixed, False, 255, width, cv2.LINE_8, _SUBPIXEL_BITS)
    digit = cv2.resize(canvas, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return digit.astype(np.float32) / 255


def _recipe(ink: np.ndarray) -> np.ndarray:
    """Ink of any size, cropped to its bounding box -> (28, 28) as MNIST made them."""
    height, width = ink.shape
    scale = BOX / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return _centred(cv2.resize(ink, size, interpolation=cv2.INTER_AREA))


def _centred(ink: np.ndarray) -> np.ndarray:
    """Ink within 28x28 -> peak at 1 and centre of mass at index (14, 14), nothing cut off."""
    ink = _cropped(ink)
    mass = ink.sum()
    digit = np.zeros((SIDE, SIDE), np.float32)
    corner = []
    for axis, length in enumerate(ink.shape):
        centre = ink.sum(axis=1 - axis) @ np.arange(length) / mass
        corner.append(int(np.clip(np.rint(CENTRE - centre), 0, SIDE - length)))
    top, left = corner
    digit[top : top + ink.shape[0], left : left + ink.shape[1]] = ink / ink.max()
    return digit


def _cropped(ink: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _letterboxed(grey: np.ndarray, side: int = SIDE) -> np.ndarray:
    scale = side / max(grey.shape)
    height, width = (max(1, round(length * scale)) for length in grey.shape)
    square = np.zeros((side, side), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = cv2.resize(
        grey, (width, height), interpolation=cv2.INTER_AREA
    )
    return square.clip(0, 1)


def _has_light_background(grey: np.ndarray) -> bool:
    """Whether the thin structures, which a wide median filter removes, are the darker ones.

    The border's median, the usual criterion, errs when a shadow covers half of the border; in
    logarithms a stroke weighs the same in light and in shadow.
    """
    small = _shrunk(grey, _BACKGROUND_SIDE)
    levels = np.rint(255 * np.log1p(10 * small.clip(0, 1)) / np.log(11)).astype(np.uint8)
    background = cv2.medianBlur(levels, max(levels.shape) // 3 | 1)
    lean = levels.mean() - background.mean()
    return lean < 0 or (lean == 0 and small.mean() > 0.5)


def _ink(grey: np.ndarray) -> np.ndarray:
    """Light ink on a dark, perhaps unevenly lit ground -> the digit's ink alone, cropped."""
    paper = 1 - grey
    # Single-pixel grain would raise the closing; the blur is far finer than any stroke.
    paper = cv2.GaussianBlur(paper, (0, 0), max(grey.shape) / 400)
    ink = 1 - (paper / np.maximum(_background(paper), 1 / 255)).clip(0, 1)

    mask = _otsu(ink)
    if mask.all() or not mask.any():
        raise NotADigit(_BLANK)
    blank = np.median(ink[~mask])
    grain = 1.4826 * np.median(np.abs(ink[~mask] - blank))
    mask = _digit_parts(mask)
    typical, full = np.percentile(ink[mask], (50, 90))
    # Otsu splits plain paper too, but there the two halves are only some 2 grains apart.
    if typical - blank < max(0.1, 4 * grain):
        raise NotADigit(_BLANK)
    # Soft edges lie around what Otsu found; they make the digit's greys.
    mask = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    floor = blank + 3 * grain
    return _cropped(np.where(mask, ((ink - floor) / (full - floor)).clip(0, 1), 0))


def _thickened(ink: np.ndarray) -> np.ndarray:
    """Widen the strokes of a fine pen, which at 20 px would all but vanish."""
    if max(ink.shape) < 2 * BOX:  # too coarse to widen by less than a pixel of the result
        return ink
    depth = cv2.distanceTransform(
        np.pad(ink > 0.5, 1).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5
    )
    # The distances to the edge within a bar average to a quarter of its width.
    width = 4 * depth[depth > 0].mean()
    missing = round(_THINNEST * max(ink.shape) / BOX - width)
    if missing <= 0:
        return ink
    pen = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (missing + 1, missing + 1))
    return _cropped(cv2.dilate(np.pad(ink, missing), pen))


def _background(paper: np.ndarray) -> np.ndarray:
    """What the paper would look like without its dark strokes; same shape."""
    low, typical, high = np.percentile(_border(paper), (5, 50, 95))
    if high - low < 0.03:  # a scan or a screenshot: no light to even out, and a blob stays whole
        return np.full_like(paper, typical)
    small = _shrunk(paper, _BACKGROUND_SIDE)
    # A quarter of the picture is wider than a bold stroke, and still follows a shadow.
    width = max(small.shape) // 4 | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((width, width), np.uint8))
    smooth = cv2.GaussianBlur(closed, (0, 0), width / 24)
    return cv2.resize(smooth, paper.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _border(array: np.ndarray) -> np.ndarray:
    return np.concatenate([array[0], array[-1], array[1:-1, 0], array[1:-1, -1]])


def _otsu(ink: np.ndarray) -> np.ndarray:
    levels = np.rint(ink * 255).astype(np.uint8)
    threshold, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return levels > threshold


def _digit_parts(mask: np.ndarray) -> np.ndarray:
    """Drop what touches the border (shadows, the table, a neighbour) and specks; same shape."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    left, top, width, height, area = stats.T
    rows, columns = mask.shape
    inside = (left > 0) & (top > 0) & (left + width < columns) & (top + height < rows)
    if not inside[1:].any():  # label 0 is the paper
        # A closely cropped digit fills the picture, and touches the border here and there only;
        # the table does so at length, and the rim of a shadow is a thin line.
        edge = _border(labels)
        contact = np.bincount(edge, minlength=len(area))
        inside = (contact < edge.size / 4) & (area > mask.size / 20)
    inside[0] = False
    if not inside.any():
        raise NotADigit("No digit stands clear of this picture's edge: please leave a margin.")
    parts = inside & (area >= 0.08 * area[inside].max())
    if parts.sum() > _MOST_PARTS:
        raise NotADigit(_BLANK)
    return parts[labels]


def _decoded(data: bytes) -> np.ndarray:
    """The first frame, upright, at most _WORKING_SIDE pixels a side: float32 grey in [0, 1]."""
    # Decoders raise almost anything on hostile bytes: struct.error, IndexError, zlib.error ...
    try:
        image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise NotADigit(_TOO_LARGE) from None
    except Exception:
        raise NotADigit(
            "This file cannot be read as a picture: please save it as a PNG or a JPEG first."
        ) from None
    jpeg = image.format in ("JPEG", "MPO")
    if image.width * image.height > (MAX_JPEG_PIXELS if jpeg else MAX_PIXELS):
        raise NotADigit(_TOO_LARGE)
    if min(image.size) < _SMALLEST_PICTURE:
        raise NotADigit(
            "This picture is too small to hold a digit: please use one of 28 pixels a side or more."
        )
    try:
        image.draft("L", (_WORKING_SIDE, _WORKING_SIDE))
        image.load()
        return _grey(ImageOps.exif_transpose(image))
    except Exception:
        raise NotADigit(
            "This picture is damaged or of an unusual kind: please save it again as PNG or JPEG."
        ) from None


def _grey(image: Image.Image) -> np.ndarray:
    if image.mode.startswith("I") or image.mode == "F":
        return _shrunk(_unit_range(np.asarray(image, dtype=np.float32)))
    if image.has_transparency_data:
        image = _composited(image.convert("LA"))
    return _shrunk(np.asarray(image.convert("L"))).astype(np.float32) / 255


def _unit_range(values: np.ndarray) -> np.ndarray:
    """Samples of 16 bits or more do not say which value is white: take the nearest usual one."""
    values = np.nan_to_num(values, posinf=0, neginf=0)
    values -= min(values.min(), 0)
    peak = values.max()
    return values / next((white for white in (1, 255, 4095, 65535) if peak <= white), peak)


def _composited(image: Image.Image) -> Image.Image:
    """LA -> L, on a ground that lets the digit be seen."""
    light, alpha = image.split()
    visible = np.asarray(light)[np.asarray(alpha) > 127]
    if not visible.size:
        return Image.new("L", image.size)
    darkest, typical, lightest = np.percentile(visible, (2, 50, 98))
    # Strong contrast means that the paper is in the picture too: go on with it. Else it is ink.
    has_paper = lightest - darkest > 127
    ground = typical if has_paper else 255 if typical < 128 else 0
    canvas = Image.new("L", image.size, round(ground))
    canvas.paste(light, mask=alpha)
    return canvas


def _shrunk(grey: np.ndarray, side: int = _WORKING_SIDE) -> np.ndarray:
    scale = side / max(grey.shape)
    if scale >= 1:
        return grey
    height, width = (max(1, round(length * scale)) for length in grey.shape)
    return cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
