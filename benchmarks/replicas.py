"""Two processes behind nginx, beside one alone: python -m benchmarks.replicas

Starts the proxy of deploy/ on loopback with two processes of app.py behind it; nginx must be
installed. Writes benchmarks/replicas.json:

- one, two: what `benchmarks.load` measures of visitors who draw, of one process without a proxy and
  of two behind it, on the same cores that the visitors are on;
- death: of a page in Chromium on which somebody draws on while each of the processes is killed and
  started again, and then both are: how often Gradio reloaded the page, and whether every stroke was
  there afterwards, with a wall of its own.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, TimeoutError

from aedemo.library import Library
from benchmarks.bench import PORT, ROOT, URL, Server, chromium, running, write
from benchmarks.load import draw

DEPLOY = ROOT / "deploy"
PORTS = (PORT + 1, PORT + 2)
VISITORS = (1, 10, 30)
LONGEST_S = 60


class Replicas:
    """Processes of app.py, one a port."""

    def __init__(self) -> None:
        self.running: dict[int, subprocess.Popen] = {}
        for port in PORTS:
            self.start(port)
        for port in PORTS:
            self.wait_for(port)

    def start(self, port: int) -> None:
        command = [sys.executable, ROOT / "app.py", "--port", str(port)]
        self.running[port] = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def wait_for(self, port: int) -> None:
        wait_until(lambda: answers(f"http://127.0.0.1:{port}"))

    def kill(self, port: int) -> None:
        self.running[port].send_signal(signal.SIGKILL)
        self.running[port].wait()

    def cpu_s(self) -> float:
        """Of all together."""
        return sum(Server(each, 0).cpu_s() for each in self.running.values())


@contextmanager
def proxied() -> Iterator[Replicas]:
    """Two processes behind the proxy, which is where one alone would be."""
    replicas = Replicas()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # root's nginx works as somebody else
        configuration = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        for ours, here in (("listen 8080", f"listen 127.0.0.1:{PORT}"), (" /tmp/", f" {folder}/")):
            configuration = configuration.replace(ours, here)
        Path(folder, "nginx.conf").write_text(configuration, encoding="utf-8")
        servers = [f"server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;" for port in PORTS]
        Path(folder, "replicas.conf").write_text("\n".join(servers), encoding="utf-8")
        command = ["nginx", "-p", folder, "-c", f"{folder}/nginx.conf", "-g", "daemon off;"]
        proxy = subprocess.Popen(command)
        try:
            wait_until(lambda: answers(URL))
            yield replicas
        finally:
            for each in (proxy, *replicas.running.values()):
                each.terminate()
                each.wait()


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/gradio_api/app_id", timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit("waited too long")
        time.sleep(0.1)


def survive(replicas: Replicas) -> dict[str, Any]:
    """A page on which somebody draws while processes die."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        reloads: list[str] = []
        page.goto(URL)
        page.wait_for_selector(".wall[data-painted]")
        page.on("load", lambda page: reloads.append(page.url))
        page.get_by_role("button", name="Clear").click()
        found = {}
        for name, dying in (("first", PORTS[:1]), ("second", PORTS[1:]), ("both", PORTS)):
            before = len(reloads)
            add_stroke(page)
            for port in dying:
                replicas.kill(port)
            add_stroke(page)
            page.wait_for_timeout(3000)
            for port in dying:
                replicas.start(port)
            for port in dying:
                replicas.wait_for(port)
            page.wait_for_timeout(6000)  # until the proxy asks it again, and Gradio does
            add_stroke(page)
            found[f"{name}_killed"] = {
                "reloads": len(reloads) - before,
                "strokes_drawn": 3 * (len(found) + 1),
                "as_the_page_has_it": pad(page),
                "wall_is_repainted": is_repainted(page),
            }
        return found


def add_stroke(page: Page) -> None:
    page.locator("canvas.paper:visible").scroll_into_view_if_needed()
    box = page.locator("canvas.paper:visible").bounding_box()
    assert box
    step = int(time.monotonic() * 10) % 50
    page.mouse.move(box["x"] + 60 + step, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 120 + step, box["y"] + 180, steps=10)
    page.mouse.up()


def pad(page: Page) -> str:
    return page.locator("canvas.paper:visible").get_attribute("aria-label") or ""


def is_repainted(page: Page) -> bool:
    """Whether one more stroke brings a new wall."""
    count = "Number(document.querySelector('.wall').dataset.painted)"
    before = page.evaluate(count)
    page.get_by_role("slider", name="Passes").press("ArrowRight")
    try:
        page.wait_for_function(f"(before) => {count} > before", arg=before, timeout=5000)
    except TimeoutError:
        return False
    return True


def main() -> None:
    if not shutil.which("nginx"):
        raise SystemExit("nginx is not installed.")
    load = os.getloadavg()[1]
    library = Library.open(ROOT / "checkpoints")
    figures = {}
    with running() as server:
        asyncio.run(draw(1, server, library))  # to warm up
        figures["one"] = {each: asyncio.run(draw(each, server, library)) for each in VISITORS}
    with proxied() as replicas:
        asyncio.run(draw(10, replicas, library))
        figures["two"] = {each: asyncio.run(draw(each, replicas, library)) for each in VISITORS}
        figures["death"] = survive(replicas)
    write(__file__, figures, load, digits=2)


if __name__ == "__main__":
    main()
