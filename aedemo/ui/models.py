"""Which models the tabs offer, and what they are called there."""

from aedemo.data.digits import Digits
from aedemo.library import Library
from aedemo.models.catalogue import VARIANTS, plain_twin


def digit_models(
    library: Library,
    has_code: bool | None = None,
    generative: bool | None = None,
    having: str | None = None,
) -> list[str]:
    """The names of the trained models of MNIST, as `Library.names` filters and orders them."""
    return library.names(Digits.name, has_code, generative, having)


def denoisers(library: Library) -> list[str]:
    """The digit models that were trained to repair damage."""
    return [name for name in digit_models(library) if VARIANTS[name].corruption]


def plane_names(library: Library) -> list[str]:
    """The models whose codes are planes: those with a prior, and their twins without one."""
    names = digit_models(library, generative=True)
    planes = [name for name in names if VARIANTS[name].latent_dim == 2]
    twins = [twin.name for name in planes if (twin := plain_twin(VARIANTS[name]))]
    return planes + [name for name in library.names() if name in twins]


def first_of(wanted: str, names: list[str]) -> str:
    """The wanted model where it is among the names, which are not empty; else their first."""
    return wanted if wanted in names else names[0]


def full_label(name: str) -> str:
    """What a list of models calls it: the family's name too, where its label alone is unclear."""
    variant = VARIANTS[name]
    return variant.label if variant.generative else f"{variant.family.title}, {variant.label}"
