"""The U-Net: one network, image in and image out, with nothing to encode to."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from aedemo.models.architectures import ImageToImage, Sizes, listed, normalised


@dataclass(frozen=True)
class UNet(ImageToImage):
    """Ronneberger, Fischer & Brox 2015 (arXiv:1505.04597), padded: a skip at every size but one.

    `channels` are those at the full, half, quarter … side; the last are the bottleneck's. Its skip
    connections carry the input past the bottleneck, so there is no code between an encoder and a
    decoder.

    patch: what counts as the full side is the image's divided by it; each patch x patch pixels are
    the channels of one (Shi et al. 2016, arXiv:1609.05158). Large images spend most of their time
    at the full side, where a convolution sees least.
    """

    channels: tuple[int, ...] = (16, 48, 96)
    patch: int = 1

    def in_words(self, sizes: Sizes) -> str:
        words = f"conv 3×3 ({listed(self.channels)}) and {len(self.channels) - 1} skips"
        return words if self.patch == 1 else f"{self.patch}×{self.patch} patches, {words}"

    def build_network(self, sizes: Sizes) -> nn.Module:
        return _UNet(sizes.image[0], sizes.output[0], self.channels, self.patch)


class _UNet(nn.Module):
    def __init__(
        self, inputs: int, outputs: int, channels: tuple[int, ...], patch: int = 1
    ) -> None:
        super().__init__()
        self.patch = patch
        inputs, outputs = inputs * patch**2, outputs * patch**2
        *widths, deepest = channels
        for depth, width in enumerate(widths, start=1):
            self.add_module(f"down{depth}", _double_conv(inputs, width))
            inputs = width
        self.middle = _double_conv(inputs, deepest)
        below = deepest
        for depth, width in reversed(list(enumerate(widths, start=1))):
            self.add_module(f"up{depth}", nn.ConvTranspose2d(below, width, 2, stride=2))
            self.add_module(f"fuse{depth}", _double_conv(2 * width, width))
            below = width
        self.last = nn.Conv2d(below, outputs, 1)
        self.halvings = len(widths)

    def forward(self, images: Tensor, skip_gain: float = 1.0, bottleneck: bool = True) -> Tensor:
        """With the skips multiplied by `skip_gain`, and the bottleneck's features at 0 without."""
        features, skips = F.pixel_unshuffle(images, self.patch), []
        for depth in range(1, self.halvings + 1):
            features = self.get_submodule(f"down{depth}")(features)
            skips.append(features)
            features = F.max_pool2d(features, 2)
        features = self.middle(features) * bottleneck
        for depth in range(self.halvings, 0, -1):
            raised = self.get_submodule(f"up{depth}")(features)
            joined = torch.cat([skip_gain * skips[depth - 1], raised], dim=1)
            features = self.get_submodule(f"fuse{depth}")(joined)
        return F.pixel_shuffle(self.last(features), self.patch)


def _double_conv(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        *normalised(nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)),
        *normalised(nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)),
    )
