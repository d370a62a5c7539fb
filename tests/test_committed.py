"""The committed checkpoints: all there, all current, all at least as good as what they rebuild."""

import re
from pathlib import Path

import numpy as np
import pytest

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.digits import Digits
from aedemo.experiments import capacity
from aedemo.library import Library, results
from aedemo.library.results import REFERENCE
from aedemo.measures.anomalies import ERROR_QUANTILES
from aedemo.measures.quality import LEVELS
from aedemo.measures.table import known_figures
from aedemo.methods.anomalies import ANOMALIES
from aedemo.models.catalogue import VARIANTS
from tools import readme_table

ROOT = Path(__file__).parent.parent

# Published or measured figures of the systems that the variants rebuild: at most, then at least.
AT_MOST = {
    ("dense-shallow", "mse"): 0.00198,
    ("dense-deep", "mse"): 0.01347,
    ("conv-shallow", "mse"): 0.00206,
    ("conv-deep", "mse"): 0.00238,
    ("dense-shallow-denoising", "noisy_mse"): 0.01028,
    ("conv-shallow-denoising", "noisy_mse"): 0.00694,
    ("conv-deep-denoising", "noisy_mse"): 0.00552,
    ("randomized-shallow", "mse"): 0.0675,
    ("simple", "cross_entropy"): 23.1,
    ("simple", "mse"): 0.00838,
    ("simple-denoising", "cross_entropy"): 49.7,
    ("vae", "negative_elbo"): 101.7,
    ("beta-vae", "negative_elbo"): 115.7,
    ("bottleneck", "mse"): 0.0098,
    ("standard", "mse"): 0.0143,
    ("overcomplete-denoising", "missing_mse"): 0.0149,
    ("conv-vae", "negative_elbo"): 94.0,
    ("vae-2", "negative_elbo"): 140.0,
    ("variance-plain", "probe"): 25.0,
    ("variance-denoising", "noisy_mse"): 0.0082,
    ("variance-vae", "density"): -1774.6,
    ("unet-universal", "missing_mse"): 0.0058,
    ("conv-universal", "missing_mse"): 0.0058,
}
AT_LEAST = {
    ("dense-deep", "probe"): 90.1,
    ("conv-deep", "probe"): 93.5,
    ("randomized-shallow", "probe"): 94.2,
    ("bottleneck", "probe"): 93.0,
    ("beta-vae", "active_latents"): 12,
    ("variance-denoising", "probe"): 89.2,
    ("variance-vae", "probe"): 88.7,
}
# Points between probes of the same network trained twice: about a standard error of 10,000 digits.
PROBE_NOISE = 0.3


@pytest.fixture(scope="module")
def library():
    return Library.open(ROOT / "checkpoints")


def test_every_variant_is_trained_and_measured_and_up_to_date(library):
    assert library.problems == []
    assert library.names() == list(VARIANTS)


def test_nothing_lies_there_that_nobody_knows():
    folder = ROOT / "checkpoints"
    for name in [*VARIANTS, REFERENCE]:
        known = {each.key for each in results.expected(folder, name)}
        assert set(results.read(folder, name)) == known, name
    files = {path.stem for path in folder.glob("results/*")}
    assert files == {*VARIANTS, REFERENCE}
    assert {path.stem for path in folder.glob("*.safetensors")} == set(VARIANTS)


def test_the_folder_stays_small():
    folder = ROOT / "checkpoints"
    files = [file for file in folder.rglob("*") if file.is_file() and ".partial" not in file.parts]
    sizes = [file.stat().st_size for file in files]
    assert max(sizes) < 10e6 and sum(sizes) < 60e6


def test_every_record_is_whole(library):
    for name in library.names():
        record = library.record(name)
        assert record.figures and set(record.figures) <= set(known_figures()), name
        for_digits = VARIANTS[name].data.name == Digits.name
        profile = record.results.get("profile", {})
        assert set(profile) == (set(CORRUPTIONS) if for_digits else set()), name
        assert all(len(rows) == len(LEVELS) for rows in profile.values()), name
        assert record.curve or VARIANTS[name].family.title == "Without learning", name
        sizes = {len(column) for column in record.latents.values()}
        assert sizes == ({VARIANTS[name].latent_dim} if VARIANTS[name].has_code else set()), name


def test_every_code_is_mapped_and_new_codes_land_where_umap_would_put_them(library):
    coded = library.names(dataset=Digits.name, has_code=True)
    for name in ["pixels", *(name for name in coded if VARIANTS[name].latent_dim > 1)]:
        maps = library.projections(name)
        assert all(places.shape == (5_000, 2) for places in maps.places.values()), name
        assert maps.figures["umap"].trustworthiness > 0.9, name
        assert maps.placement.distance < 0.02 and maps.placement.same_class > 0.85, name


def test_every_digit_model_is_measured_at_what_it_is_good_for(library):
    for name in library.names(dataset=Digits.name):
        found, variant = library.record(name).results, VARIANTS[name]
        assert set(found["anomalies"]) == set(ANOMALIES), name
        assert len(found["error quantiles"]) == len(ERROR_QUANTILES), name
        assert ("rate" in found) == variant.has_code, name
        assert ("inpainting" in found) == bool(variant.corruption), name
        assert ("inpainting by energy" in found) == variant.generative, name


def test_a_narrow_code_knows_what_is_no_digit_and_a_u_net_does_not(library):
    def mean(name):
        found = library.record(name).results["anomalies"]
        return np.mean([each["auc"] for each in found.values()])

    assert mean("bottleneck") > 0.9 > 0.75 > mean("unet-universal")


@pytest.mark.parametrize(("name", "figure"), AT_MOST, ids=map(" ".join, AT_MOST))
def test_at_most(library, name, figure):
    assert library.record(name).figures[figure] <= AT_MOST[name, figure]


@pytest.mark.parametrize(("name", "figure"), AT_LEAST, ids=map(" ".join, AT_LEAST))
def test_at_least(library, name, figure):
    assert library.record(name).figures[figure] >= AT_LEAST[name, figure]


def test_tied_weights_find_the_principal_components(library):
    tied, pca = (library.record(name).figures["mse"] for name in ("tied", "pca-30"))
    assert tied == pytest.approx(pca, rel=0.01)


def test_up_to_32_numbers_a_network_keeps_more_of_a_digit_than_as_many_components(library):
    errors = capacity.errors(library)
    up_to_32 = errors["d"] <= 32
    assert (errors["autoencoder"] < errors["pca"])[up_to_32].all()


def test_molecules_are_restored_far_better_than_by_a_median_filter(library):
    figures = library.record("molecule-unet").figures
    assert figures["psnr"] >= figures["input_psnr"] + 9
    assert figures["psnr"] >= figures["median_psnr"] + 6
    assert figures["redrawn"] >= 80 and figures["label_colour"] >= 90
    assert len(library.molecules) == 40


def test_nobody_beats_whoever_knows_the_variance(library):
    gated, vae = (library.record(name).figures for name in ("variance-denoising", "variance-vae"))
    assert gated["best_noisy_mse"] < gated["noisy_mse"]
    assert vae["best_density"] < vae["density"]


@pytest.mark.parametrize("twin", ["dense-shallow", "dense-deep", "conv-shallow", "conv-deep"])
def test_contraction_contracts_and_hardly_costs_the_code_anything(library, twin):
    plain, contractive = (library.record(twin + end).figures for end in ("", "-contractive"))
    assert contractive["jacobian"] <= plain["jacobian"] / 3
    assert contractive["probe"] >= plain["probe"] - PROBE_NOISE


def test_the_refit_mends_what_tying_destroys(library):
    for name in ("randomized-shallow", "randomized-deep"):
        figures = library.record(name).figures
        assert figures["mse"] < 0.5 * figures["mse_before_refit"], name


def test_the_tables_of_the_readme_are_those_the_command_makes(library):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme_table.readme_with(readme_table.tables(library), readme) == readme


def test_every_figure_in_the_readme_is_between_its_marks():
    """Prose makes no claim of its own: measured decimals stand in the table only."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    _, front, body = readme.split("---\n", 2)
    assert "sdk: gradio" in front
    prose = body.split(readme_table.BEGIN)[0]
    without_code = re.sub(r"```.*?```|^    .*$|`[^`]*`", "", prose, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"\d+\.\d+ (?:dB|ms|MB|nats)", without_code) == []
