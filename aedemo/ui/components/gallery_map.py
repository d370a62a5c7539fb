"""GalleryMap: the gallery's digits where a projection puts them, and the visitor's among them.

From Python its value is one of five messages:

- `Arrange`: another model or projection; the digits travel to their new places;
- `Yours`: the visitor's digit, its place, its neighbours and the path it takes when it is spoiled;
- `Answer`: what the model makes of one digit of the gallery, and that digit's neighbours;
- `Land`: what the model decodes at a place where no digit lies;
- `Page`: the map as a page of its own, which is saved at once.

A listener in JavaScript may give it {message: "level", at} to move the visitor's digit along its
path, or {message: "point", index} to point at a digit as another map does. Its events: `ask`, with
{"index": i} when a digit is pointed at or chosen whose answer is not known, or {"place": [x, y]}
where none lies and the browser cannot decode; `point`, at which its value is {index}, for another
map; `save`, when the map is wanted as a `Page`. Components made within `with GalleryMap(...):`
stand beside the map.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from gradio.data_classes import FileData
from gradio.processing_utils import save_bytes_to_cache

from aedemo.ui.components.script import First, Shown, as_base64

_HTML = """\
<section class="map">
  <div class="sky">
    <canvas class="base" aria-hidden="true"></canvas>
    <canvas class="over" tabindex="0" role="application"></canvas>
    <p class="title"></p>
    <p class="hint mouse">Drag to move, scroll to zoom, click to choose.</p>
    <p class="hint touch">Tap to choose, two fingers to move and zoom.</p>
    <button type="button" class="reset">Reset view</button>
  </div>
  <div class="foot">
    <div class="reading">
      <p class="what">Point at a digit</p>
      <div class="pair">
        <figure><canvas class="digit seen" width="28" height="28" role="img"
          aria-label="The digit"></canvas><figcaption class="how"></figcaption></figure>
        <figure><canvas class="digit answer" width="28" height="28" role="img"
          aria-label="Its reconstruction"></canvas><figcaption class="error">…</figcaption></figure>
      </div>
    </div>
    <div class="legend" role="group" aria-label="Classes"></div>
    <div class="downloads" role="group" aria-label="Download the map">
      <span aria-hidden="true">Download</span>
      <button type="button" class="html" aria-label="Download as HTML">HTML</button>
      <button type="button" class="png" aria-label="Download as PNG">PNG</button>
      <button type="button" class="csv" aria-label="Download as CSV">CSV</button>
    </div>
  </div>
</section>
<section class="near ae-card">
  <header><h2><i class="dot"></i>Nearest in code space</h2><p class="aside"></p></header>
  <div class="neighbours"></div>
  <p class="note"></p>
  <p class="spoken" role="status" aria-live="polite"></p>
</section>
@children
<p class="message" role="status" aria-live="polite"></p>
"""


@dataclass(frozen=True, eq=False)
class Arrange:
    """The gallery by one model and projection.

    key: of the model; answers of others are forgotten. maps: the address of the file of
    projection.save. projection: its tensor. title: for people. decoder and corners: only where each
    place has its own code, so that the browser can decode it: see decoders.decoder_of, and
    atlas.plane_corners.
    """

    key: str
    maps: str
    projection: str
    title: str
    decoder: dict[str, Any] | None = None
    corners: np.ndarray | None = None


@dataclass(frozen=True, eq=False)
class Yours:
    """The visitor's digit (28, 28), or None where there is none.

    path: (K, 2) places in [0, 1], from the digit as it is to the fully spoiled one. images: (K, 28,
    28). nearest: (K, 10), the neighbours in code space of each. at: where on it, in [0, 1].
    """

    images: np.ndarray
    path: np.ndarray
    nearest: np.ndarray
    at: float


@dataclass(frozen=True, eq=False)
class Answer:
    """What the model of `key` makes of gallery digit `index`.

    image: (28, 28). mse: of it against the digit. nearest: the ten nearest others in code space.
    """

    key: str
    index: int
    image: np.ndarray
    mse: float
    nearest: Sequence[int]


@dataclass(frozen=True, eq=False)
class Land:
    """What the model decodes at a place where no digit lies, (28, 28)."""

    key: str
    place: tuple[float, float]
    image: np.ndarray


@dataclass(frozen=True)
class Page:
    """The map as a page of its own: the text of an HTML file, and the file's name."""

    name: str
    text: str


class GalleryMap(Shown):
    """5,000 digits on a canvas, with what is known of the one pointed at beside it."""

    template = _HTML
    own_events = ("ask", "point", "save")

    def __init__(
        self,
        value: First[Arrange] = None,
        *,
        sprite: str | None = None,
        visitor: Callable[[], Yours] | None = None,
        **kwargs: Any,
    ) -> None:
        """
        Parameters:
            value: The first arrangement.
            sprite: The address of the gallery's sprite sheet.
            visitor: What gives the visitor's digit at first.
            kwargs: Everything else that `gr.HTML` takes.
        """
        super().__init__(
            value,
            settings=lambda: {
                "gallery": sprite,
                "visitor": self.postprocess(visitor()) if visitor else None,
            },
            **kwargs,
        )

    def postprocess(self, value: Arrange | Yours | Answer | Land | Page | None) -> dict | None:
        """Plain data; places with four digits."""
        match value:
            case None:
                return None
            case Arrange(key, maps, projection, title, decoder, corners):
                return {
                    "message": "arrange",
                    "key": key,
                    "title": title,
                    "url": maps,
                    "projection": projection,
                    "decoder": decoder,
                    "corners": None if corners is None else corners.tolist(),
                }
            case Yours(images, path, nearest, at):
                return {
                    "message": "yours",
                    "images": [as_base64(image) for image in images],
                    "path": np.round(path.astype(float), 4).tolist(),
                    "nearest": nearest.tolist(),
                    "at": at,
                }
            case Answer(key, index, image, mse, nearest):
                return {
                    "message": "answer",
                    "key": key,
                    "index": index,
                    "pixels": as_base64(image),
                    "mse": round(mse, 5),
                    "nearest": [int(other) for other in nearest],
                }
            case Land(key, place, image):
                return {
                    "message": "land",
                    "key": key,
                    "place": list(place),
                    "pixels": as_base64(image),
                }
            case Page(name, text):
                # Gradio gives a file in its cache an address, and deletes it after a while.
                path = save_bytes_to_cache(text.encode(), name, self.GRADIO_CACHE)
                return {"message": "page", "file": FileData(path=path).model_dump(), "name": name}
        raise TypeError(f"GalleryMap cannot show a {type(value).__name__}")
