"""A variant: the independent choices that make one autoencoder."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

from aedemo.data.damage import Damage
from aedemo.data.dataset import Dataset
from aedemo.data.digits import Digits
from aedemo.models.architectures import Architecture, ImageToImage, Sizes
from aedemo.models.codes import Code, Point
from aedemo.models.likelihoods import Likelihood, SquaredError
from aedemo.models.schedules import EndToEnd, Schedule


@dataclass(frozen=True)
class Family:
    """A group on the page: its title and a few words beside it.

    on_wall: whether Restore compares it with the others; experiments have their own place.
    """

    title: str
    aside: str
    on_wall: bool = True


DENSE = Family("Dense", "fully connected")
CONVOLUTIONAL = Family("Convolutional", "sees neighbours")
RANDOMIZED = Family("Randomized", "layer by layer, random weights")
VARIATIONAL = Family("Variational", "a code with a spread")
SKIPS = Family("U-Net", "no bottleneck: copies what it sees")
VARIANCE = Family("Variance-MNIST", "the shape lives in the variance")
SWEEP = Family("How much fits", "one network, codes of d numbers", on_wall=False)
STEP_BY_STEP = Family("Randomized, step by step", "one after each step", on_wall=False)
CURVE = Family("Curve", "two numbers in, two out")
UNLEARNED = Family("Without learning", "what you would use instead")


@dataclass(frozen=True)
class Variant:
    """One autoencoder. `repr` is what makes a checkpoint out of date: it omits the mere words.

    name: of the checkpoint file. label: on the page, within its family. latent_dim: None for a
    network without a code. corruption: what it is trained against, None for clean digits.
    """

    name: str
    family: Family = field(repr=False)
    label: str = field(repr=False)
    architecture: Architecture
    latent_dim: int | None
    note: str = field(repr=False)
    code: Code = Point()
    likelihood: Likelihood = SquaredError()
    corruption: Damage | None = None
    data: Dataset = Digits()
    schedule: Schedule = EndToEnd()

    def __post_init__(self) -> None:
        if isinstance(self.architecture, ImageToImage) != (self.latent_dim is None):
            raise ValueError(f"{self.name}: an ImageToImage has no code, all others have one.")

    @property
    def code_size(self) -> int:
        """The numbers of its code, 0 where it has none."""
        return self.latent_dim or 0

    @property
    def has_code(self) -> bool:
        """Whether there is something to encode to."""
        return self.latent_dim is not None

    @property
    def generative(self) -> bool:
        """Whether z has a prior to draw from."""
        return self.has_code and self.code.generative

    @property
    def sizes(self) -> Sizes:
        """What the architecture has to fit."""
        return Sizes(
            self.data.image_shape,
            self.code_size,
            self.code.per_latent,
            self.likelihood.per_pixel,
            self.likelihood.channels or self.data.answer,
        )

    def pair(self, images: Tensor, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """(seen, clean), float32, for a batch of the dataset's images; see Dataset.pair."""
        seen, clean = self.data.pair(images, generator)
        return (self.corruption(seen, generator) if self.corruption else seen), clean
