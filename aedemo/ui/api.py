"""The public endpoints, for gradio_client: digits and codes as lists of numbers."""

import gradio as gr

from aedemo.data.drawing import DRAWING_SIDE
from aedemo.experiments import atlas, coding, molecules, restoring
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS
from aedemo.ui.errors import numbers_of, refusal
from aedemo.ui.models import digit_models


def publish(library: Library) -> None:
    """Add `restore`, `encode`, `decode`, `project` and, where its network is trained,
    `restore_molecule` to the page that is being built.
    """

    def known(model: str, has_code: bool | None = None) -> str:
        names = digit_models(library, has_code)
        if model not in names:
            raise refusal(f"No such model; send one of {', '.join(names)}.")
        return model

    def restore(digit: list[list[float]], model: str) -> list[list[float]]:
        """Repair a digit: 28 rows of 28 numbers in [0, 1], white ink on black, in and out."""
        image = numbers_of(digit, (28, 28), 0, 1, "The digit")
        return restoring.repair(library, known(model), image[None], [None])[0].tolist()

    def encode(digit: list[list[float]], model: str) -> list[float]:
        """The code (posterior mean) of a digit: 28 rows of 28 numbers in [0, 1]."""
        image = numbers_of(digit, (28, 28), 0, 1, "The digit")
        return coding.encode(library, known(model, has_code=True), image[None])[0].tolist()

    def decode(code: list[float], model: str) -> list[list[float]]:
        """The digit, 28 rows of 28, of a code: as many numbers as the model has latents."""
        known(model, has_code=True)
        size = (VARIANTS[model].code_size,)
        values = numbers_of(code, size, -1e4, 1e4, "The code")
        return coding.decode(library, model, values[None])[0].tolist()

    def project(digit: list[list[float]], model: str) -> dict[str, list[float]]:
        """Where a digit belongs on the maps of a model's codes: "umap" and "pca", each x and y.

        Both are in [0, 1], the width of the map of 5,000 test digits.
        """
        image = numbers_of(digit, (28, 28), 0, 1, "The digit")
        known(model, has_code=True)
        try:
            places = atlas.project(library, model, image[None])
        except ValueError:
            raise refusal("The maps of this model have not been drawn; choose another.") from None
        return {kind: place[0].tolist() for kind, place in places.items()}

    def restore_molecule(ink: list[list[float]]) -> list[list[list[float]]]:
        """Restore the drawing of a molecule: 192 rows of 192 numbers in [0, 1], white on black.

        The answer has red, green and blue in place of each number.
        """
        seen = numbers_of(ink, (DRAWING_SIDE, DRAWING_SIDE), 0, 1, "The drawing")
        return molecules.restore(library, seen).transpose(1, 2, 0).tolist()

    endpoints = [restore, encode, decode, project]
    if molecules.network(library):
        endpoints.append(restore_molecule)
    for function in endpoints:
        gr.api(function, api_name=function.__name__)
