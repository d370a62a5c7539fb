"""What the benchmarks share: app.py running, Chromium open, and the result in a file."""

import json
import os
import platform
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent
PORT = 7899
URL = f"http://127.0.0.1:{PORT}"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Server:
    """app.py, and the seconds until it first answered."""

    process: subprocess.Popen
    start_s: float

    def memory_mb(self) -> float:
        """Resident memory; only where /proc tells it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    def cpu_s(self) -> float:
        """Seconds of processor time so far; only where /proc tells it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def running(log: IO | None = None) -> Iterator[Server]:
    """app.py on the committed checkpoints, until the block ends; what it says goes to `log`."""
    began = time.perf_counter()
    command = [sys.executable, ROOT / "app.py", "--port", str(PORT)]
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield Server(process, _first_answer(process) - began)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield browser
        browser.close()


def record(benchmark: str, measure: Callable[[Browser, Server], dict], digits: int) -> None:
    """Measure with app.py running and Chromium open, and `write` the result."""
    load = os.getloadavg()[1]
    with running() as server, chromium() as browser:
        result = measure(browser, server)
    write(benchmark, result, load, digits)


def write(benchmark: str, result: dict, load: float, digits: int) -> None:
    """Print, and write the .json beside the file `benchmark`, numbers rounded.

    load: of the machine, before.
    """
    machine = {"cores": os.cpu_count(), "load_before": load, "machine": platform.machine()}
    text = json.dumps(_rounded(result | machine, digits), indent=2)
    print(text)
    Path(benchmark).with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def _first_answer(process: subprocess.Popen) -> float:
    while True:
        try:
            urllib.request.urlopen(URL, timeout=1).close()
            return time.perf_counter()
        except OSError:
            if process.poll() is not None:
                raise SystemExit("app.py ended before it answered.") from None
            time.sleep(0.02)


def _rounded(value: object, digits: int) -> object:
    if isinstance(value, dict):
        return {key: _rounded(each, digits) for key, each in value.items()}
    return round(value, digits) if isinstance(value, float) else value
