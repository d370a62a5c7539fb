"""Four more published systems, each under its name."""

from aedemo.data.damage import AddedNoise, At
from aedemo.data.degradation import AnyDegradation
from aedemo.data.digits import Digits
from aedemo.data.drawing import COLOURS
from aedemo.data.molecules import Molecules
from aedemo.data.variance import VarianceDigits
from aedemo.models.architectures import (
    Activation,
    Dense,
    LeNet,
)
from aedemo.models.catalogue.shared import HALF_DROPPED, KINGMA, NOISE, SHALLOW
from aedemo.models.codes import Gaussian
from aedemo.models.likelihoods import Bernoulli, Gate, Inked, Normal, SignedError, SquaredError
from aedemo.models.schedules import Deformed, EndToEnd, Settled
from aedemo.models.unet import UNet
from aedemo.models.variants import (
    DENSE,
    SKIPS,
    VARIANCE,
    VARIATIONAL,
    Variant,
)

SIMPLE = Dense((256,))

PUBLISHED: tuple[Variant, ...] = (
    # Simple, denoising, variational and disentangled (mlaskowski17/Autoencoders)
    Variant(
        name="simple",
        family=DENSE,
        label="simple",
        architecture=SIMPLE,
        latent_dim=64,
        note="It only ever saw pure black and white: grey edges come back hardened.",
        likelihood=Bernoulli(),
        data=Digits(binarised=True),
    ),
    Variant(
        name="simple-denoising",
        family=DENSE,
        label="simple denoising",
        architecture=SIMPLE,
        latent_dim=64,
        note="Trained at twice the noise of the others: it stays calm where they break.",
        likelihood=Bernoulli(),
        data=Digits(binarised=True),
        corruption=At(NOISE, 0.4),
    ),
    Variant(
        name="vae",
        family=VARIATIONAL,
        label="VAE",
        architecture=KINGMA,
        latent_dim=20,
        note="Kingma and Welling's: it answers with the likeliest digit, a little blurred.",
        code=Gaussian(),
        likelihood=Bernoulli(),
        schedule=EndToEnd(epochs=100),
    ),
    Variant(
        name="beta-vae",
        family=VARIATIONAL,
        label="β-VAE, β = 4",
        architecture=KINGMA,
        latent_dim=20,
        note="Disentangled: each latent costs four times as much, so only a few are used.",
        code=Gaussian(beta=4.0),
        likelihood=Bernoulli(),
        schedule=EndToEnd(epochs=100),
    ),
    # The bottleneck (huongdo108/Bottleneck-Denoising-Variational-Autoencoders)
    Variant(
        name="bottleneck",
        family=DENSE,
        label="bottleneck",
        architecture=Dense((1000, 500, 250)),
        latent_dim=10,
        note="The widest of the ten-number networks: it always answers with a whole digit.",
        schedule=Deformed(epochs=50),
    ),
    Variant(
        name="variance-plain",
        family=VARIANCE,
        label="plain",
        architecture=Dense((128, 64)),
        latent_dim=10,
        note="A bottleneck on images whose mean is zero: it learns the mean, and that is nothing.",
        likelihood=SignedError(),
        data=VarianceDigits(),
        schedule=EndToEnd(epochs=8, peak=1e-3),
    ),
    Variant(
        name="variance-denoising",
        family=VARIANCE,
        label="gated denoiser",
        architecture=LeNet(),
        latent_dim=10,
        note="It cannot draw the answer, but it can say where to believe what it sees.",
        likelihood=Gate(),
        data=VarianceDigits(),
        corruption=AddedNoise(0.2),
        schedule=EndToEnd(epochs=80, peak=6e-3),
    ),
    Variant(
        name="variance-vae",
        family=VARIANCE,
        label="VAE with a variance",
        architecture=LeNet(),
        latent_dim=10,
        note="It answers with a variance for each pixel, and there the digit is.",
        code=Gaussian(),
        likelihood=Normal(),
        data=VarianceDigits(),
        schedule=EndToEnd(epochs=60, peak=6e-3),
    ),
    # The NYU course notebook (Atcold/pytorch-Deep-Learning, week 7)
    Variant(
        name="standard",
        family=DENSE,
        label="tanh 30",
        architecture=Dense(code_activation=Activation.TANH),
        latent_dim=30,
        note="Thirty tanh units: nearly a third less error than the thirty principal components.",
        schedule=EndToEnd(peak=1e-2),
    ),
    Variant(
        name="overcomplete-denoising",
        family=DENSE,
        label="over-complete",
        architecture=SHALLOW,
        latent_dim=500,
        note="More units than it needs, kept honest by dropping half of the pixels it sees.",
        corruption=HALF_DROPPED,
    ),
    Variant(
        name="tied",
        family=DENSE,
        label="tied linear",
        architecture=Dense(tied=True),
        latent_dim=30,
        note="Linear, with one weight matrix: gradient descent finds the principal components.",
        likelihood=SquaredError(linear=True),
    ),
    # The molecule U-Net (AntoinePlissonneau/MolecularTranslationChallenge)
    Variant(
        name="molecule-unet",
        family=SKIPS,
        label="molecules",
        architecture=UNet((48, 64, 128, 192), patch=2),
        latent_dim=None,
        note="It has seen how molecules go on, so it draws the bonds that are not there.",
        likelihood=Inked(COLOURS),
        corruption=AnyDegradation(),
        data=Molecules(),
        schedule=Settled(epochs=50, peak=4e-3, batch=16),
    ),
)
