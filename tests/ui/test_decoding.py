"""The browser's own decoding against torch's, on every committed checkpoint."""

import functools
import threading
from dataclasses import asdict
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import torch

from aedemo.library import Library
from aedemo.library.checkpoints import checkpoint_path
from aedemo.library.portable import portable_decoder
from aedemo.models.catalogue import VARIANTS
from tests.pages import FOR_DIGITS

ROOT = Path(__file__).parents[2]
WITH_CODE = [name for name in FOR_DIGITS if VARIANTS[name].has_code]
CODES = 16
DECODE_ALL = """async ({spec, codes}) => {
  const { loadDecoder } = await import("/aedemo/ui/modules/decoding.js");
  const decode = await loadDecoder(spec);
  return codes.map(code => [...decode(Float32Array.from(code))].map(v => Math.round(v * 65535)));
}"""


class _Quiet(SimpleHTTPRequestHandler):
    """Files below the project, without Range: the module must cope with a server that has none."""

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def page(browser):
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(ROOT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/aedemo/ui/modules/")
    yield page
    page.close()
    server.shutdown()


@pytest.fixture(scope="module")
def library():
    return Library.open(ROOT / "checkpoints")


@pytest.mark.parametrize("name", WITH_CODE)
def test_the_browser_decodes_as_torch_does(page, library, name):
    model, path = library[name], checkpoint_path(library.folder, name)
    measured = library.record(name).latents
    noise = torch.randn(CODES, len(measured["mean"]), generator=torch.Generator().manual_seed(1))
    codes = torch.tensor(measured["mean"]) + 2 * noise * torch.tensor(measured["std"])
    spec = asdict(portable_decoder(model, path)) | {"url": f"../../../checkpoints/{path.name}"}
    decoded = page.evaluate(DECODE_ALL, {"spec": spec, "codes": codes.tolist()})
    with torch.inference_mode():
        expected = model.decode(codes).flatten(1).numpy()
    assert np.abs(np.array(decoded) / 65535 - expected).max() <= 2 / 255
    assert expected.std() > 0.05  # pictures, not one grey
