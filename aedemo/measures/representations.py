"""What a code holds: its statistics, and how easily classes are told apart in it."""

import torch
from torch import Tensor

from aedemo.data.dataset import Split, Splits, as_float
from aedemo.measures.subject import SEED, batches
from aedemo.methods.projection import agreement, nearest_others
from aedemo.models.codes import Gaussian, squared_jacobian
from aedemo.models.model import Autoencoder
from aedemo.models.variants import Variant

CODES_AT_ONCE = 50
PROBE_DIGITS = 10_000
PROBE_STRENGTHS = (0.01, 0.03, 0.1, 1.0)  # scikit-learn's C


@torch.inference_mode(False)
def jacobian_norm(model: Autoencoder, test: Split) -> float:
    """Mean of ||d encode / dx||_F^2 over the test digits, by Hutchinson, four draws an image."""
    torch.manual_seed(SEED)
    total = 0.0
    for _ in range(4):
        for batch, _ in batches(test, model):
            total += squared_jacobian(model.encode, as_float(batch)).detach().sum().item()
    return total / (4 * len(test))


def probe_accuracy(model: Autoencoder, variant: Variant, splits: Splits[Split]) -> float:
    """Per cent of test digits that logistic regression on 10,000 training codes gets right.

    The codes are standardised; of four strengths of its penalty the one best on the validation
    digits is taken, since codes of 2 and of 784 numbers want very different ones.
    """
    # Imported here: scikit-learn costs a second, and the running app measures nothing.
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    train = Split(splits.train.images[:PROBE_DIGITS], splits.train.labels[:PROBE_DIGITS])
    (codes, labels), validation, test = (
        (codes_of(model, variant, split).numpy(), split.labels.numpy())
        for split in (train, splits.validation, splits.test)
    )
    probes = [
        make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=300))
        for strength in PROBE_STRENGTHS
    ]
    best = max(probes, key=lambda probe: probe.fit(codes, labels).score(*validation))
    return 100 * best.score(*test)


@torch.inference_mode()
def latents(model: Autoencoder, variant: Variant, test: Split) -> dict[str, list[float]]:
    """Of each latent over the test digits, (D,) each: what its posterior mean does.

    "mean" and "std" of it, "low" and "high" its 1st and 99th percentiles; of a Gaussian code also
    "kl", the mean KL of the latent's posterior to its prior in nats.
    """
    codes = codes_of(model, variant, test)
    low, high = codes.quantile(torch.tensor([0.01, 0.99]), dim=0)
    columns = {"mean": codes.mean(dim=0), "std": codes.std(dim=0), "low": low, "high": high}
    if isinstance(model.code, Gaussian):
        kls = [
            model.code.kl(model.encoder(variant.data.pair(batch, generator)[1])).cpu()
            for batch, generator in batches(test, model)
        ]
        columns["kl"] = torch.cat(kls).mean(dim=0)
    return {name: [round(x, 4) for x in column.tolist()] for name, column in columns.items()}


def neighbour_accuracy(model: Autoencoder, variant: Variant, test: Split) -> float:
    """Per cent right when each test digit is named by its ten nearest others in code space."""
    codes = codes_of(model, variant, test).numpy()
    return agreement(nearest_others(codes), test.labels.numpy())


@torch.inference_mode()
def codes_of(model: Autoencoder, variant: Variant, split: Split) -> Tensor:
    """(N, D) posterior means of a split's clean images, on the CPU."""
    return torch.cat(
        [
            encode_all(model, variant.data.pair(batch, generator)[1])
            for batch, generator in batches(split, model, CODES_AT_ONCE)
        ]
    )


@torch.inference_mode()
def encode_all(model: Autoencoder, images: Tensor) -> Tensor:
    """(N, D) posterior means of images (N, 1, 28, 28), on the CPU.

    In small batches, since the running app asks too, and what a thousand take on their way is not
    given back.
    """
    codes = [model.encode(batch).float().cpu() for batch in images.split(CODES_AT_ONCE)]
    return torch.cat(codes)
