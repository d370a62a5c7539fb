"""The lists of models."""

from itertools import pairwise

from aedemo.models.catalogue import RECOMMENDED, VARIANTS
from aedemo.ui.choices import model_choices


def test_what_is_recommended_comes_first_and_once_and_the_experiments_last():
    assert set(RECOMMENDED) <= set(VARIANTS)
    choices = model_choices([*VARIANTS])
    names = [name for _, name in choices]
    assert names[:6] == list(RECOMMENDED[:6]) and sorted(names) == sorted(VARIANTS)
    assert [words.startswith("★ ") for words, _ in choices] == [True] * 6 + [False] * (
        len(VARIANTS) - 6
    )
    assert len({words for words, _ in choices}) == len(choices)
    apart = [words.startswith("Experiment · ") for words, _ in choices]
    assert apart == sorted(apart) and any(apart)
    families = [VARIANTS[name].family for name in names[6:]]
    changes = sum(a != b for a, b in pairwise(families))
    assert changes == len(set(families)) - 1
