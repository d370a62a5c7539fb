"""The two kinds of network: an autoencoder, and a restorer that has no code (the U-Net).

Images are (B, *image_shape) of the variant's dataset, float32. What comes out is in [0, 1] where
the likelihood gives grey or colour, and of either sign where it says so: SignedError, Gate, Normal.
"""

from torch import Tensor, nn

from aedemo.models.architectures import EncoderDecoder, ImageToImage
from aedemo.models.variants import Variant


class Autoencoder(nn.Module):
    """Encoder, code, decoder, likelihood. Latent views use the posterior mean, never a sample."""

    def __init__(self, variant: Variant, architecture: EncoderDecoder) -> None:
        super().__init__()
        self.encoder: nn.Sequential
        self.decoder: nn.Sequential
        self.encoder, self.decoder = architecture.build(variant.sizes)
        self.code = variant.code
        self.likelihood = variant.likelihood

    def encode(self, images: Tensor) -> Tensor:
        """Images -> (B, D): the posterior mean."""
        return self.posterior(images)[0]

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Images -> mean and standard deviation of q(z|x), (B, D) each; 0 for a point."""
        encoded = self.encoder(images)
        return self.code.mean(encoded), self.code.spread(encoded)

    def decode(self, codes: Tensor) -> Tensor:
        """(B, D) -> what the codes alone show: images; of a gated network its gates."""
        return self.likelihood.image(self.decoder(codes))

    def restore(self, images: Tensor) -> Tensor:
        """Images, perhaps spoiled -> the network's answer, through the posterior mean."""
        return self.likelihood.answer(self.decoder(self.encode(images)), images)

    def loss(self, seen: Tensor, clean: Tensor) -> Tensor:
        """Cost per image, (B,): for a Gaussian code and a probability, the negative ELBO."""
        encoded = self.encoder(seen)
        decoded = self.decoder(self.code.sample(encoded))
        cost = self.likelihood.cost(decoded, clean, seen)
        return cost + self.code.cost(encoded, seen, self.encoder)


class Restorer(nn.Module):
    """One network, image to image, with nothing to encode to."""

    def __init__(self, variant: Variant, architecture: ImageToImage) -> None:
        super().__init__()
        self.network = architecture.build_network(variant.sizes)
        self.likelihood = variant.likelihood

    def restore(self, images: Tensor, skip_gain: float = 1.0, bottleneck: bool = True) -> Tensor:
        """Images, perhaps spoiled -> the network's answer, of the likelihood's channels.

        `skip_gain` multiplies what the skip connections carry; without `bottleneck` nothing but
        the skips reaches the answer.
        """
        return self.likelihood.answer(self.network(images, skip_gain, bottleneck), images)

    def loss(self, seen: Tensor, clean: Tensor) -> Tensor:
        """Cost per image, (B,)."""
        return self.likelihood.cost(self.network(seen), clean, seen)


Model = Autoencoder | Restorer


def build(variant: Variant) -> Model:
    """The variant's network with fresh weights."""
    match variant.architecture:
        case EncoderDecoder() as architecture:
            return Autoencoder(variant, architecture)
        case ImageToImage() as architecture:
            return Restorer(variant, architecture)
    raise TypeError(f"{variant.name} has an architecture of no known kind.")


def parameter_count(model: nn.Module) -> int:
    """How many numbers the network has learnt."""
    return sum(parameter.numel() for parameter in model.parameters())
