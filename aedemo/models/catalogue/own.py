"""Variants beyond the published systems: for the lessons, and the best of their kind."""

from aedemo.data.damage import AddedNoise, Everything
from aedemo.data.spiral import Spiral
from aedemo.models.architectures import (
    Dense,
    FullyConvolutional,
    LeNet,
    Strided,
)
from aedemo.models.catalogue.shared import KINGMA
from aedemo.models.codes import Gaussian
from aedemo.models.likelihoods import Bernoulli, SignedError, SquaredError
from aedemo.models.schedules import ClosedForm, EndToEnd
from aedemo.models.unet import UNet
from aedemo.models.variants import (
    CONVOLUTIONAL,
    CURVE,
    DENSE,
    SKIPS,
    SWEEP,
    UNLEARNED,
    VARIATIONAL,
    Variant,
)

PLANE = Dense((256, 128))
SWEEP_SIZES = (1, 2, 4, 8, 16, 32, 64)
FUNNEL = LeNet(dense=64)

OWN: tuple[Variant, ...] = (
    Variant(
        name="conv-vae",
        family=VARIATIONAL,
        label="conv VAE",
        architecture=Strided(),
        latent_dim=16,
        note="Must describe the digit in sixteen numbers, so it draws the likeliest one.",
        code=Gaussian(),
        likelihood=Bernoulli(),
        schedule=EndToEnd(epochs=40),
    ),
    Variant(
        name="conv-ae",
        family=CONVOLUTIONAL,
        label="without a prior",
        architecture=Strided(),
        latent_dim=16,
        note="The conv VAE without its prior: closer copies, and nothing between its codes.",
        likelihood=Bernoulli(),
        schedule=EndToEnd(epochs=20),
    ),
    Variant(
        name="ae-20",
        family=DENSE,
        label="without a prior",
        architecture=KINGMA,
        latent_dim=20,
        note="The VAE's network without its prior: a random code gives it no digit.",
        likelihood=Bernoulli(),
    ),
    Variant(
        name="ae-2",
        family=DENSE,
        label="two latents",
        architecture=PLANE,
        latent_dim=2,
        note="Two numbers, and no prior: between its codes there are holes.",
        likelihood=Bernoulli(),
        schedule=EndToEnd(epochs=100),
    ),
    Variant(
        name="vae-2",
        family=VARIATIONAL,
        label="2-D VAE",
        architecture=PLANE,
        latent_dim=2,
        note="Two numbers with a prior: the whole plane is filled with digits.",
        code=Gaussian(),
        likelihood=Bernoulli(),
        schedule=EndToEnd(epochs=100),
    ),
    Variant(
        name="conv-universal",
        family=CONVOLUTIONAL,
        label="universal",
        architecture=FullyConvolutional(32),
        latent_dim=784,
        note="Trained on every kind of damage; its code is large, but it has no shortcut past it.",
        likelihood=Bernoulli(),
        corruption=Everything(highest=0.7),
        schedule=EndToEnd(epochs=25, peak=1e-2, batch=64),
    ),
    Variant(
        name="unet-universal",
        family=SKIPS,
        label="universal",
        architecture=UNet(),
        latent_dim=None,
        note="Trained on every kind of damage. Its skips let it copy what is still there.",
        likelihood=Bernoulli(),
        corruption=Everything(highest=0.7),
        schedule=EndToEnd(epochs=20, peak=1e-2, batch=64),
    ),
    *(
        Variant(
            name=f"sweep-{d}",
            family=SWEEP,
            label=f"d = {d}",
            architecture=FUNNEL,
            latent_dim=d,
            note=f"Everything it knows of a digit is in {d} number{'s' if d > 1 else ''}.",
            schedule=EndToEnd(epochs=15, peak=5e-3),
        )
        for d in SWEEP_SIZES
    ),
    *(
        Variant(
            name=f"spiral-{100 * sigma:.0f}",
            family=CURVE,
            label=f"noise {sigma}",
            architecture=Dense((128, 128)),
            latent_dim=16,
            note="It pulls whatever strays back to the two arms of a spiral.",
            likelihood=SignedError(),
            corruption=AddedNoise(sigma),
            data=Spiral(),
            schedule=EndToEnd(epochs=60),
        )
        for sigma in (0.02, 0.05, 0.1, 0.2)
    ),
    Variant(
        name="pca-64",
        family=UNLEARNED,
        label="PCA 64",
        architecture=Dense(),
        latent_dim=64,
        note="Sixty-four components: the first d of them are the best linear code of d numbers.",
        likelihood=SquaredError(linear=True),
        schedule=ClosedForm(),
    ),
    Variant(
        name="pca-30",
        family=UNLEARNED,
        label="PCA 30",
        architecture=Dense(),
        latent_dim=30,
        note="The best thirty numbers a linear map can find; it spreads damage over the digit.",
        likelihood=SquaredError(linear=True),
        schedule=ClosedForm(),
    ),
)
