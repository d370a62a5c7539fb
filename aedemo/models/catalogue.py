"""The catalogue: one entry a variant, each with a note that says what to look for.

A variant is four independent choices - dataset, architecture, code, likelihood - and, where it has
them, the corruption it is trained against and a schedule other than the ordinary one. Adding an
entry is all it takes: training, tests and every tab find it here.
"""

from aedemo.data.corruptions import CORRUPTIONS
from aedemo.data.damage import AddedNoise, At, Everything
from aedemo.data.degradation import AnyDegradation
from aedemo.data.digits import Digits
from aedemo.data.drawing import COLOURS
from aedemo.data.molecules import Molecules
from aedemo.data.spiral import Spiral
from aedemo.data.variance import VarianceDigits
from aedemo.models.architectures import (
    Activation,
    Convolutional,
    Dense,
    FullyConvolutional,
    LeNet,
    Strided,
)
from aedemo.models.codes import Contractive, Gaussian, Point
from aedemo.models.likelihoods import Bernoulli, Gate, Inked, Normal, SignedError, SquaredError
from aedemo.models.schedules import ClosedForm, Deformed, EndToEnd, LayerWise, Settled, Unfinished
from aedemo.models.unet import UNet
from aedemo.models.variants import (
    CONVOLUTIONAL,
    CURVE,
    DENSE,
    RANDOMIZED,
    SKIPS,
    STEP_BY_STEP,
    SWEEP,
    UNLEARNED,
    VARIANCE,
    VARIATIONAL,
    Variant,
)

NOISE = CORRUPTIONS["gaussian"]
HALF_DROPPED = At(CORRUPTIONS["dropped"], 0.5)
SHALLOW = Dense(code_activation=Activation.RELU)
DEEP = Dense((500, 200, 100))
CONV_SHALLOW = Convolutional((20,), pooled=(True,))
# As published: of three blocks the first and the last are pooled.
CONV_DEEP = Convolutional((10, 20, 50), pooled=(True, False, True))
RANDOM_DEEP = Dense((500, 200), code_activation=Activation.RELU)
SIMPLE = Dense((256,))
KINGMA = Dense((400,))
PLANE = Dense((256, 128))
SWEEP_SIZES = (1, 2, 4, 8, 16, 32, 64)
FUNNEL = LeNet(dense=64)

VARIANTS: dict[str, Variant] = {
    variant.name: variant
    for variant in (
        # Standard, randomized and convolutional autoencoders (AlexPasqua/Autoencoders)
        Variant(
            *("dense-shallow", DENSE, "shallow", SHALLOW, 200),
            "Two hundred numbers for 784 pixels: it copies almost anything, noise included.",
        ),
        Variant(
            *("dense-shallow-contractive", DENSE, "shallow contractive", SHALLOW, 200),
            "Its code may hardly move when a pixel does, so small noise is partly ignored.",
            code=Contractive(0.02),
        ),
        Variant(
            *("dense-shallow-denoising", DENSE, "shallow denoising", SHALLOW, 200),
            "The same network as shallow, shown noise and asked for the clean digit.",
            corruption=At(NOISE, 0.2),
        ),
        Variant(
            *("dense-deep", DENSE, "deep", DEEP, 10),
            "Ten numbers: what comes back is a digit, though not always the one you drew.",
            schedule=EndToEnd(epochs=60),
        ),
        Variant(
            *("dense-deep-contractive", DENSE, "deep contractive", DEEP, 10),
            "Ten numbers that move little: the digits lie closer together in its code.",
            code=Contractive(0.0006),
        ),
        Variant(
            *("dense-deep-denoising", DENSE, "deep denoising", DEEP, 10),
            "A narrow code and noisy training: compare it with shallow denoising on fine strokes.",
            corruption=At(NOISE, 0.2),
        ),
        Variant(
            *("conv-shallow", CONVOLUTIONAL, "shallow", CONV_SHALLOW, 100),
            "One convolution before its hundred numbers: close copies, specks and all.",
            schedule=EndToEnd(epochs=8, peak=1e-2),
        ),
        Variant(
            *("conv-shallow-contractive", CONVOLUTIONAL, "shallow contractive", CONV_SHALLOW, 100),
            "The penalty on its Jacobian trades a little sharpness for a steadier code.",
            code=Contractive(0.02),
            schedule=EndToEnd(epochs=10, peak=1e-2),
        ),
        Variant(
            *("conv-shallow-denoising", CONVOLUTIONAL, "shallow denoising", CONV_SHALLOW, 100),
            "Noise it was trained on goes; raise the level past the mark and watch it fail.",
            corruption=At(NOISE, 0.2),
            schedule=EndToEnd(epochs=20, peak=1e-2),
        ),
        Variant(
            *("conv-deep", CONVOLUTIONAL, "deep", CONV_DEEP, 100),
            "Three convolutions and fewer weights: its code tells the digits apart more easily.",
            schedule=EndToEnd(epochs=12, peak=1e-2),
        ),
        Variant(
            *("conv-deep-contractive", CONVOLUTIONAL, "deep contractive", CONV_DEEP, 100),
            "The true Jacobian penalty through three layers, not weight decay.",
            code=Contractive(0.002),
            schedule=EndToEnd(epochs=10, peak=1e-2),
        ),
        Variant(
            *("conv-deep-denoising", CONVOLUTIONAL, "deep denoising", CONV_DEEP, 100),
            "The best of the small denoisers on the noise it knows.",
            corruption=At(NOISE, 0.2),
            schedule=EndToEnd(epochs=25, peak=1e-2),
        ),
        Variant(
            *("randomized-shallow", RANDOMIZED, "shallow", SHALLOW, 500),
            "No weight of its encoder was trained by gradient, and the digit still comes back.",
            schedule=LayerWise(),
        ),
        Variant(
            *("randomized-untied", STEP_BY_STEP, "before the tying", SHALLOW, 100),
            "A random encoder that nothing has touched; only the way back was learned.",
            schedule=Unfinished(tied=False),
        ),
        Variant(
            *("randomized-tied", STEP_BY_STEP, "after the tying", SHALLOW, 100),
            "The decoder's weights turned round to encode: its own codes are now strange to it.",
            schedule=Unfinished(),
        ),
        Variant(
            *("randomized-refitted", STEP_BY_STEP, "after the refit", SHALLOW, 100),
            "The decoder learned anew on the codes of its turned weights.",
            schedule=LayerWise(),
        ),
        Variant(
            *("randomized-shallow-contractive", RANDOMIZED, "shallow contractive", SHALLOW, 500),
            "The decoder layer is penalised for the Jacobian of the encoder it will become.",
            schedule=LayerWise(contraction=0.02),
        ),
        Variant(
            *("randomized-shallow-denoising", RANDOMIZED, "shallow denoising", SHALLOW, 500),
            "Random features of noisy digits are enough to learn what a clean stroke is.",
            corruption=At(NOISE, 0.2),
            schedule=LayerWise(),
        ),
        Variant(
            *("randomized-deep", RANDOMIZED, "deep", RANDOM_DEEP, 100),
            "Three random layers, each replaced by the transpose of its decoder.",
            schedule=LayerWise(),
        ),
        Variant(
            *("randomized-deep-contractive", RANDOMIZED, "deep contractive", RANDOM_DEEP, 100),
            "Each layer learns to move little: watch how much less of the noise gets through.",
            schedule=LayerWise(contraction=0.02),
        ),
        Variant(
            *("randomized-deep-denoising", RANDOMIZED, "deep denoising", RANDOM_DEEP, 100),
            "Only its decoder ever saw a gradient; compare it with the trained deep denoiser.",
            corruption=At(NOISE, 0.2),
            schedule=LayerWise(),
        ),
        # Simple, denoising, variational and disentangled (mlaskowski17/Autoencoders)
        Variant(
            *("simple", DENSE, "simple", SIMPLE, 64),
            "It only ever saw pure black and white: grey edges come back hardened.",
            likelihood=Bernoulli(),
            data=Digits(binarised=True),
        ),
        Variant(
            *("simple-denoising", DENSE, "simple denoising", SIMPLE, 64),
            "Trained at twice the noise of the others: it stays calm where they break.",
            likelihood=Bernoulli(),
            data=Digits(binarised=True),
            corruption=At(NOISE, 0.4),
        ),
        Variant(
            *("vae", VARIATIONAL, "VAE", KINGMA, 20),
            "Kingma and Welling's: it answers with the likeliest digit, a little blurred.",
            code=Gaussian(),
            likelihood=Bernoulli(),
            schedule=EndToEnd(epochs=100),
        ),
        Variant(
            *("beta-vae", VARIATIONAL, "β-VAE, β = 4", KINGMA, 20),
            "Disentangled: each latent costs four times as much, so only a few are used.",
            code=Gaussian(beta=4.0),
            likelihood=Bernoulli(),
            schedule=EndToEnd(epochs=100),
        ),
        # The bottleneck (huongdo108/Bottleneck-Denoising-Variational-Autoencoders)
        Variant(
            *("bottleneck", DENSE, "bottleneck", Dense((1000, 500, 250)), 10),
            "The widest of the ten-number networks: it always answers with a whole digit.",
            schedule=Deformed(epochs=50),
        ),
        Variant(
            *("variance-plain", VARIANCE, "plain", Dense((128, 64)), 10),
            "A bottleneck on images whose mean is zero: it learns the mean, and that is nothing.",
            likelihood=SignedError(),
            data=VarianceDigits(),
            schedule=EndToEnd(epochs=8, peak=1e-3),
        ),
        Variant(
            *("variance-denoising", VARIANCE, "gated denoiser", LeNet(), 10),
            "It cannot draw the answer, but it can say where to believe what it sees.",
            likelihood=Gate(),
            data=VarianceDigits(),
            corruption=AddedNoise(0.2),
            schedule=EndToEnd(epochs=80, peak=6e-3),
        ),
        Variant(
            *("variance-vae", VARIANCE, "VAE with a variance", LeNet(), 10),
            "It answers with a variance for each pixel, and there the digit is.",
            code=Gaussian(),
            likelihood=Normal(),
            data=VarianceDigits(),
            schedule=EndToEnd(epochs=60, peak=6e-3),
        ),
        # The NYU course notebook (Atcold/pytorch-Deep-Learning, week 7)
        Variant(
            *("standard", DENSE, "tanh 30", Dense(code_activation=Activation.TANH), 30),
            "Thirty tanh units: nearly a third less error than the thirty principal components.",
            schedule=EndToEnd(peak=1e-2),
        ),
        Variant(
            *("overcomplete-denoising", DENSE, "over-complete", SHALLOW, 500),
            "More units than it needs, kept honest by dropping half of the pixels it sees.",
            corruption=HALF_DROPPED,
        ),
        Variant(
            *("tied", DENSE, "tied linear", Dense(tied=True), 30),
            "Linear, with one weight matrix: gradient descent finds the principal components.",
            likelihood=SquaredError(linear=True),
        ),
        # The molecule U-Net (AntoinePlissonneau/MolecularTranslationChallenge)
        Variant(
            *("molecule-unet", SKIPS, "molecules", UNet((48, 64, 128, 192), patch=2), None),
            "It has seen how molecules go on, so it draws the bonds that are not there.",
            likelihood=Inked(COLOURS),
            corruption=AnyDegradation(),
            data=Molecules(),
            schedule=Settled(epochs=50, peak=4e-3, batch=16),
        ),
        # Beyond them
        Variant(
            *("conv-vae", VARIATIONAL, "conv VAE", Strided(), 16),
            "Must describe the digit in sixteen numbers, so it draws the likeliest one.",
            code=Gaussian(),
            likelihood=Bernoulli(),
            schedule=EndToEnd(epochs=40),
        ),
        Variant(
            *("conv-ae", CONVOLUTIONAL, "without a prior", Strided(), 16),
            "The conv VAE without its prior: closer copies, and nothing between its codes.",
            likelihood=Bernoulli(),
            schedule=EndToEnd(epochs=20),
        ),
        Variant(
            *("ae-20", DENSE, "without a prior", KINGMA, 20),
            "The VAE's network without its prior: a random code gives it no digit.",
            likelihood=Bernoulli(),
        ),
        Variant(
            *("ae-2", DENSE, "two latents", PLANE, 2),
            "Two numbers, and no prior: between its codes there are holes.",
            likelihood=Bernoulli(),
            schedule=EndToEnd(epochs=100),
        ),
        Variant(
            *("vae-2", VARIATIONAL, "2-D VAE", PLANE, 2),
            "Two numbers with a prior: the whole plane is filled with digits.",
            code=Gaussian(),
            likelihood=Bernoulli(),
            schedule=EndToEnd(epochs=100),
        ),
        Variant(
            *("conv-universal", CONVOLUTIONAL, "universal", FullyConvolutional(32), 784),
            "Trained on every kind of damage; its code is large, but it has no shortcut past it.",
            likelihood=Bernoulli(),
            corruption=Everything(highest=0.7),
            schedule=EndToEnd(epochs=25, peak=1e-2, batch=64),
        ),
        Variant(
            *("unet-universal", SKIPS, "universal", UNet(), None),
            "Trained on every kind of damage. Its skips let it copy what is still there.",
            likelihood=Bernoulli(),
            corruption=Everything(highest=0.7),
            schedule=EndToEnd(epochs=20, peak=1e-2, batch=64),
        ),
        *(
            Variant(
                *(f"sweep-{d}", SWEEP, f"d = {d}", FUNNEL, d),
                f"Everything it knows of a digit is in {d} number{'s' if d > 1 else ''}.",
                schedule=EndToEnd(epochs=15, peak=5e-3),
            )
            for d in SWEEP_SIZES
        ),
        *(
            Variant(
                *(f"spiral-{100 * sigma:.0f}", CURVE, f"noise {sigma}", Dense((128, 128)), 16),
                "It pulls whatever strays back to the two arms of a spiral.",
                likelihood=SignedError(),
                corruption=AddedNoise(sigma),
                data=Spiral(),
                schedule=EndToEnd(epochs=60),
            )
            for sigma in (0.02, 0.05, 0.1, 0.2)
        ),
        Variant(
            *("pca-64", UNLEARNED, "PCA 64", Dense(), 64),
            "Sixty-four components: the first d of them are the best linear code of d numbers.",
            likelihood=SquaredError(linear=True),
            schedule=ClosedForm(),
        ),
        Variant(
            *("pca-30", UNLEARNED, "PCA 30", Dense(), 30),
            "The best thirty numbers a linear map can find; it spreads damage over the digit.",
            likelihood=SquaredError(linear=True),
            schedule=ClosedForm(),
        ),
    )
}


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
