"""What the page says of a model, whatever the digit."""

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.experiments.restoring import AS_IT_IS, compared
from aedemo.library import Library
from aedemo.library.library import Record
from aedemo.measures.table import known_figures
from aedemo.methods.baselines import BASELINES
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import parameter_count
from aedemo.models.variants import UNLEARNED, Variant
from aedemo.ui.components.wall import Tile


def tiles(library: Library) -> list[Tile]:
    """A tile for everything that can repair a digit: the networks, then what needs no learning."""
    learnt = [_variant_tile(VARIANTS[name], library) for name in compared(library)]
    as_it_is = Tile(
        AS_IT_IS,
        "as it is",
        UNLEARNED.title,
        UNLEARNED.aside,
        learned=False,
        latent=0,
        parameters=0,
        note="What every model is shown. Whoever is below it does worse than nothing.",
        facts=[("Needs", "nothing")],
    )
    unlearned = [
        Tile(
            name,
            baseline.label,
            UNLEARNED.title,
            UNLEARNED.aside,
            learned=False,
            latent=0,
            parameters=0,
            note=baseline.note,
            facts=[("Needs", "the missing pixels marked" if baseline.needs_mask else "nothing")],
        )
        for name, baseline in BASELINES.items()
    ]
    return [*learnt, *unlearned, as_it_is]


def _variant_tile(variant: Variant, library: Library) -> Tile:
    parameters = parameter_count(library[variant.name])
    met = variant.corruption.corruptions if variant.corruption else ()
    facts = [
        ("Network", variant.architecture.in_words(variant.sizes)),
        ("Loss", variant.likelihood.in_words + variant.code.in_words),
        ("Trained against", variant.corruption.in_words if variant.corruption else "nothing"),
        ("Code", f"{variant.latent_dim} numbers" if variant.has_code else "none"),
        ("Parameters", f"{parameters:,}"),
        *_figure_facts(library.record(variant.name)),
    ]
    return Tile(
        variant.name,
        variant.label,
        variant.family.title,
        variant.family.aside,
        variant.family is not UNLEARNED,
        variant.latent_dim or 0,
        parameters,
        variant.note,
        facts,
        against=[name for name, each in CORRUPTIONS.items() if each in met],
    )


def _figure_facts(record: Record) -> list[tuple[str, str]]:
    return [
        (
            f"Test {figure.label}",
            f"{figure.in_words(record.figures[name])} {figure.unit}".strip(),
        )
        for name, figure in known_figures().items()
        if name in record.figures
    ]
