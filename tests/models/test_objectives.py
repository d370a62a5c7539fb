"""Every closed form against an independent implementation."""

import torch
from torch import nn
from torch.distributions import Bernoulli as TorchBernoulli
from torch.distributions import Categorical, Normal, kl_divergence

from aedemo.models.codes import Contractive, Gaussian, squared_jacobian
from aedemo.models.likelihoods import Bernoulli, Gate, Inked, SignedError, SquaredError
from aedemo.models.likelihoods import Normal as NormalLikelihood


def test_kl_agrees_with_torch_distributions():
    encoded = torch.randn(5, 2 * 3)
    mean, log_variance = encoded.chunk(2, dim=1)
    expected = kl_divergence(Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(Gaussian().kl(encoded), expected)


def test_beta_multiplies_the_summed_kl():
    encoded = torch.randn(5, 2 * 3)
    expected = 4 * Gaussian().kl(encoded).sum(dim=1)
    torch.testing.assert_close(Gaussian(beta=4.0).cost(encoded, None, None), expected)


def test_samples_have_the_posterior_mean_and_spread():
    encoded = torch.tensor([[2.0, -1.0, 2 * 0.5, 2 * -0.7]]).expand(200_000, -1)
    z = Gaussian().sample(encoded)
    torch.testing.assert_close(z.mean(dim=0), torch.tensor([2.0, -1.0]), atol=0.03, rtol=0)
    expected = torch.tensor([0.5, -0.7]).exp()
    torch.testing.assert_close(z.std(dim=0), expected, atol=0.03, rtol=0)


def test_bernoulli_cost_is_minus_the_log_probability():
    decoded, target = torch.randn(4, 1, 3, 3), (torch.rand(4, 1, 3, 3) < 0.5).float()
    expected = -TorchBernoulli(logits=decoded).log_prob(target).sum(dim=(1, 2, 3))
    torch.testing.assert_close(Bernoulli().cost(decoded, target, target), expected)


def test_squared_error_is_of_what_is_shown():
    decoded, target = torch.randn(4, 1, 3, 3), torch.rand(4, 1, 3, 3)
    likelihood = SquaredError()
    shown = likelihood.image(decoded)
    expected = ((shown - target) ** 2).sum(dim=(1, 2, 3))
    torch.testing.assert_close(likelihood.cost(decoded, target, target), expected)


def test_linear_squared_error_is_of_the_numbers_themselves():
    decoded, target = 3 * torch.randn(4, 1, 3, 3), torch.rand(4, 1, 3, 3)
    likelihood = SquaredError(linear=True)
    expected = ((decoded - target) ** 2).sum(dim=(1, 2, 3))
    torch.testing.assert_close(likelihood.cost(decoded, target, target), expected)
    assert likelihood.image(decoded).min() >= 0


def test_signed_error_is_of_the_numbers_themselves_of_either_sign():
    decoded, target = torch.randn(4, 1, 3, 3), torch.randn(4, 1, 3, 3)
    expected = ((decoded - target) ** 2).sum(dim=(1, 2, 3))
    torch.testing.assert_close(SignedError().cost(decoded, target, target), expected)
    assert torch.equal(SignedError().image(decoded), decoded)


def test_a_gate_lets_through_a_share_of_what_is_seen():
    decoded, seen, target = torch.randn(3, 4, 1, 3, 3)
    gate = Gate()
    expected = seen / (1 + torch.exp(-decoded))
    torch.testing.assert_close(gate.answer(decoded, seen), expected)
    torch.testing.assert_close(
        gate.cost(decoded, target, seen), ((expected - target) ** 2).sum(dim=(1, 2, 3))
    )


INKED = Inked(((1.0, 1.0, 1.0), (1.0, 0.2, 0.2), (0.0, 0.8, 0.0)), missed=2.0, rare=4.0)


def test_the_cost_of_ink_and_colour_is_minus_the_weighted_log_probability():
    decoded, target = torch.randn(2, 4, 3, 3), torch.zeros(2, 3, 3, 3)
    inks, colours = torch.rand(2, 3, 3), torch.randint(3, (2, 3, 3))
    inks[:, 0] = 0  # nothing is drawn there
    expected = torch.zeros(2)
    for b, y, x in torch.cartesian_prod(torch.arange(2), torch.arange(3), torch.arange(3)):
        ink, colour = inks[b, y, x], colours[b, y, x]
        target[b, :, y, x] = ink * torch.tensor(INKED.palette[colour])
        drawn = TorchBernoulli(logits=decoded[b, 0, y, x], validate_args=False).log_prob(ink)
        named = Categorical(logits=decoded[b, 1:, y, x]).log_prob(colour)
        expected[b] -= (2 if ink > 0 else 1) * drawn + (4 if colour > 0 else 1) * ink * named
    torch.testing.assert_close(INKED.cost(decoded, target, target), expected)


def test_ink_is_shown_in_the_likeliest_colour():
    decoded = torch.tensor([0.0, 1.0, 3.0, 2.0]).view(1, 4, 1, 1)
    shown = INKED.image(decoded).flatten()
    torch.testing.assert_close(shown, 0.5 * torch.tensor([1.0, 0.2, 0.2]))


def test_the_normal_cost_is_minus_the_log_density_without_its_constant():
    decoded, target = 3 * torch.randn(4, 2, 3, 3), torch.randn(4, 1, 3, 3)
    likelihood = NormalLikelihood(floor=-6.0)
    mean, log_variance = likelihood.image(decoded), likelihood.log_variance(decoded)
    log_density = Normal(mean, (log_variance / 2).exp()).log_prob(target).sum(dim=(1, 2, 3))
    constant = 9 * 0.5 * torch.log(torch.tensor(2 * torch.pi))
    torch.testing.assert_close(likelihood.cost(decoded, target, target), -log_density - constant)


def test_the_log_variance_is_its_number_far_above_the_floor_and_the_floor_far_below():
    decoded = torch.tensor([0.0, 0.0, 0.0, 5.0, -6.0, -60.0]).view(1, 6, 1, 1)
    found = NormalLikelihood(floor=-6.0).log_variance(decoded).flatten()
    expected = torch.tensor([5.0, -6.0 + torch.log(torch.tensor(2.0)), -6.0])
    torch.testing.assert_close(found, expected, atol=1e-4, rtol=0)


def test_jacobian_penalty_agrees_with_the_closed_form_of_a_relu_layer():
    """sum_j 1[h_j > 0] ||w_j||^2, Rifai et al. 2011."""
    torch.manual_seed(0)
    layer = nn.Linear(12, 5)
    encoder = nn.Sequential(nn.Flatten(), layer, nn.ReLU())
    images = torch.randn(3, 1, 3, 4)
    active = (layer(images.flatten(1)) > 0).float()
    expected = active @ layer.weight.square().sum(dim=1)
    many = images.repeat_interleave(20_000, dim=0)
    estimate = squared_jacobian(encoder, many).view(3, -1).mean(dim=1)
    torch.testing.assert_close(estimate, expected, rtol=0.03, atol=0)


def test_jacobian_penalty_agrees_with_autograd_through_a_deep_network():
    torch.manual_seed(0)
    encoder = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3)
    )
    image = torch.randn(1, 1, 4, 4)
    expected = torch.autograd.functional.jacobian(encoder, image).square().sum()
    estimate = squared_jacobian(encoder, image.expand(40_000, -1, -1, -1)).mean()
    torch.testing.assert_close(estimate, expected, rtol=0.03, atol=0)


def test_contractive_cost_reaches_the_weights():
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(9, 2))
    images = torch.rand(4, 1, 3, 3)
    cost = Contractive(0.5).cost(encoder(images), images, encoder)
    cost.sum().backward()
    assert encoder[1].weight.grad.abs().sum() > 0
    shrunk = [0.5 * w for w in (encoder[1].weight.detach(), encoder[1].bias.detach())]
    with torch.no_grad():
        encoder[1].weight.copy_(shrunk[0])
    torch.manual_seed(1)
    smaller = Contractive(0.5).cost(encoder(images), images, encoder).sum()
    assert smaller < cost.sum()
