"""How a variant is trained: the numbers only. `training` turns each into stages of work."""

from dataclasses import dataclass


class Schedule:
    """What every way to train has in common: `training` knows a procedure for its class."""


@dataclass(frozen=True)
class EndToEnd(Schedule):
    """Adam on all weights at once; the learning rate rises to `peak`, then falls to zero."""

    epochs: int = 50
    peak: float = 2e-3
    batch: int = 256


@dataclass(frozen=True)
class Deformed(EndToEnd):
    """The same, with half of the digits turned, zoomed and slanted a little at each sight of them.

    For networks wide enough to learn 55,000 digits by heart. The deformations are such as hands
    make anyway: up to `degrees` either way, `zoom` larger or smaller, `slant` to either side.
    """

    degrees: float = 8.0
    zoom: float = 0.06
    slant: float = 0.1


@dataclass(frozen=True)
class Settled(EndToEnd):
    """The same, then `settled` epochs with the batch normalisations as they are when used.

    For images that are nearly empty: what a batch of them has in common with all others is so
    little that the network must also learn to do without its own batch's statistics.
    """

    settled: int = 3


@dataclass(frozen=True)
class LayerWise(Schedule):
    """Randomized autoencoders: no weight of the encoder is ever trained by gradient.

    Layer by layer: a random, frozen encoder layer; only its decoder layer is trained, `epochs`
    long; then the encoder's weights become the transpose of the decoder's. At the end the whole
    decoder is refitted on the tied codes, `refit` epochs long, because tying alone destroys the
    reconstruction. `contraction` penalises ||J||_F^2 of the encoder layer that the decoder layer
    is about to become.
    """

    epochs: int = 10
    refit: int = 20
    peak: float = 2e-3
    batch: int = 256
    contraction: float = 0.0


@dataclass(frozen=True)
class Unfinished(LayerWise):
    """LayerWise without the refit; unless `tied`, the random encoder stays as it was drawn as well.

    To show what each step does. Only a network of one layer can be left untied, since the second
    layer's features come from the first one tied.
    """

    tied: bool = True


@dataclass(frozen=True)
class ClosedForm(Schedule):
    """Principal components: the best linear network, by an eigendecomposition, with no training."""
