"""Photos for tests, as a phone takes them."""

import cv2
import numpy as np

from aedemo.ui.limits import MOST_FILE

SIDE = 3_000  # pixels


def large_photo(ink: np.ndarray) -> bytes:
    """A JPEG of ink (H, W) uint8, white on black, on grainy paper: more bytes than may be sent."""
    drawn = cv2.resize(ink, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    grain = np.random.default_rng(0).normal(0, 12, (SIDE, SIDE)).astype(np.float32)
    grey = (215 - 0.75 * drawn + grain).clip(0, 255).astype(np.uint8)
    data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, 97])[1].tobytes()
    assert len(data) > MOST_FILE
    return data
