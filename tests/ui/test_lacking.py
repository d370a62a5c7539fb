"""The page where results are missing: it shows the rest, and never raises."""

import zlib

import pytest

from aedemo.ui.listeners import named_listeners
from aedemo.ui.page import build_page
from tests.pages import lacking


def half(name, measure):
    """Some half of all results, always the same."""
    return zlib.crc32(f"{name} {measure}".encode()) % 2 == 0


LACKS = {
    "all": lambda name, measure: True,
    "some": half,
}


@pytest.mark.parametrize("lacks", LACKS.values(), ids=LACKS)
def test_the_page_is_built_whatever_is_missing(app, lacks):
    page = build_page(lacking(app.library, lacks))
    assert "restore.paint" in named_listeners(page)
