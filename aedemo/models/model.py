"""The two kinds of network: an autoencoder, and a restorer that has no code (the U-Net)."""

from torch import Tensor, nn

from aedemo.models.variants import Variant


class Autoencoder(nn.Module):
    """Encoder, code, decoder, likelihood. Latent views use the posterior mean, never a sample."""

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.encoder, self.decoder = variant.architecture.build(variant.sizes)
        self.code = variant.code
        self.likelihood = variant.likelihood

    def encode(self, images: Tensor) -> Tensor:
        """(B, 1, 28, 28) float32 in [0, 1] -> (B, D): the posterior mean."""
        return self.posterior(images)[0]

    def posterior(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """(B, 1, 28, 28) -> mean and standard deviation of q(z|x), (B, D) each; 0 for a point."""
        encoded = self.encoder(images)
        return self.code.mean(encoded), self.code.spread(encoded)

    def decode(self, codes: Tensor) -> Tensor:
        """(B, D) -> (B, 1, 28, 28) in [0, 1]."""
        return self.likelihood.image(self.decoder(codes))

    def restore(self, images: Tensor) -> Tensor:
        """(B, 1, 28, 28) -> (B, 1, 28, 28), both in [0, 1]."""
        return self.likelihood.given(images).image(self.decoder(self.encode(images)))

    def loss(self, seen: Tensor, clean: Tensor) -> Tensor:
        """Cost per image, (B,): for a Gaussian code and a probability, the negative ELBO."""
        encoded = self.encoder(seen)
        decoded = self.decoder(self.code.sample(encoded))
        cost = self.likelihood.given(seen).cost(decoded, clean)
        return cost + self.code.cost(encoded, seen, self.encoder)


class Restorer(nn.Module):
    """One network, image to image, with nothing to encode to."""

    def __init__(self, variant: Variant) -> None:
        super().__init__()
        self.network = variant.architecture.build(variant.sizes)
        self.likelihood = variant.likelihood

    def restore(self, images: Tensor, skip_gain: float = 1.0, bottleneck: bool = True) -> Tensor:
        """(B, 1, H, W) -> (B, 1 or 3, H, W), both in [0, 1].

        `skip_gain` multiplies what the skip connections carry; without `bottleneck` nothing but
        the skips reaches the answer.
        """
        return self.likelihood.image(self.network(images, skip_gain, bottleneck))

    def loss(self, seen: Tensor, clean: Tensor) -> Tensor:
        """Cost per image, (B,)."""
        return self.likelihood.cost(self.network(seen), clean)


def build(variant: Variant) -> Autoencoder | Restorer:
    """The variant's network with fresh weights."""
    return Autoencoder(variant) if variant.has_code else Restorer(variant)


def parameter_count(model: nn.Module) -> int:
    """How many numbers the network has learnt."""
    return sum(parameter.numel() for parameter in model.parameters())
