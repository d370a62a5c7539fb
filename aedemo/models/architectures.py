"""The networks with a code: frozen dataclasses that build an encoder and a decoder.

An architecture knows only how many numbers go in and out. It contains no output map (the
likelihood owns that), no sampling and no cost (the code owns those).
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Sizes:
    """What an architecture has to fit: image (C, H, W), and the numbers a latent and a pixel need.

    A Gaussian code needs two numbers a latent (mean and log-variance); a point code one. `answer`
    is how many channels the answer has where they are not the input's.
    """

    image: tuple[int, int, int]
    latent: int
    per_latent: int = 1
    per_pixel: int = 1
    answer: int | None = None

    @property
    def encoded(self) -> int:
        return self.latent * self.per_latent

    @property
    def pixels(self) -> int:
        channels, height, width = self.image
        return channels * height * width

    @property
    def output(self) -> tuple[int, int, int]:
        channels, height, width = self.image
        return (self.answer or channels) * self.per_pixel, height, width


class Activation(Enum):
    """The nonlinearity after a layer."""

    RELU = nn.ReLU
    TANH = nn.Tanh
    NONE = nn.Identity

    def __repr__(self) -> str:
        return str(self)

    def module(self) -> nn.Module:
        return self.value()


class Architecture(ABC):
    """How the numbers that go in become the numbers that come out."""

    @abstractmethod
    def in_words(self, sizes: Sizes) -> str:
        """For people: its layers, in a few words."""


class EncoderDecoder(Architecture):
    """Two networks, with nothing but the code between them."""

    @abstractmethod
    def build(self, sizes: Sizes) -> tuple[nn.Sequential, nn.Sequential]:
        """Encoder (B, *image) -> (B, encoded), decoder (B, latent) -> (B, *output).

        Raises ValueError when it cannot have these sizes.
        """


class ImageToImage(Architecture):
    """One network, image in and image out, with nothing to encode to."""

    @abstractmethod
    def build_network(self, sizes: Sizes) -> nn.Module:
        """(images, skip_gain, bottleneck) -> (B, *output): see Restorer.restore."""


@dataclass(frozen=True)
class Dense(EncoderDecoder):
    """Fully connected layers of the `hidden` widths, mirrored in the decoder.

    `code_activation` follows the layer that gives the code. `tied` makes the decoder's one weight
    matrix the transpose of the encoder's, so that both learn it together.
    """

    hidden: tuple[int, ...] = ()
    activation: Activation = Activation.RELU
    code_activation: Activation = Activation.NONE
    tied: bool = False

    def in_words(self, sizes: Sizes) -> str:
        widths = (sizes.pixels, *self.hidden, sizes.latent)
        return "-".join(map(str, widths)) + (", tied" if self.tied else ", mirrored")

    def build(self, sizes: Sizes) -> tuple[nn.Sequential, nn.Sequential]:
        widths = (sizes.pixels, *self.hidden, sizes.encoded)
        encoder = nn.Sequential(
            nn.Flatten(), *_dense_layers(widths, self.activation), self.code_activation.module()
        )
        unflatten = nn.Unflatten(1, sizes.output)
        if self.tied:
            if self.hidden or sizes.per_latent * sizes.per_pixel != 1:
                raise ValueError("Only a single pair of layers of equal shape can be tied.")
            linear = encoder[1]
            assert isinstance(linear, nn.Linear)
            return encoder, nn.Sequential(TransposedLinear(linear), unflatten)
        mirrored = (sizes.latent, *reversed(self.hidden), sizes.pixels * sizes.per_pixel)
        return encoder, nn.Sequential(*_dense_layers(mirrored, self.activation), unflatten)


@dataclass(frozen=True)
class Convolutional(EncoderDecoder):
    """One conv 3x3 - ReLU block a width in `channels`, then one layer to the code.

    `pooled` says after which blocks a max pooling halves the side. The decoder has a transposed
    convolution for each block: first those that double the side, then those that keep it.
    """

    channels: tuple[int, ...]
    pooled: tuple[bool, ...]

    def in_words(self, sizes: Sizes) -> str:
        return f"conv 3×3 ({listed(self.channels)}), pooled, mirrored"

    def build(self, sizes: Sizes) -> tuple[nn.Sequential, nn.Sequential]:
        channels, side, _ = sizes.image
        encoder: list[nn.Module] = []
        for width, pooled in zip(self.channels, self.pooled, strict=True):
            encoder += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            if pooled:
                encoder.append(nn.MaxPool2d(2))
                side //= 2
            channels = width
        features = channels * side * side
        decoder: list[nn.Module] = []
        widths = (*reversed(self.channels), sizes.output[0])
        for depth, (inputs, outputs) in enumerate(pairwise(widths)):
            if depth < sum(self.pooled):
                decoder.append(nn.ConvTranspose2d(inputs, outputs, 2, stride=2))
            else:
                decoder.append(nn.ConvTranspose2d(inputs, outputs, 3, padding=1))
            decoder.append(nn.ReLU())
        return (
            nn.Sequential(*encoder, nn.Flatten(), nn.Linear(features, sizes.encoded)),
            nn.Sequential(
                nn.Linear(sizes.latent, features),
                nn.Unflatten(1, (channels, side, side)),
                *decoder[:-1],
            ),
        )


@dataclass(frozen=True)
class Strided(EncoderDecoder):
    """4x4 convolutions with stride 2, a 3x3 one, a dense layer, the code; mirrored.

    Made for small codes. The 3x3 convolution at the smallest side and SiLU (Elfwing et al. 2018)
    in place of ReLU were each tried for eight epochs: together they gained 3.6 nats.
    """

    channels: tuple[int, ...] = (32, 64)
    dense: int = 128

    def in_words(self, sizes: Sizes) -> str:
        return f"conv 4×4 ({listed(self.channels)}), dense {self.dense}, mirrored"

    def build(self, sizes: Sizes) -> tuple[nn.Sequential, nn.Sequential]:
        channels, side, _ = sizes.image
        down: list[nn.Module] = []
        up: list[nn.Module] = []
        out = sizes.output[0]
        for width in self.channels:
            down += [nn.Conv2d(channels, width, 4, stride=2, padding=1), nn.SiLU()]
            step = nn.ConvTranspose2d(width, out, 4, stride=2, padding=1)
            up = [step, nn.SiLU(), *up] if up else [step]
            channels = out = width
            side //= 2
        features = channels * side * side
        return (
            nn.Sequential(
                *down,
                *(nn.Conv2d(channels, channels, 3, padding=1), nn.SiLU(), nn.Flatten()),
                *(nn.Linear(features, self.dense), nn.SiLU()),
                nn.Linear(self.dense, sizes.encoded),
            ),
            nn.Sequential(
                *(nn.Linear(sizes.latent, self.dense), nn.SiLU()),
                *(nn.Linear(self.dense, features), nn.SiLU()),
                nn.Unflatten(1, (channels, side, side)),
                *(nn.Conv2d(channels, channels, 3, padding=1), nn.SiLU()),
                *up,
            ),
        )


@dataclass(frozen=True)
class LeNet(EncoderDecoder):
    """After LeCun et al. 1998: two padded conv 5x5 blocks with pooling, a dense layer; mirrored."""

    channels: tuple[int, int] = (6, 16)
    dense: int = 250

    def in_words(self, sizes: Sizes) -> str:
        return f"conv 5×5 ({listed(self.channels)}), dense {self.dense}, mirrored"

    def build(self, sizes: Sizes) -> tuple[nn.Sequential, nn.Sequential]:
        channels, side, _ = sizes.image
        first, second = self.channels
        quarter = side // 4
        features = second * quarter * quarter

        def up(inputs: int, outputs: int) -> nn.Module:
            return nn.ConvTranspose2d(inputs, outputs, 5, stride=2, padding=2, output_padding=1)

        return (
            nn.Sequential(
                *(nn.Conv2d(channels, first, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
                *(nn.Conv2d(first, second, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)),
                *(nn.Flatten(), nn.Linear(features, self.dense), nn.ReLU()),
                nn.Linear(self.dense, sizes.encoded),
            ),
            nn.Sequential(
                *(nn.Linear(sizes.latent, self.dense), nn.ReLU()),
                *(nn.Linear(self.dense, features), nn.ReLU()),
                nn.Unflatten(1, (second, quarter, quarter)),
                *(up(second, first), nn.ReLU()),
                up(first, sizes.output[0]),
            ),
        )


@dataclass(frozen=True)
class FullyConvolutional(EncoderDecoder):
    """No dense layer: the code is a stack of feature maps at a quarter of the side, flattened.

    The latent size must be a multiple of the 7 x 7 = 49 places. Between the two ends lie only
    convolutions, so the code keeps where things are; there are no skip connections.
    """

    width: int = 32

    def in_words(self, sizes: Sizes) -> str:
        return f"convolutions only ({listed((self.width, 2 * self.width, 4 * self.width))})"

    def build(self, sizes: Sizes) -> tuple[nn.Sequential, nn.Sequential]:
        channels, side, _ = sizes.image
        w, quarter = self.width, side // 4
        maps, rest = divmod(sizes.latent, quarter * quarter)
        if rest:
            raise ValueError(f"The latent size must be a multiple of {quarter * quarter}.")

        def conv(inputs: int, outputs: int) -> list[nn.Module]:
            return normalised(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False))

        def down(inputs: int, outputs: int) -> list[nn.Module]:
            return normalised(nn.Conv2d(inputs, outputs, 4, stride=2, padding=1, bias=False))

        def up(inputs: int, outputs: int) -> list[nn.Module]:
            step = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
            return normalised(step)

        encoder = nn.Sequential(
            *conv(channels, w),
            *(*down(w, 2 * w), *conv(2 * w, 2 * w)),
            *(*down(2 * w, 4 * w), *conv(4 * w, 4 * w)),
            nn.Conv2d(4 * w, maps * sizes.per_latent, 3, padding=1),
            nn.Flatten(),
        )
        decoder = nn.Sequential(
            nn.Unflatten(1, (maps, quarter, quarter)),
            *(*conv(maps, 4 * w), *conv(4 * w, 4 * w)),
            *(*up(4 * w, 2 * w), *conv(2 * w, 2 * w)),
            *up(2 * w, w),
            nn.Conv2d(w, sizes.output[0], 3, padding=1),
        )
        return encoder, decoder


class TransposedLinear(nn.Module):
    """y = W^T x + b for the weight W of another layer, which stays that layer's parameter."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self._of = (linear,)  # in a tuple, so that it is not registered here a second time
        self.bias = nn.Parameter(torch.zeros(linear.in_features))

    @property
    def of(self) -> nn.Linear:
        """The layer whose weight this one shares."""
        return self._of[0]

    def forward(self, code: Tensor) -> Tensor:
        return F.linear(code, self.of.weight.T, self.bias)


def listed(widths: tuple[int, ...]) -> str:
    """For people: the widths of layers in a row."""
    return ", ".join(map(str, widths))


def _dense_layers(widths: tuple[int, ...], activation: Activation) -> list[nn.Module]:
    """Linear layers between successive widths, with the activation between them, not after."""
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), activation.module()]
    return layers[:-1]


def normalised(convolution: nn.Conv2d | nn.ConvTranspose2d) -> list[nn.Module]:
    """The convolution, batch normalisation, ReLU. Without it the restorers learn half as fast."""
    return [convolution, nn.BatchNorm2d(convolution.out_channels), nn.ReLU()]
