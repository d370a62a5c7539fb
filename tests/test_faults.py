"""Faults of files, disks and addresses: the rest goes on, and a sentence says what mends it."""

import errno
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from aedemo.commands import page as page_command
from aedemo.commands import train
from aedemo.data.digits import Digits
from aedemo.data.files import write_atomically
from aedemo.library import Library, checkpoints, digests, results
from aedemo.library.library import gallery_path, molecules_path
from aedemo.library.results import REFERENCE
from aedemo.measures import maps
from aedemo.models.catalogue import VARIANTS
from aedemo.training import loop
from aedemo.training import state as states
from aedemo.ui.page import build_page
from tests.digits import drawn_splits
from tests.pages import MAPPED

ROOT = Path(__file__).parent.parent
NAME = "pca-30"


def flip(path):
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def become_a_folder(path):
    path.unlink()
    path.mkdir()


def lack_a_field(path):
    path.write_text(path.read_text().replace('"value"', '"valve"', 1))


@pytest.fixture
def folder(tmp_path, app):
    """A copy of the untrained networks that the tests have in common."""
    return Path(shutil.copytree(app.library.folder, tmp_path / "checkpoints"))


DAMAGES = {
    "a flipped bit in weights": (
        lambda folder: flip(checkpoints.checkpoint_path(folder, NAME)),
        f"{NAME} is damaged: python train_all.py --only {NAME}",
    ),
    "a checkpoint that is a folder": (
        lambda folder: become_a_folder(checkpoints.checkpoint_path(folder, NAME)),
        f"{NAME} is damaged: python train_all.py --only {NAME}",
    ),
    "a flipped bit in a map": (
        lambda folder: flip(maps.path_of(folder, MAPPED)),
        f"{MAPPED} lacks ",
    ),
    "no map of the pixels": (
        lambda folder: maps.path_of(folder, maps.PIXELS).unlink(),
        "The comparison without networks lacks ",
    ),
    "a map that is a folder": (
        lambda folder: become_a_folder(maps.path_of(folder, maps.PIXELS)),
        "The comparison without networks lacks ",
    ),
    "no results": (
        lambda folder: results.results_path(folder, NAME).unlink(),
        f"{NAME} lacks ",
    ),
    "a wrong entry in results": (
        lambda folder: lack_a_field(results.results_path(folder, REFERENCE)),
        "The comparison without networks lacks ",
    ),
    "no digests": (lambda folder: (folder / digests.NAME).unlink(), None),
    "digests that are none": (lambda folder: (folder / digests.NAME).write_bytes(b"\xff"), None),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damaged_file_costs_what_it_held_and_a_sentence_says_so(folder, app, damage):
    damaging, sentence = DAMAGES[damage]
    damaging(folder)
    library = Library.open(folder)
    new = set(library.problems) - set(app.library.problems)
    assert any(each.startswith(sentence) for each in new) if sentence else not new
    assert set(app.library.names()) - set(library.names()) <= {NAME}


@pytest.mark.parametrize("damage", [Path.unlink, become_a_folder, flip])
def test_without_its_galleries_the_page_stands_and_says_what_is_missing(folder, damage):
    for path in (gallery_path(folder), molecules_path(folder)):
        damage(path)
    library = Library.open(folder)
    assert library.molecules == [] and not library.has_gallery
    *_, digits, drawings = library.problems
    assert digits.endswith(": python train_all.py")
    assert drawings.endswith(": python train_all.py --only molecule-unet")
    config = json.dumps(build_page(library).get_config_file())
    assert digits in config and drawings in config and "begins with a digit" in config


def test_a_file_of_somebody_else_is_damaged_and_not_the_end(folder, monkeypatch):
    theirs = checkpoints.checkpoint_path(folder, NAME)
    opened = Path.open

    def open_(self, *arguments, **options):
        if self == theirs:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_)
    assert f"{NAME} is damaged: python train_all.py --only {NAME}" in Library.open(folder).problems


def test_the_committed_files_are_those_whose_digests_are_committed():
    folder = ROOT / "checkpoints"
    listed = [line.split("  ", 1)[1] for line in (folder / digests.NAME).read_text().splitlines()]
    assert all(digests.is_sound(folder, folder / place) for place in listed)
    written = [*folder.glob("*.safetensors"), *folder.glob("results/*.json")]
    others = [gallery_path(folder), molecules_path(folder)]
    assert {folder / place for place in listed} == {*written, *others}


# ------------------------------------------------------------------ writing


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_who_may_read_a_file_is_the_umask_s_to_say(tmp_path, umask):
    path, before = tmp_path / "pca-30.safetensors", os.umask(umask)
    try:
        variant = VARIANTS[NAME]
        checkpoints.save(path, train.build(variant), checkpoints.Origin("", [], "", {}))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


def test_a_full_disk_leaves_the_old_file_and_nothing_half_written(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("old")

    def half(new):
        new.write_text("ne")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, half)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


# Trains a small network in processes that are killed at the n-th file that they write, before that
# file has its name or after; each goes on where the one before was killed.
KILLED = """
import os, signal, sys, torch
import torch._dynamo  # or each process would, at its first optimizer
from pathlib import Path
from dataclasses import replace
from aedemo.models.architectures import Dense
from aedemo.models.catalogue import VARIANTS
from aedemo.models.schedules import LayerWise
from aedemo.training import loop
from aedemo.training import state as states
from tests.digits import drawn_splits

torch.set_num_threads(1)
folder, splits = Path(sys.argv[1]), drawn_splits(200, 100)
variant = replace(VARIANTS["dense-deep"], architecture=Dense((16,)), latent_dim=4,
                  schedule=LayerWise(epochs=1, refit=1, batch=64))

def train(name, kill_at=None, after=False):
    renamed, written = os.replace, 0
    def replace_(old, new):
        nonlocal written
        written += 1
        if after: renamed(old, new)
        if written == kill_at: os.kill(os.getpid(), signal.SIGKILL)
        if not after: renamed(old, new)
    os.replace = replace_
    model = loop.train(variant, splits, torch.device("cpu"), folder / name).model
    torch.save(model.state_dict(), folder / f"{name}.pt")

def in_a_process(*arguments):
    child = os.fork()
    if not child:
        train(*arguments)
        os._exit(0)
    return os.waitpid(child, 0)[1]

assert in_a_process("whole") == 0
kills = [in_a_process("killed", *each) for each in ((1, False), (1, True), (2, False))]
assert kills == [signal.SIGKILL] * 3
assert in_a_process("killed") == 0
whole, killed = (torch.load(folder / f"{name}.pt") for name in ("whole", "killed"))
assert all(torch.equal(whole[key], killed[key]) for key in whole)
"""


def test_killed_at_any_moment_training_ends_in_the_same_bits(tmp_path):
    subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=True, cwd=ROOT)


def test_a_state_that_is_none_is_begun_anew(tmp_path):
    path = tmp_path / "state.safetensors"
    path.write_bytes(b"half of it")
    assert states.resume(path, VARIANTS[NAME], train.build(VARIANTS[NAME])) == states.State()


# ------------------------------------------------------------------ commands


@pytest.fixture
def call(tmp_path, monkeypatch):
    """train_all.py on drawn digits, which trains and measures next to nothing."""
    monkeypatch.setattr(Digits, "load", lambda self, folder: drawn_splits(400, 1_100))
    monkeypatch.setattr(train, "load_gallery", lambda path: drawn_splits(400, 1_100).test)
    monkeypatch.setattr(train, "write_gallery", lambda test, path: path.touch())
    monkeypatch.setattr(train.Work, "to_measure", lambda self: {})
    (tmp_path / "public").mkdir()

    def call(*arguments):
        train.main([*arguments, "--checkpoints", str(tmp_path), "--device", "cpu"])

    return call


def test_an_interrupted_force_goes_on_where_it_was(call, monkeypatch, capsys):
    trained, learn = [], loop.train

    def until_the_second(variant, *arguments):
        trained.append(variant.name)
        if len(trained) == 2:
            raise KeyboardInterrupt
        return learn(variant, *arguments)

    monkeypatch.setattr(loop, "train", until_the_second)
    force = ("--only", "pca-30", "pca-64", "--force")
    with pytest.raises(SystemExit, match="goes on from here"):
        call(*force)
    call(*force)
    assert sorted(trained) == sorted(["pca-30", "pca-64", trained[1]])
    call(*force)
    assert len(trained) == 5  # it was complete, so both again


def test_a_full_disk_ends_training_in_a_sentence(call, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device", "vae.safetensors")

    monkeypatch.setattr(train, "save", full)
    with pytest.raises(SystemExit, match=r"vae\.safetensors: No space left on device\. What is"):
        call("--only", NAME)


def test_the_arithmetic_is_the_processor_s_and_written_down(call, tmp_path, monkeypatch):
    for capable, expected in ((True, "bfloat16"), (False, "float32")):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda answer=capable: answer)
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
        assert loop.arithmetic(torch.device("cpu")) == expected
    call("--only", NAME)
    assert checkpoints.read_origin(tmp_path / f"{NAME}.safetensors").arithmetic == "float32"


def test_where_nothing_can_listen_a_sentence_says_why():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"Port {port} is in use" in page_command.fault_of_address("127.0.0.1", port)
    assert page_command.fault_of_address("127.0.0.1", None) is None
    assert "no host" in page_command.fault_of_address("no such host", None)
    assert "has no address 192.0.2.1" in page_command.fault_of_address("192.0.2.1", None)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(port, capsys):
    with pytest.raises(SystemExit):
        page_command.parse_arguments(["--port", port])
    assert "--port" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["app.py", "train_all.py"])
def test_stopped_while_it_imports_a_command_ends_in_a_word(command):
    process = subprocess.Popen(
        [sys.executable, ROOT / command, "--help"], stderr=subprocess.PIPE, text=True
    )
    time.sleep(0.5)  # python itself has started, torch is far from imported
    process.send_signal(signal.SIGINT)
    assert "Traceback" not in process.communicate()[1]
