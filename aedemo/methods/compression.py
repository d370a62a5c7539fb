"""A digit in few bytes: a quantised code, or a picture file.

A code of D numbers at b bits each is D b / 8 bytes, rounded up; its decoder is not counted, as
that of a picture file is not. Of a file the header is counted, and told apart.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from aedemo.data.digits import SIDE

BITS = tuple(range(2, 17))  # a number
RAW_BYTES = SIDE * SIDE
QUALITIES = (1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90, 95, 100)


def quantise(codes: np.ndarray, low: np.ndarray, high: np.ndarray, bits: int) -> np.ndarray:
    """Codes (..., D) -> whole numbers in [0, 2^bits - 1], uniformly from `low` to `high`, (D,).

    What lies outside is set to the nearer end; where low is high there is nothing to tell apart.
    """
    steps = 2**bits - 1
    width = np.where(high > low, high - low, 1)
    return np.rint((np.clip(codes, low, high) - low) / width * steps).astype(np.int64)


def dequantise(levels: np.ndarray, low: np.ndarray, high: np.ndarray, bits: int) -> np.ndarray:
    """What `quantise` kept, at most half a step from the clipped code; float32 (..., D)."""
    return (low + levels / (2**bits - 1) * (high - low)).astype(np.float32)


def code_bytes(numbers: int, bits: int) -> int:
    """The bytes of a code: its bits, packed, and rounded up to a whole byte."""
    return -(-numbers * bits // 8)


def pca_allocation(numbers: int, bits: int, components: int) -> tuple[int, int]:
    """How many leading components, and how many bits each, fit into as many bits as a code has.

    As many as the code has numbers; where there are fewer, each has more bits, at most 16.
    """
    kept = min(numbers, components)
    return kept, min(numbers * bits // kept, BITS[-1])


@dataclass(frozen=True, eq=False)
class File:
    """A picture file. size: in bytes, of which `payload` are not header. image: as it opens."""

    size: int
    payload: int
    image: np.ndarray


@dataclass(frozen=True)
class Codec:
    """A kind of picture file. payload: the bytes of a file that are not header, counted.

    quality: OpenCV's parameter for it, None where the file is without loss.
    """

    label: str
    extension: str
    payload: Callable[[bytes], int]
    quality: int | None = None
    options: tuple[int, ...] = ()

    def write(self, digit: np.ndarray, quality: int | None = None) -> File:
        """A digit (28, 28) in [0, 1] as a file, and what it shows when it is opened."""
        options = [*self.options]
        if self.quality is not None:
            options += [self.quality, QUALITIES[-1] if quality is None else quality]
        levels = np.rint(digit * 255).astype(np.uint8)
        done, data = cv2.imencode(self.extension, levels, options)
        if not done:
            raise ValueError(f"OpenCV cannot write {self.label}.")
        levels = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE))
        image = levels.astype(np.float32) / 255
        return File(len(data), self.payload(data.tobytes()), image)

    def nearest(self, digit: np.ndarray, size: int) -> tuple[int | None, File]:
        """The quality, None where there is none, whose payload is nearest to `size` bytes."""
        if self.quality is None:
            return None, self.write(digit)
        files = {quality: self.write(digit, quality) for quality in QUALITIES}
        return min(files.items(), key=lambda each: abs(each[1].payload - size))


def png_payload(data: bytes) -> int:
    """The bytes of all IDAT chunks: compressed pixels, without signature, sizes and checksums."""
    place, total = 8, 0
    while place < len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        total += length if data[place + 4 : place + 8] == b"IDAT" else 0
        place += 12 + length
    return total


def jpeg_payload(data: bytes) -> int:
    """The bytes between the header of the (only) scan and the mark that ends the picture."""
    place = 2
    while data[place + 1] != 0xDA:  # start of scan
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return len(data) - (place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")) - 2


def webp_payload(data: bytes) -> int:
    """The bytes of the VP8 frame behind its ten bytes of header."""
    place = 12
    while place < len(data):
        (length,) = struct.unpack("<I", data[place + 4 : place + 8])
        if data[place : place + 4] == b"VP8 ":
            return length - 10
        place += 8 + length + length % 2
    raise ValueError("This WebP file has no lossy frame.")


CODECS: dict[str, Codec] = {
    "jpeg": Codec(
        "JPEG",
        ".jpg",
        jpeg_payload,
        cv2.IMWRITE_JPEG_QUALITY,
        (cv2.IMWRITE_JPEG_OPTIMIZE, 1),
    ),
    "webp": Codec("WebP", ".webp", webp_payload, cv2.IMWRITE_WEBP_QUALITY),
    "png": Codec("PNG", ".png", png_payload, options=(cv2.IMWRITE_PNG_COMPRESSION, 9)),
}


def ranges(latents: Mapping[str, Sequence[float]]) -> tuple[np.ndarray, np.ndarray]:
    """From where to where each latent is quantised, (D,) each: its 1st and 99th percentile.

    Narrower than all it ever is: at few bits a finer step is worth more than the rarest codes.
    """
    return np.array(latents["low"], np.float32), np.array(latents["high"], np.float32)
