"""The words that explain themselves wherever they stand: modules/glossary.js marks them.

Each entry is what a student needs to read the sentence the word stands in, and no more.
"""

GLOSSARY = {
    "10-NN": (
        "Ten nearest neighbours: a digit is called what most of the ten closest known ones "
        "are. The share it names rightly says how well a code keeps the classes apart."
    ),
    "AUC": (
        "Area under the ROC curve: how often something strange gets a higher score than a "
        "digit. 1 is always, 0.5 is a coin."
    ),
    "KL": (
        "Kullback-Leibler divergence: how much a distribution over codes tells that the prior "
        "does not, in nats. 0 means it tells nothing."
    ),
    "MSE": (
        "Mean squared error: the difference of each pixel from the clean digit's, squared, "
        "and the mean of these. 0 is exact."
    ),
    "PCA": (
        "Principal component analysis: the best code that only adds up weighted pictures, "
        "without any bending. What a network must beat."
    ),
    "PSNR": (
        "Peak signal-to-noise ratio, in decibels: −10 log10 of the mean squared error. 3 dB "
        "more is half the squared error."
    ),
    "SSIM": (
        "Structural similarity: compares the contrast and the shape of small windows and not "
        "single pixels. 1 is alike."
    ),
    "UMAP": (
        "A map of codes in the plane that keeps close ones close. How far apart two groups "
        "lie on it means little."
    ),
    "latents": (
        "The numbers of a code. What each of them stands for nobody has set: training finds it."
    ),
    "latent": (
        "One of the numbers of a code. What it stands for nobody has set: training finds it."
    ),
    "nats": ("Units of information with the natural logarithm: one nat is 1.44 bits."),
    "posterior": (
        "What the encoder thinks of a digit's code: not one code but a distribution over "
        "codes, a mean and how sure it is."
    ),
    "prior": (
        "The distribution that codes are meant to have before anything is seen: usually "
        "standard normal. Whoever draws a code from it should get a digit."
    ),
    "probe": (
        "A linear classifier trained on codes alone: the share of digits it names rightly "
        "says how plainly the class can be read from a code."
    ),
    "tanh 30": ("A code of thirty numbers between −1 and 1, as the function tanh leaves them."),
    "trustworthiness": ("Whether neighbours on a map were neighbours before: 1 where all were."),
    "without a prior": (
        "The same network as the variational one, but paid for its reconstruction only: "
        "nothing orders its codes."
    ),
}
