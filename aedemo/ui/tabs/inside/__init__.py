"""Inside: why they behave as they do. Kernels, contraction, capacity, layers, the manifold."""

import gradio as gr

from aedemo.library import Library
from aedemo.ui.components.card import maths
from aedemo.ui.components.digit import Digit
from aedemo.ui.digits import FIRST_DIGIT
from aedemo.ui.parts import Parts, follow, part_choice, part_column
from aedemo.ui.tabs.inside import capacity, contraction, kernels, layers, manifold, randomized

TITLE = "Inside"

LEAD = (
    "Open the networks up. What does a unit look for, how far does a code move when a pixel does, "
    "and how much fits into it? Draw a digit and follow it through."
)
MATHS = r"""
**Kernels.** Each unit of a first dense layer is a picture $w_j$ of 28 × 28 weights, and answers
$w_j \cdot x + b_j$. Trained on clean digits they stay noisy, for nothing punishes it; trained on
noisy ones they become strokes and blobs, for noise cannot fool what averages over many pixels
(Vincent et al. 2010).

**Contraction.** $J = \partial z / \partial x$ at your digit has the singular values
$s_1 \ge s_2 \ge \dots$ and directions $v_k$: a step $a\,v_k$ in the picture moves the code by about
$a\,s_k$. The contractive penalty is $\lVert J \rVert_F^2 = \sum_k s_k^2$ (Rifai et al. 2011). The
few large values that are left belong to directions that lead to other digits: the tangents of the
manifold.

**Capacity.** The best *linear* code of $d$ numbers is that of the first $d$ principal components. A
network with the same $d$ may bend, and for small $d$ bending is worth most. A code as wide as the
picture need not leave anything out: what keeps it from merely copying is noise (over-complete) or
contraction, and it copies clean digits less well for it.

**The manifold.** For a small noise $\sigma$ the best reconstruction is
$\hat x - x \approx \sigma^2\,\nabla \log p(x)$ (Alain and Bengio 2014): each arrow points to where
the data are denser. Followed again and again a point falls onto the curve. With much noise the
network can no longer tell the arms apart and pulls towards the mean of both.

The code: `kernels.py`, `tangents.py`, `capacity.py`, `activations.py` and `manifold.py` in
`aedemo/experiments/`.
"""

PARTS = (kernels, contraction, capacity, layers, randomized, manifold)


class Inside(Parts):
    """The parts of this tab."""


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    if not all(part.trained(library) for part in PARTS):
        gr.Markdown("Some networks of this tab are not trained yet: python train_all.py")
        return
    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    pad = Digit(FIRST_DIGIT)
    shown = part_choice("Part", [part.TITLE for part in PARTS])
    parts = {}
    for part in PARTS:
        with part_column(part.TITLE):
            parts[part.TITLE] = part.build(library, pad, FIRST_DIGIT)
    maths(MATHS)
    # When the hand rests: some parts are too much for every movement of it.
    follow(Inside(library, parts), pad, shown, pad.release)
