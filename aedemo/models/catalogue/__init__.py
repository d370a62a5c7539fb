"""The catalogue: one entry a variant, each with a note that says what to look for.

A variant is four independent choices - dataset, architecture, code, likelihood - and, where it has
them, the damage it is trained against and a schedule other than the ordinary one. Adding an entry
to the file of its system is all it takes: training, measuring, tests and every tab find it here.
"""

from aedemo.models.catalogue.own import OWN
from aedemo.models.catalogue.published import PUBLISHED
from aedemo.models.catalogue.standard import STANDARD
from aedemo.models.codes import Point
from aedemo.models.variants import Variant

VARIANTS: dict[str, Variant] = {variant.name: variant for variant in (*STANDARD, *PUBLISHED, *OWN)}

# What a list of models begins with: of these the first six that it offers. They are different
# answers to the same question, and each tells its own story.
RECOMMENDED = (
    "bottleneck",
    "vae",
    "conv-vae",
    "beta-vae",
    "conv-deep-denoising",
    "vae-2",
    "dense-deep-contractive",
    "standard",
    "conv-ae",
    "ae-2",
    "unet-universal",
)


def plain_twin(variant: Variant) -> Variant | None:
    """The plain autoencoder of a generative variant's network: no prior, no spread. Or None."""
    kin = (
        other
        for other in VARIANTS.values()
        if other.code == Point()
        and other.corruption is None
        and (other.architecture, other.latent_dim, other.likelihood, other.data)
        == (variant.architecture, variant.latent_dim, variant.likelihood, variant.data)
    )
    return next(kin, None) if variant.generative else None
