"""Everything that is measured. A new metric is one function and one entry here."""

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.damage import AddedNoise, Everything
from aedemo.data.dataset import as_float
from aedemo.data.digits import Digits
from aedemo.data.molecules import Molecules
from aedemo.data.spiral import Spiral
from aedemo.data.variance import VarianceDigits, least_error, least_nll
from aedemo.measures import anomalies, capacity, compression, maps, repairs
from aedemo.measures.drawings import molecule_figures
from aedemo.measures.evidence import elbo_figures, importance_weighted_nll
from aedemo.measures.measure import Figure, Measure
from aedemo.measures.quality import (
    LEVELS,
    clean_figures,
    clean_mse,
    cross_entropy,
    missing_pixel_mse,
    profile,
    restoration_mse,
)
from aedemo.measures.representations import (
    jacobian_norm,
    latents,
    neighbour_accuracy,
    probe_accuracy,
)
from aedemo.measures.subject import Corpus, Subject
from aedemo.methods.anomalies import ANOMALIES
from aedemo.methods.baselines import BASELINES
from aedemo.methods.compression import BITS, CODECS
from aedemo.methods.resolution import ENLARGEMENTS, SIDES
from aedemo.models.catalogue.shared import HALF_DROPPED
from aedemo.models.likelihoods import Bernoulli, Gate, Normal
from aedemo.models.schedules import ClosedForm, LayerWise, Unfinished
from aedemo.models.tying import before_refit
from aedemo.models.variants import Variant

MSE = Figure("mse", "MSE", "", 5, "per pixel, clean digits in")
PSNR = Figure("psnr", "PSNR", "dB", 2, "clean digits in")
SPOILED = Figure("noisy_mse", "MSE, spoiled", "", 5, "per pixel, spoiled as it was trained")
ELBO = (
    Figure("negative_elbo", "−ELBO", "nats", 1, "at β = 1, one posterior sample, grey pixels"),
    Figure("kl", "KL", "nats", 1, "of the posterior to the prior"),
    Figure("active_latents", "Active", "latents", 0, "whose mean varies by more than 0.01"),
)


def of_digits(variant: Variant) -> bool:
    """Whether its digits are MNIST's own."""
    return isinstance(variant.data, Digits)


def of_variance(variant: Variant) -> bool:
    """Whether its digits are in the variance of their pixels."""
    return isinstance(variant.data, VarianceDigits)


def damage_of(variant: Variant) -> list[tuple[str, int]]:
    """The catalogue entries that its training damage draws from."""
    corruptions = variant.corruption.corruptions if variant.corruption else ()
    return [(each.name, each.version) for each in corruptions]


def before_the_refit(subject: Subject) -> float:
    """MSE of a randomized network with the decoder it had before it was refitted."""
    tied = before_refit(subject.autoencoder, subject.kept)
    return restoration_mse(tied, subject.variant, subject.splits.test)


def least_gated_error(subject: Subject) -> float:
    """The squared error that the best gate leaves; see data.variance."""
    noise = subject.variant.corruption
    assert isinstance(noise, AddedNoise)
    return least_error(as_float(subject.splits.test.images), noise.sigma).mean().item()


def densities(subject: Subject) -> dict[str, float]:
    """The ELBO of a network that answers with a variance, and the least -log p there could be."""
    model, test = subject.autoencoder, subject.splits.test
    assert isinstance(model.likelihood, Normal)
    elbo = elbo_figures(model, subject.variant, test)
    digits = as_float(test.images)
    least = least_nll(digits, model.likelihood.floor).flatten(1).sum(dim=1).mean()
    density = elbo["negative_elbo"] - elbo["kl"]
    return elbo | {"density": density, "best_density": least.item()}


def latents_of(subject: Subject) -> dict[str, list[float]]:
    """What each latent does over the test digits."""
    return latents(subject.autoencoder, subject.variant, subject.splits.test)


_MEASURES: tuple[Measure[Subject], ...] = (
    Measure(
        "clean",
        lambda s: clean_figures(s.model, s.variant, s.splits.test),
        applies=of_digits,
        figures=(MSE, PSNR, Figure("ssim", "SSIM", "", 4, "clean digits in")),
    ),
    Measure(
        "clean mse",
        lambda s: clean_mse(s.model, s.variant, s.splits.test),
        applies=lambda v: (
            isinstance(v.data, Spiral) or (of_variance(v) and not isinstance(v.likelihood, Normal))
        ),
        figures=(MSE,),
    ),
    Measure(
        "spoiled",
        lambda s: restoration_mse(s.model, s.variant, s.splits.test),
        applies=lambda v: v.corruption is not None and not isinstance(v.data, Molecules),
        rests_on=damage_of,
        figures=(SPOILED,),
    ),
    Measure(
        "missing",
        lambda s: missing_pixel_mse(s.model, s.splits.test),
        applies=lambda v: isinstance(v.corruption, Everything) or v.corruption == HALF_DROPPED,
        rests_on=lambda v: HALF_DROPPED.corruption.version,
        figures=(
            Figure(
                "missing_mse",
                "MSE, missing",
                "",
                5,
                "over the missing pixels, half of them dropped",
            ),
        ),
    ),
    Measure(
        "cross-entropy",
        lambda s: cross_entropy(s.model, s.variant, s.splits.test),
        applies=lambda v: of_digits(v) and isinstance(v.likelihood, Bernoulli),
        rests_on=damage_of,
        figures=(
            Figure(
                "cross_entropy", "Cross-entropy", "nats", 1, "as it was trained, from the mean code"
            ),
        ),
    ),
    Measure(
        "elbo",
        lambda s: elbo_figures(s.autoencoder, s.variant, s.splits.test),
        applies=lambda v: of_digits(v) and v.generative,
        figures=ELBO,
    ),
    Measure(
        "nll",
        lambda s: importance_weighted_nll(s.autoencoder, s.splits.test),
        applies=lambda v: of_digits(v) and v.generative,
        figures=(
            Figure("nll", "NLL", "nats", 1, "200 importance samples, digits binarised at 0.5"),
        ),
    ),
    Measure(
        "jacobian",
        lambda s: jacobian_norm(s.autoencoder, s.splits.test),
        applies=lambda v: of_digits(v) and v.has_code,
        figures=(
            Figure(
                "jacobian", "‖J‖²", "", 3, "mean squared Frobenius norm of the encoder's Jacobian"
            ),
        ),
    ),
    Measure(
        "probe",
        lambda s: probe_accuracy(s.autoencoder, s.variant, s.splits),
        applies=lambda v: (of_digits(v) and v.has_code) or of_variance(v),
        figures=(
            Figure("probe", "Probe", "%", 1, "logistic regression on the codes of 10,000 digits"),
        ),
    ),
    Measure(
        "knn",
        lambda s: neighbour_accuracy(s.autoencoder, s.variant, s.splits.test),
        applies=lambda v: (of_digits(v) and v.has_code) or of_variance(v),
        figures=(Figure("knn", "10-NN", "%", 1, "leave one out, in the space of the codes"),),
    ),
    Measure(
        "before the refit",
        before_the_refit,
        applies=lambda v: (
            isinstance(v.schedule, LayerWise) and not isinstance(v.schedule, Unfinished)
        ),
        rests_on=damage_of,
        figures=(
            Figure("mse_before_refit", "MSE, tied only", "", 5, "before the decoder was refitted"),
        ),
    ),
    Measure(
        "least gated error",
        least_gated_error,
        applies=lambda v: isinstance(v.likelihood, Gate),
        figures=(
            Figure(
                "best_noisy_mse", "Least MSE", "", 5, "of whoever knows the variance of each pixel"
            ),
        ),
    ),
    Measure(
        "density",
        densities,
        applies=lambda v: isinstance(v.likelihood, Normal),
        figures=(
            *ELBO,
            Figure(
                "density", "−log p(x|z)", "nats", 1, "one posterior sample, without the constant"
            ),
            Figure(
                "best_density", "Least −log p", "nats", 1, "of whoever knows each pixel's variance"
            ),
        ),
    ),
    Measure(
        "molecules",
        lambda s: molecule_figures(s.model, s.splits.test),
        version=2,
        applies=lambda v: isinstance(v.data, Molecules),
        figures=(
            PSNR,
            Figure("input_psnr", "PSNR, input", "dB", 2, "of what the network was given"),
            Figure("median_psnr", "PSNR, median", "dB", 2, "of a 3 × 3 median filter instead"),
            Figure(
                "redrawn",
                "Bonds redrawn",
                "%",
                1,
                "of those dropped, over 60 % of their ink or more",
            ),
            Figure(
                "redrawn_joints",
                "Bonds redrawn, joints",
                "%",
                1,
                "of the dropped ones that leave a trace at both ends",
            ),
            Figure(
                "redrawn_by_skips",
                "Bonds redrawn, skips alone",
                "%",
                1,
                "of those dropped, with the bottleneck at 0",
            ),
            Figure(
                "invented",
                "With a bond invented",
                "%",
                1,
                "of the molecules, ink as long as a bond where there is none",
            ),
            Figure(
                "invented_by_skips",
                "With a bond invented, skips alone",
                "%",
                1,
                "of the molecules, with the bottleneck at 0",
            ),
            Figure(
                "label_colour",
                "Label colour",
                "%",
                1,
                "pixels of atoms' labels in the right colour",
            ),
        ),
    ),
    Measure(
        "latents",
        latents_of,
        applies=lambda v: v.has_code,
    ),
    Measure(
        "profile",
        lambda s, name: profile(s.model, s.corpus.gallery, name),
        applies=of_digits,
        over=CORRUPTIONS,
        rests_on=lambda v: LEVELS,
    ),
    Measure(
        "gallery mse", lambda s: capacity.gallery_mse(s.model, s.corpus.gallery), applies=of_digits
    ),
    Measure(
        "components mse",
        lambda s: capacity.components_mse(s.autoencoder, s.corpus.gallery),
        applies=lambda v: v.schedule == ClosedForm(),
    ),
    Measure(
        "error quantiles",
        lambda s: anomalies.error_quantiles(s.model, s.corpus.others),
        applies=of_digits,
    ),
    Measure(
        "anomalies",
        lambda s, name: anomalies.detection(s.model, s.corpus.others, name),
        applies=of_digits,
        over=ANOMALIES,
    ),
    Measure(
        "rate",
        lambda s: compression.rate(s.autoencoder, latents_of(s), s.corpus.others),
        applies=lambda v: of_digits(v) and v.has_code,
        rests_on=lambda v: BITS,
    ),
    Measure(
        "components rate",
        lambda s: compression.components_rate(s.autoencoder, latents_of(s), s.corpus.others),
        applies=lambda v: v.schedule == ClosedForm(),
        rests_on=lambda v: BITS,
    ),
    Measure(
        "inpainting",
        lambda s: repairs.inpainting(s.model, s.corpus.others),
        applies=lambda v: of_digits(v) and v.corruption is not None,
    ),
    Measure(
        "super-resolution",
        lambda s: repairs.superresolution(s.model, s.corpus.others),
        applies=lambda v: of_digits(v) and v.corruption is not None,
        rests_on=lambda v: SIDES,
    ),
    Measure(
        "inpainting by energy",
        lambda s: repairs.inpainting_by_energy(s.autoencoder, s.corpus.others),
        applies=lambda v: of_digits(v) and v.generative,
    ),
    Measure(
        "super-resolution by energy",
        lambda s: repairs.superresolution_by_energy(s.autoencoder, s.corpus.others),
        applies=lambda v: of_digits(v) and v.generative,
        rests_on=lambda v: SIDES,
    ),
    Measure("maps", maps.of_codes, applies=maps.can_be_mapped, own_file=maps.MAPS_FILE),
)
MEASURES: dict[str, Measure[Subject]] = {measure.name: measure for measure in _MEASURES}
"""Of every variant that they apply to."""

_REFERENCES: tuple[Measure[Corpus], ...] = (
    Measure("codec", lambda c, name: compression.codec_rows(c.others, name), over=CODECS),
    Measure(
        "inpainting",
        lambda c, name: repairs.classic_inpainting(c.others, name),
        over={name: each for name, each in BASELINES.items() if each.needs_mask},
    ),
    Measure(
        "super-resolution",
        lambda c, name: repairs.classic_superresolution(c.others, name),
        over=ENLARGEMENTS,
    ),
    Measure("maps", maps.of_pixels, own_file=maps.PIXELS_FILE),
)
REFERENCES: dict[str, Measure[Corpus]] = {measure.name: measure for measure in _REFERENCES}
"""Of what needs no network, beside which the variants stand."""


def known_figures() -> dict[str, Figure]:
    """Every figure that some measure gives, in the order in which they are shown."""
    return {figure.name: figure for measure in MEASURES.values() for figure in measure.figures}
