"""Train every variant that is missing or out of date, and write checkpoints/.

It can be stopped at any moment, by Ctrl-C or harder: what is finished is kept, and the variant at
hand goes on from its last complete epoch at the next start.
"""

import argparse
import sys
from pathlib import Path

import torch
from tqdm import tqdm

from aedemo.data import drawing, molecules
from aedemo.data.dataset import DataMissing, Split, Splits, as_float
from aedemo.data.digits import Digits
from aedemo.data.gallery import load_gallery, outside_gallery, write_gallery
from aedemo.data.molecules import Molecules
from aedemo.data.variance import VarianceDigits
from aedemo.library import Library, uses
from aedemo.library.checkpoints import (
    Record,
    checkpoint_path,
    load,
    molecules_path,
    projections_path,
    provenance,
    read_record,
    round_to_stored,
    save,
    state_of,
)
from aedemo.measures import quality, representations, table
from aedemo.methods import projection
from aedemo.models.catalogue import VARIANTS
from aedemo.models.model import build, parameter_count
from aedemo.models.variants import Variant
from aedemo.training import loop

FOLDER = Path(__file__).parent / "checkpoints"
PIXELS = "pixels"  # not a variant: the digits themselves, on a map for comparison
PLACED_DIGITS = 1_000  # on which placing on a map is measured


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="only these variants")
    parser.add_argument("--list", action="store_true", help="every variant and its state, and stop")
    parser.add_argument(
        "--data-dir", type=Path, default=Path("data"), help="where MNIST is, or goes (%(default)s)"
    )
    parser.add_argument(
        "--device",
        default="cuda" if torch.cuda.is_available() else "cpu",
        help="cpu, cuda or mps (%(default)s)",
    )
    parser.add_argument("--force", action="store_true", help="train also what is up to date")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.only if name not in VARIANTS]:
        parser.error(f"no variant is called {', '.join(unknown)}; --list shows them all")
    return arguments


def print_states() -> None:
    for name, variant in VARIANTS.items():
        state = state_of(checkpoint_path(FOLDER, name), variant)
        size = parameter_count(build(variant))
        print(f"{name:34s} {state:12s} {size:>10,d} parameters   {variant.family.title}")


def train_one(
    variant: Variant, splits: Splits, gallery: Split, device: torch.device, whole: tqdm
) -> None:
    """Train, measure and write one variant."""
    state_path = FOLDER / ".partial" / f"{variant.name}.safetensors"
    epochs = loop.epochs_of(variant)
    with tqdm(total=epochs, desc=variant.name, unit="epoch", position=1, leave=False) as bar:

        def on_epoch(message: str) -> None:
            bar.set_postfix_str(message)
            bar.update()
            whole.update()

        model, history = loop.train(variant, splits, device, state_path, on_epoch)
        # Epochs that an earlier run had done count as done.
        whole.update(epochs - bar.n)
        bar.set_postfix_str("measuring")
        round_to_stored(model)
        figures = table.evaluate(model, variant, splits) | history.figures
        commit, versions = provenance()
        record = Record(
            repr(variant),
            {name: round(value, 6) for name, value in figures.items()},
            history.curve,
            quality.profile(model, gallery) if variant.data.name == Digits.name else {},
            representations.latents(model, variant, splits.test) if variant.has_code else {},
            commit,
            versions,
        )
    save(checkpoint_path(FOLDER, variant.name), model, record)
    projections_path(FOLDER, variant.name).unlink(missing_ok=True)  # they were another network's
    state_path.unlink(missing_ok=True)


def unmapped(names: list[str]) -> list[str]:
    """Those of the variants of digits with a code of two numbers or more, and of the pixels, that
    have no maps yet.
    """

    def can_be_mapped(name: str) -> bool:
        variant = VARIANTS[name]
        drawn = variant.data.name in (Digits.name, VarianceDigits.name)
        return drawn and variant.has_code and variant.latent_dim >= 2

    mapped = [name for name in names if name == PIXELS or can_be_mapped(name)]
    return [name for name in mapped if not projections_path(FOLDER, name).exists()]


def draw_maps(names: list[str], splits: Splits, gallery: Split) -> None:
    """Fit and write the maps of the gallery's codes under each variant."""
    others = outside_gallery(splits.test, PLACED_DIGITS)
    for name in tqdm(names, desc="maps", unit="map"):
        if name == PIXELS:
            codes, placed = (as_float(each.images).flatten(1) for each in (gallery, others))
        else:
            model = load(checkpoint_path(FOLDER, name), VARIANTS[name])
            codes, placed = (
                representations.codes_of(model, VARIANTS[name], each) for each in (gallery, others)
            )
        maps = projection.fit(codes.numpy(), gallery.labels.numpy(), placed.numpy())
        projection.save(projections_path(FOLDER, name), maps)


def unmeasured(library: Library, only: list[str]) -> list[str]:
    """Those of the variants, or of all, whose uses have not been measured on their checkpoint."""
    return [name for name in uses.unmeasured(library) if not only or name in only]


def measure_uses(library: Library, only: list[str], splits: Splits) -> None:
    """Measure what the variants are good for, and write it variant by variant."""
    names = unmeasured(library, only)
    digits = as_float(outside_gallery(splits.test, uses.DIGITS).images)
    with tqdm(total=len(names), desc="uses", unit="variant") as bar:

        def tell(name: str) -> None:
            bar.set_postfix_str(name)
            bar.update()

        uses.measure(library, digits, names, tell)


def print_summary(variants: list[Variant]) -> None:
    shown = ("mse", "noisy_mse", "missing_mse", "cross_entropy", "negative_elbo", "probe")
    columns = [table.FIGURES[name] for name in shown]
    print(f"\n{'variant':34s}" + "".join(f"{column.label:>15s}" for column in columns))
    for variant in variants:
        figures = read_record(checkpoint_path(FOLDER, variant.name)).figures
        cells = [
            f"{column.in_words(figures[name]) if name in figures else '':>15s}"
            for name, column in zip(shown, columns, strict=True)
        ]
        print(f"{variant.name:34s}" + "".join(cells))


def main() -> None:
    arguments = parse_arguments()
    if arguments.list:
        print_states()
        return
    variants = [
        variant
        for name, variant in VARIANTS.items()
        if name in (arguments.only or VARIANTS)
        and (arguments.force or state_of(checkpoint_path(FOLDER, name), variant) != "ready")
    ]
    mapped = [*arguments.only] if arguments.only else [*VARIANTS, PIXELS]
    asked = {VARIANTS[name].data for name in (arguments.only or VARIANTS)}
    drawings_missing = Molecules() in asked and not molecules_path(FOLDER).exists()
    library = Library.open(FOLDER)
    left = (variants, unmapped(mapped), unmeasured(library, arguments.only), drawings_missing)
    if not any(left):
        print("Every variant asked for is trained, mapped, measured and up to date.")
        return
    device = torch.device(arguments.device)
    try:
        datasets = {variant.data for variant in variants} | {Digits()}
        if drawings_missing:
            datasets.add(Molecules())
        loaded = {data: data.load(arguments.data_dir) for data in datasets}
    except DataMissing as error:
        sys.exit(str(error))
    gallery_path = FOLDER / "public" / "gallery.png"
    if not gallery_path.exists():
        write_gallery(loaded[Digits()].test, gallery_path)
    gallery = load_gallery(gallery_path)
    if drawings_missing:
        test = loaded[Molecules()].test
        drawing.write_gallery(molecules_path(FOLDER), molecules.choose_gallery(test))
    total = sum(loop.epochs_of(variant) for variant in variants)
    try:
        with tqdm(total=total, desc="all variants", unit="epoch", position=0) as whole:
            for variant in variants:
                train_one(variant, loaded[variant.data], gallery, device, whole)
        draw_maps(unmapped(mapped), loaded[Digits()], gallery)
        measure_uses(Library.open(FOLDER), arguments.only, loaded[Digits()])
    except KeyboardInterrupt:
        sys.exit("\nStopped. What is finished is kept; the same command goes on from here.")
    if variants:
        print_summary(variants)


if __name__ == "__main__":
    main()
