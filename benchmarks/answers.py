"""How long the listeners of Inside, Uses, Variance and Molecules take: python -m benchmarks.answers

In the server's own process, on the committed checkpoints, without the way to the browser and back
(see latency.py for that). Writes the median and the 95 % quantile of 20 runs of each, in ms, to
benchmarks/answers.json.
"""

import json
import os
import platform
import time
from pathlib import Path

import numpy as np
import torch

from aedemo.library import Library
from aedemo.ui.listeners import named_listeners
from aedemo.ui.pad_values import GalleryDigit
from aedemo.ui.page import build_page

ROOT = Path(__file__).parent.parent
RUNS = 20
DIGIT = GalleryDigit(700)
PAIR = ("dense-shallow", "dense-shallow-denoising")

# Listener -> what a person's hand gives it.
ASKED = {
    "another digit, the sizes of Inside": (
        "inside.follow_digit",
        ("Capacity", {}, DIGIT, *PAIR, 0, 0, 0, 8, "conv-deep"),
    ),
    "two first layers": ("inside.kernels.show", (DIGIT, *PAIR)),
    "contraction, dense": ("inside.contraction.contract", (DIGIT, 0, 0)),
    "contraction, convolutional": ("inside.contraction.contract", (DIGIT, 3, 0)),
    "layers": ("inside.layers.look_through", (DIGIT, "conv-vae")),
    "size of the code": ("inside.capacity.mark_size", (16,)),
    "the field of arrows": ("inside.manifold.draw_field", ("spiral-5",)),
    "an anomaly": ("uses.anomalies.spot", (DIGIT, "mirrored", 5, 1)),
    "compression": ("uses.compression.compress", (DIGIT, "vae", 8)),
    "super-resolution": ("uses.superresolution.enlarge", (DIGIT, 7)),
    "draws of variance-MNIST": ("variance.play", (DIGIT, 0.2)),
    "their places on the map": ("variance.wander", ("variance-vae", DIGIT, 0.2)),
    "a molecule": ("molecules.redraw", ("0", 3, 1, True, 10, 50, 0.05, 0, 0, 0)),
}


def measure(function, arguments: tuple) -> dict[str, float]:
    """Milliseconds of one listener, after a first call that warms it up."""
    function(*arguments)
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        function(*arguments)
        times.append(1000 * (time.perf_counter() - began))
    return {
        "p50_ms": round(float(np.median(times)), 1),
        "p95_ms": round(np.quantile(times, 0.95), 1),
    }


def main() -> None:
    torch.set_num_threads(1)  # as app.py does
    page = build_page(Library.open(ROOT / "checkpoints"))
    listeners = named_listeners(page)
    answers = {
        words: measure(listeners[name], arguments) for words, (name, arguments) in ASKED.items()
    }
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    written = {"machine": machine, "runs": RUNS, "answers": answers}
    (ROOT / "benchmarks" / "answers.json").write_text(json.dumps(written, indent=2) + "\n")
    print(json.dumps(written, indent=2))


if __name__ == "__main__":
    main()
