import io
import re
import time
import tracemalloc

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image

from aedemo.data import preprocessing
from aedemo.data.preprocessing import NotADigit, from_strokes, from_upload

# A five with a separate top bar, drawn as a person would, in [0, 1] of the pad.
FIVE = [
    [[0.62, 0.22], [0.40, 0.22]],
    [
        [0.40, 0.24],
        [0.38, 0.45],
        [0.52, 0.43],
        [0.62, 0.54],
        [0.60, 0.70],
        [0.48, 0.78],
        [0.36, 0.74],
    ],
]
REFUSED = r"This (file|picture|drawing) |The pad |No digit "
REPR = r"Traceback|Error|Exception|errno|\.py|/|\\|0x|<|None|cannot identify|numpy|PIL"


def page(side: int = 300, ink: int = 20, paper: int = 235) -> np.ndarray:
    """A five written with a felt pen on a square sheet, left of the middle: uint8."""
    picture = np.full((side, side), paper, np.uint8)
    lines = [np.int32(np.multiply(stroke, side) - [0.1 * side, 0]) for stroke in FIVE]
    cv2.polylines(picture, lines, False, ink, max(1, side // 20), cv2.LINE_AA)
    return picture


def saved(picture: np.ndarray | Image.Image, kind: str = "PNG", **options) -> bytes:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def centre_of_mass(digit: np.ndarray) -> np.ndarray:
    return np.array([(axis * digit).sum() for axis in np.indices(digit.shape)]) / digit.sum()


def inked_sides(digit: np.ndarray) -> tuple[int, int]:
    return tuple(np.ptp(axis) + 1 for axis in np.nonzero(digit > 0.2))


def likeness(first: np.ndarray, second: np.ndarray) -> float:
    """Correlation of two digits: 1 if alike; about 0.5 between two different ones."""
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])


def is_mnist_like(digit: np.ndarray) -> None:
    assert digit.shape == (28, 28) and digit.dtype == np.float32
    assert digit.min() == 0 and digit.max() == 1
    assert abs(centre_of_mass(digit) - 14).max() <= 0.51
    assert 19 <= max(inked_sides(digit)) <= 21


FIVE_DRAWN = from_strokes(FIVE)


# Drawings


def test_a_drawing_becomes_a_digit_like_those_of_mnist():
    is_mnist_like(FIVE_DRAWN)
    bar = from_strokes([[[0.5, 0.1], [0.5, 0.9]]])
    # The middle of a vertical line cuts across the pen: MNIST's strokes are 1.8 to 4 px wide.
    assert 2.2 <= bar[14].sum() <= 2.8


@pytest.mark.parametrize(("size", "x", "y"), [(0.2, 0.0, 0.7), (0.7, 0.3, 0.1), (1.0, 0.0, 0.0)])
def test_neither_the_size_nor_the_place_of_a_drawing_matters(size, x, y):
    moved = [[[size * px + x, size * py + y] for px, py in stroke] for stroke in FIVE]
    assert abs(from_strokes(moved) - FIVE_DRAWN).max() < 0.06


def test_a_raw_drawing_stays_where_and_as_large_as_it_was_drawn():
    raw = from_strokes([[[0.1, 0.1], [0.3, 0.1]]], normalise=False)
    assert raw.shape == (28, 28) and raw.dtype == np.float32 and 0 <= raw.min() <= raw.max() <= 1
    np.testing.assert_allclose(centre_of_mass(raw), [2.3, 5.1], atol=0.15)
    assert raw[:, 11:].max() == 0


def test_a_dot_and_a_line_are_not_blown_up():
    dot = from_strokes([[[0.9, 0.2]]])
    assert 3.5 < dot.sum() < 6.5 and dot[14, 14] == 1
    line = from_strokes([[[0.2, 0.5], [0.8, 0.5]]])
    assert inked_sides(line) == (3, 20)
    assert from_strokes([[[0.5, 0.5], [0.505, 0.5]]]).sum() < 12  # a trembling dot


@pytest.mark.parametrize("normalise", [True, False])
def test_points_off_the_pad_are_clipped_to_it(normalise):
    off, clipped = ([[[x, 0.5], [0.5, 0.5], [0.5, 0.9]]] for x in (-3, 0))
    np.testing.assert_array_equal(from_strokes(off, normalise), from_strokes(clipped, normalise))


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[]],
        None,
        7,
        "five",
        [0.1, 0.2],
        [[0.1, 0.2]],
        [[[0.1, 0.2, 0.3]]],
        [[[0.1, 0.2], [0.3]]],
        [[["a", "b"]]],
        [[[0.1, float("nan")]]],
        [[[float("inf"), 0.1]]],
        [[[10**400, 0.1]]],
        [{"x": 0.1, "y": 0.2}],
        [[[0.1, 0.2]] * 20_001],
    ],
)
@pytest.mark.parametrize("normalise", [True, False])
def test_a_drawing_that_is_none_is_refused_in_a_sentence(strokes, normalise):
    assert_refused(lambda: from_strokes(strokes, normalise))


def test_a_drawing_takes_less_than_two_milliseconds():
    angle = np.linspace(0, 6, 300)
    strokes = [np.column_stack([0.5 + 0.4 * np.cos(angle), 0.5 + 0.4 * np.sin(2 * angle)]).tolist()]
    times = []
    for _ in range(30):
        start = time.perf_counter()
        from_strokes(strokes)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.002


# Pictures


def test_a_digit_of_mnist_comes_back_as_itself():
    digit = np.rint(255 * FIVE_DRAWN).astype(np.uint8)
    for picture in (digit, 255 - digit):
        np.testing.assert_allclose(from_upload(saved(picture)), FIVE_DRAWN, atol=0.02)


def test_a_blob_wider_than_a_stroke_keeps_its_middle():
    picture = np.full((28, 28), 255, np.uint8)
    cv2.circle(picture, (14, 14), 8, 40, -1)
    assert from_upload(saved(picture))[14, 14] > 0.99


def test_either_polarity_gives_the_same_white_digit():
    dark_on_light, light_on_dark = (from_upload(saved(p)) for p in (page(), 255 - page()))
    is_mnist_like(dark_on_light)
    assert likeness(dark_on_light, FIVE_DRAWN) > 0.9
    assert likeness(dark_on_light, light_on_dark) > 0.98


def alpha(ink: int) -> Image.Image:
    """The five as ink of one shade on nothing; what hides under the nothing is the other shade."""
    shade = page(ink=0, paper=255)
    colour = Image.fromarray(np.where(shade < 128, ink, 255 - ink).astype(np.uint8))
    return Image.merge("LA", (colour, Image.fromarray(255 - shade)))


def sticker() -> Image.Image:
    """Dark ink on a white disc on nothing."""
    disc = np.zeros((300, 300), np.uint8)
    cv2.circle(disc, (120, 150), 115, 255, -1)
    return Image.merge("LA", (Image.fromarray(page()), Image.fromarray(disc)))


def transparent_palette() -> bytes:
    indices = Image.fromarray((page() < 128).astype(np.uint8), "L").convert("P")
    indices.putpalette([255, 255, 255, 10, 10, 10])
    return saved(indices, transparency=0)


GREY = Image.fromarray(page())
DEEP = page().astype(np.uint16) * 257
KINDS = {
    "jpeg": saved(GREY, "JPEG", quality=60),
    "rgb": saved(GREY.convert("RGB")),
    "cmyk": saved(GREY.convert("CMYK"), "JPEG"),
    "palette": saved(GREY.convert("P")),
    "bilevel": saved(GREY.convert("1")),
    "gif": saved(GREY, "GIF"),
    "webp": saved(GREY, "WEBP"),
    "bmp": saved(GREY, "BMP"),
    "tiff": saved(GREY, "TIFF", compression="tiff_lzw"),
    "avif": saved(GREY, "AVIF"),
    "16-bit png": saved(DEEP),
    "12 of 16 bits": saved(DEEP // 16, "TIFF"),
    "32-bit int": saved(Image.fromarray(DEEP.astype(np.int32)), "TIFF"),
    "float": saved(Image.fromarray(page().astype(np.float32) / 255), "TIFF"),
    "float with nan": saved(
        Image.fromarray(np.where(np.eye(300), np.nan, page()).astype(np.float32)), "TIFF"
    ),
    "dark ink on nothing": saved(alpha(0)),
    "white ink on nothing": saved(alpha(255)),
    "dark ink on nothing, RGBA": saved(alpha(0).convert("RGBA"), "WEBP", lossless=True),
    "sticker": saved(sticker()),
    "transparent palette": transparent_palette(),
    "animated": saved(GREY, "GIF", save_all=True, append_images=[Image.new("L", (300, 300), 255)]),
    "animated png": saved(GREY, save_all=True, append_images=[Image.new("L", (300, 300), 255)]),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_five_is_found_in_every_kind_of_file(kind):
    digit = from_upload(KINDS[kind])
    is_mnist_like(digit)
    assert likeness(digit, FIVE_DRAWN) > 0.9
    raw = from_upload(KINDS[kind], normalise=False)
    assert raw.shape == (28, 28) and raw.dtype == np.float32 and 0 <= raw.min() <= raw.max() <= 1
    assert centre_of_mass(raw)[1] < 13.5 and raw[:, 0].mean() < 0.5  # still off centre, on black


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_rotated_camera_does_not_rotate_the_digit(orientation, kind):
    method = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # the camera's note says: turn it clockwise to see it
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored = GREY if method is None else GREY.transpose(method)
    assert likeness(from_upload(saved(stored, kind, exif=exif)), FIVE_DRAWN) > 0.9


def shadowed(picture: np.ndarray, top: float) -> np.ndarray:
    """As photographed: lamp light, grain, and a slanted shadow from `top` of the height down."""
    rng = np.random.default_rng(0)
    rows, columns = np.indices(picture.shape) / len(picture)
    light = (0.55 + 0.4 * columns) * np.where(rows + 0.4 * columns > top, 0.35, 1.0)
    light = cv2.GaussianBlur(light, (0, 0), 3)
    return (picture * light + rng.normal(0, 3, picture.shape)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("top", [0.4, 0.7])
def test_a_shadow_over_the_sheet_is_not_taken_for_ink(top):
    photo = shadowed(page(), top)
    _, by_one_threshold = cv2.threshold(photo, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    assert by_one_threshold.mean() > 0.3  # or this would not be a test
    digit = from_upload(saved(photo, "JPEG"))
    is_mnist_like(digit)
    assert likeness(digit, FIVE_DRAWN) > 0.9


def test_specks_and_what_enters_from_the_edge_are_left_out():
    picture = page()
    picture[:40] = 60  # the table
    picture[150:154, 250:254] = 0  # dust
    assert likeness(from_upload(saved(picture)), from_upload(saved(page()))) > 0.98


def test_a_closely_cropped_digit_is_kept():
    rows, columns = np.nonzero(page() < 200)
    crop = page()[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert likeness(from_upload(saved(crop)), FIVE_DRAWN) > 0.9


def test_a_fine_pen_is_widened():
    picture = np.full((500, 500), 255, np.uint8)
    lines = [np.int32(np.multiply(stroke, 500)) for stroke in FIVE]
    cv2.polylines(picture, lines, False, 40, 2, cv2.LINE_AA)
    digit = from_upload(saved(picture))
    is_mnist_like(digit)
    assert digit.sum() > 0.6 * FIVE_DRAWN.sum()


def test_a_raw_picture_is_only_fitted_and_letterboxed():
    digit = np.rint(255 * FIVE_DRAWN).astype(np.uint8)
    raw = from_upload(saved(np.roll(digit, 3, axis=1)), normalise=False)
    np.testing.assert_allclose(raw, np.roll(FIVE_DRAWN, 3, axis=1), atol=0.003)
    wide = from_upload(saved(page()[75:225]), normalise=False)
    assert wide[:7].max() == wide[21:].max() == 0 and wide[7:21].max() > 0.5


def header_of_a_bomb(kind: str) -> bytes:
    """A file of a few KB that claims 13,000 x 13,000 pixels."""
    if kind == "PNG":
        return saved(Image.new("1", (13_000, 13_000), 1))
    small = saved(Image.new("L", (16, 16)), "JPEG")
    size = small.index(b"\xff\xc0") + 5
    return small[:size] + (13_000).to_bytes(2) * 2 + small[size + 4 :]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_enormous_picture_is_refused_before_it_is_decoded(kind, monkeypatch):
    data = header_of_a_bomb(kind)
    monkeypatch.setattr(
        preprocessing.Image.Image, "load", lambda self: pytest.fail("it was decoded")
    )
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)  # the limit must be our own
    assert "pixels" in assert_refused(lambda: from_upload(data))


def test_a_large_photo_is_not_decoded_in_full():
    photo = saved(Image.fromarray(page()).resize((6000, 4500)), "JPEG")
    tracemalloc.start()
    digit = from_upload(photo)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    is_mnist_like(digit)
    assert peak < 12e6  # bytes, of 27 million pixels


SHEET = np.full((200, 200), 230, np.uint8)
GRAIN = np.random.default_rng(1).normal(0, 12, SHEET.shape)
NO_DIGITS = {
    "nothing": b"",
    "text": b"This is not a picture at all.",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>',
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 50 50\nshowpage\n",
    "truncated png": KINDS["rgb"][: len(KINDS["rgb"]) // 2],
    "truncated jpeg": KINDS["jpeg"][: len(KINDS["jpeg"]) // 2],
    "truncated tiff": KINDS["tiff"][:60],
    "header alone": KINDS["rgb"][:40],
    "one pixel": saved(np.zeros((1, 1), np.uint8)),
    "icon": saved(GREY, "ICO"),  # a container of pictures whose size it does not tell
    "one row": saved(np.zeros((1, 5000), np.uint8)),
}
BLANKS = {
    "white": saved(np.full((28, 28), 255, np.uint8)),
    "black": saved(np.zeros((300, 300), np.uint8)),
    "transparent": saved(Image.new("RGBA", (60, 60))),
    "grey ramp": saved(np.tile(np.linspace(90, 220, 200), (200, 1)).astype(np.uint8)),
    "grain": saved((SHEET + GRAIN).clip(0, 255).astype(np.uint8)),
    "dark grain": saved((SHEET / 6 + GRAIN).clip(0, 255).astype(np.uint8)),
    "too faint": saved(page(ink=225)),
    "dots": saved(np.where(np.logical_and.outer(*[np.arange(200) % 40 // 5 == 4] * 2), 0, SHEET)),
    "one shadow": saved(np.where(np.arange(200) > 90, SHEET, SHEET // 2)),
}


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("kind", NO_DIGITS)
def test_what_is_no_picture_is_refused_in_a_sentence(kind, normalise):
    assert_refused(lambda: from_upload(NO_DIGITS[kind], normalise))


@pytest.mark.parametrize("kind", BLANKS)
def test_a_picture_without_a_digit_is_refused_but_can_be_seen_raw(kind):
    assert "digit" in assert_refused(lambda: from_upload(BLANKS[kind]))
    assert np.isfinite(from_upload(BLANKS[kind], normalise=False)).all()


def assert_refused(call) -> str:
    """It raises NotADigit with one sentence that a person can act on; returns the sentence."""
    with pytest.raises(NotADigit) as caught:
        call()
    message = str(caught.value)
    assert re.match(REFUSED, message) and "please" in message
    assert message.endswith(".") and message.count(".") == 1 and len(message) < 120
    assert not re.search(REPR, message)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return message
