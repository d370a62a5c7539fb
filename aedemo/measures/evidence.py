"""How likely a generative model finds digits: the ELBO and the importance-weighted bound."""

import math

import torch

from aedemo.data.dataset import Split, as_float
from aedemo.measures.subject import batches
from aedemo.models.codes import Gaussian
from aedemo.models.model import Autoencoder
from aedemo.models.variants import Variant

IMPORTANCE_SAMPLES = 200


@torch.inference_mode()
def elbo_figures(model: Autoencoder, variant: Variant, test: Split) -> dict[str, float]:
    """-ELBO at beta = 1 with one posterior sample, its KL (nats per image), and active latents."""
    code = _gaussian(model)
    negative_elbo = kl = 0.0
    means = []
    for batch, generator in batches(test, model):
        _, clean = variant.data.pair(batch, generator)
        encoded = model.encoder(clean)
        divergence = code.kl(encoded).sum(dim=1)
        decoded = model.decoder(code.sample(encoded, generator))
        negative_elbo += (model.likelihood.cost(decoded, clean, clean) + divergence).sum().item()
        kl += divergence.sum().item()
        means.append(code.mean(encoded))
    active = (torch.cat(means).var(dim=0) > 0.01).sum().item()
    return {
        "negative_elbo": negative_elbo / len(test),
        "kl": kl / len(test),
        "active_latents": float(active),
    }


@torch.inference_mode()
def importance_weighted_nll(model: Autoencoder, test: Split) -> float:
    """-log p(x) in nats, bounded with 200 samples: Burda et al. 2016 (arXiv:1509.00519), eq. 8.

    log p(x) >= log 1/K sum_k p(x|z_k) p(z_k) / q(z_k|x), on digits binarised at 0.5.
    """
    total = 0.0
    for batch, generator in batches(test, model, size=50):
        clean = (as_float(batch) >= 0.5).float()
        encoded = model.encoder(clean).repeat_interleave(IMPORTANCE_SAMPLES, dim=0)
        mean, log_variance = encoded.chunk(2, dim=1)
        z = model.code.sample(encoded, generator)
        log_posterior = -0.5 * ((z - mean).square() / log_variance.exp() + log_variance).sum(dim=1)
        log_prior = -0.5 * z.square().sum(dim=1)
        target = clean.repeat_interleave(IMPORTANCE_SAMPLES, dim=0)
        log_likelihood = -model.likelihood.cost(model.decoder(z), target, target)
        log_weights = (log_likelihood + log_prior - log_posterior).view(len(batch), -1)
        bound = log_weights.logsumexp(dim=1) - math.log(IMPORTANCE_SAMPLES)
        total -= bound.sum().item()
    return total / len(test)


def _gaussian(model: Autoencoder) -> Gaussian:
    if not isinstance(model.code, Gaussian):
        raise TypeError("Only a network with a Gaussian code has an ELBO.")
    return model.code
