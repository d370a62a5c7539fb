"""How a class is served: python -m benchmarks.load

Starts app.py and puts visitors before it, on loopback, who do what the page does: draw for 1.5 s
and ask for a wall as often as the pad does, lift the pen, are shown the last wall and then the
curve, rest for 1.5 s and begin anew. Writes benchmarks/load.json:

- drawing, by the number of visitors: answers a second; the milliseconds from pen up to the wall of
  the whole stroke and from asking for a curve to having it; how many strokes were shown before the
  next began; wrong answers, of each visitor's last stroke compared with what the networks answer
  here; errors; the cores that the server kept busy;
- opening, by the number of visitors who open the page within five seconds: until each had all that
  a browser fetches until the first wall; the bytes of a first and of a second visit;
- memory: of the server at start, after each of these, and once the visitors have left.

The visitors share the machine with the server.
"""

import asyncio
import base64
import json
import math
import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import numpy as np
from playwright.sync_api import Browser

from aedemo.data.preprocessing import from_strokes
from aedemo.experiments import restoring
from aedemo.library import Library
from aedemo.ui.tabs.restore import FIRST_KIND, FIRST_LEVEL, FIRST_SEED
from benchmarks.bench import ROOT, URL, Server, chromium, running, write

VISITORS = (1, 10, 30, 100)
OPENING = (30, 100)
SECONDS = 20  # that each number of visitors draws
STROKE_S = 1.5
REST_S = 1.5
OPENED_WITHIN_S = 5
POINTS_A_SECOND = 60
# As in modules/editing.js and modules/busy.js.
EVERY_S = 0.075
FLUENT_S = 0.04
SETTLED_AFTER_S = 0.25
LONGEST_S = 60
TOLERANCE = 1  # of 255: in a batch the sums have another order

Point = list[float]


@dataclass
class Heard:
    """What all visitors of one round were told."""

    answers: int = 0
    pen_up_ms: list[float] = field(default_factory=list)
    curve_ms: list[float] = field(default_factory=list)
    strokes: int = 0
    in_time: int = 0
    wrong: int = 0
    errors: Counter = field(default_factory=Counter)

    def figures(self, seconds: float) -> dict[str, Any]:
        """For the file."""
        return {
            "answers_a_second": self.answers / seconds,
            "pen_up_ms": quantiles(self.pen_up_ms),
            "curve_ms": quantiles(self.curve_ms),
            "strokes": self.strokes,
            "shown_before_the_next": self.in_time,
            "wrong": self.wrong,
            "errors": dict(self.errors),
        }


class Visitor:
    """One page on Restore, and the hand before it."""

    def __init__(self, web: aiohttp.ClientSession, listeners: dict[str, int], heard: Heard) -> None:
        self.web = web
        self.listeners = listeners
        self.heard = heard
        self.session = f"{random.getrandbits(50):x}"
        self.took = 0.0
        self.wanted: list[Point] | None = None  # asked for as soon as the last answer is there
        self.asking: asyncio.Task | None = None
        self.settling: asyncio.Task | None = None
        self.lifted: float | None = None  # when the pen was, until the wall of its stroke is there
        self.stroke: list[Point] = []
        self.last: tuple[list[Point], dict[str, Any]] | None = None  # a stroke and its wall

    async def draw(self, until: float) -> None:
        """Draw stroke after stroke until a moment of the loop's clock, then wait for the last."""
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(random.random() * (STROKE_S + REST_S))
        while clock() < until:
            await self._draw_stroke()
            await asyncio.sleep(REST_S)
            self.heard.in_time += self.lifted is None
        for task in (self.asking, self.settling):
            if task:
                await task

    async def _draw_stroke(self) -> None:
        clock = asyncio.get_running_loop().time
        turn = random.random() * 2 * math.pi
        began, told = clock(), 0.0
        self.stroke, self.lifted = [], None
        while (t := (clock() - began) / STROKE_S) < 1:
            x = 0.5 + 0.3 * math.cos(turn + 4 * t)
            y = 0.5 + 0.3 * math.sin(turn + 4 * t) * (1 - 0.5 * t)
            self.stroke.append([round(x, 4), round(y, 4)])
            if clock() - told >= max(EVERY_S, self.took**2 / FLUENT_S):
                told = clock()
                self._ask()
            await asyncio.sleep(1 / POINTS_A_SECOND)
        self.lifted = clock()
        self.heard.strokes += 1
        self._ask()

    def _ask(self) -> None:
        """What comes while an answer is under way waits, the last of it only."""
        self.wanted = [*self.stroke]
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        clock = asyncio.get_running_loop().time
        while self.wanted is not None:
            stroke, self.wanted = self.wanted, None
            began = clock()
            spoiling = [{"strokes": [stroke]}, FIRST_KIND, FIRST_LEVEL, FIRST_SEED]
            answer = await self._post("paint", [*spoiling, 1])
            self.took = clock() - began
            if answer is None:
                continue
            self.heard.answers += 1
            if self.lifted is not None and stroke == self.stroke:
                self.heard.pen_up_ms.append(1000 * (clock() - self.lifted))
                self.lifted = None
                self.last = stroke, json.loads(answer)["data"][-1]
                self.settling = asyncio.create_task(self._settle([*spoiling, None]))

    async def _settle(self, data: list[Any]) -> None:
        clock = asyncio.get_running_loop().time
        await asyncio.sleep(SETTLED_AFTER_S)
        began = clock()
        if await self._post("plot", data) is not None:
            self.heard.curve_ms.append(1000 * (clock() - began))

    async def _post(self, listener: str, data: list[Any]) -> bytes | None:
        index = self.listeners[listener]
        body = {"data": data, "event_data": {}, "fn_index": index, "session_hash": self.session}
        try:
            async with self.web.post("/gradio_api/run/predict", json=body) as reply:
                if reply.status == 200:
                    return await reply.read()
                self.heard.errors[f"status {reply.status}"] += 1
        except (aiohttp.ClientError, TimeoutError) as error:
            self.heard.errors[type(error).__name__] += 1
        return None


def is_right(library: Library, visitor: Visitor) -> bool:
    """Whether the last wall is that of the visitor's own last stroke."""
    if visitor.last is None:
        return False
    stroke, wall = visitor.last
    clean = from_strokes((tuple(map(tuple, stroke)),), True)
    spoiled = restoring.spoil(clean, FIRST_KIND, FIRST_LEVEL, FIRST_SEED)
    (expected,) = restoring.answer(library, [restoring.Question(clean, spoiled)])
    got = np.frombuffer(base64.b64decode(wall["pixels"]), np.uint8).astype(int)
    difference = np.abs(got - (expected.images.ravel() * 255).round().astype(int))
    return wall["names"] == expected.names and bool((difference <= TOLERANCE).all())


async def draw(visitors: int, server: Server, library: Library) -> dict[str, Any]:
    """A number of visitors who draw, each its own strokes."""
    heard = Heard()
    async with session(visitors) as web:
        async with web.get("/config") as reply:
            config = await reply.json()
        listeners = {each["api_name"]: each["id"] for each in config["dependencies"]}
        class_ = [Visitor(web, listeners, heard) for _ in range(visitors)]
        loop = asyncio.get_running_loop()
        began, busy = loop.time(), server.cpu_s()
        await asyncio.gather(*(each.draw(began + SECONDS) for each in class_))
        seconds, busy = loop.time() - began, server.cpu_s() - busy
    heard.wrong = sum(not is_right(library, each) for each in class_)
    return heard.figures(seconds) | {"cores": busy / seconds}


async def open_pages(visitors: int, addresses: list[str]) -> dict[str, float]:
    """Seconds until each had everything, of visitors who arrive evenly within five seconds."""
    async with session(6 * visitors, auto_decompress=False) as web:

        async def fetch(address: str, gate: asyncio.Semaphore) -> None:
            async with gate, web.get(address) as reply:
                reply.raise_for_status()
                await reply.read()

        async def open_page(place: int) -> float:
            await asyncio.sleep(place * OPENED_WITHIN_S / visitors)
            began, gate = time.perf_counter(), asyncio.Semaphore(6)  # connections of a browser
            await fetch(addresses[0], gate)
            await asyncio.gather(*(fetch(each, gate) for each in addresses[1:]))
            return time.perf_counter() - began

        times = await asyncio.gather(*map(open_page, range(visitors)))
    return {"p50_s": float(np.median(times)), "longest_s": max(times)}


def session(connections: int, **options: Any) -> aiohttp.ClientSession:
    """Of a number of visitors together."""
    return aiohttp.ClientSession(
        URL,
        connector=aiohttp.TCPConnector(limit=connections, force_close=False),
        timeout=aiohttp.ClientTimeout(LONGEST_S),
        **options,
    )


def visit(browser: Browser) -> tuple[list[str], dict[str, float]]:
    """What a browser fetches until the first wall, and the kB of that and of a second visit."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    addresses: list[str] = []
    kilobytes = {}
    for name in ("first", "second"):
        page = context.new_page()
        received = {}
        watch = context.new_cdp_session(page)
        watch.send("Network.enable")
        watch.on(
            "Network.loadingFinished",
            lambda event, into=received: into.update({event["requestId"]: event}),
        )
        if name == "first":
            page.on("request", lambda r: addresses.append(r.url.removeprefix(URL) or "/"))
        page.goto(URL)
        page.wait_for_selector(".wall[data-painted]")
        kilobytes[f"{name}_visit_kb"] = (
            sum(each["encodedDataLength"] for each in received.values()) / 1000
        )
        page.close()
    context.close()
    own = [each for each in addresses if each.startswith("/") and "heartbeat" not in each]
    return own, kilobytes


def quantiles(values: list[float]) -> dict[str, float]:
    """The median and the 95 % quantile; none of nothing."""
    if not values:
        return {}
    return {"p50": float(np.median(values)), "p95": float(np.quantile(values, 0.95))}


def main() -> None:
    load = os.getloadavg()[1]
    library = Library.open(ROOT / "checkpoints")
    with running() as server:
        memory = {"at_start": server.memory_mb()}
        with chromium() as browser:
            addresses, opening = visit(browser)
        asyncio.run(draw(1, server, library))  # to warm up
        drawing = {}
        for visitors in VISITORS:
            drawing[str(visitors)] = asyncio.run(draw(visitors, server, library))
            print(visitors, json.dumps(drawing[str(visitors)]), flush=True)
            memory[f"after_{visitors}_drew"] = server.memory_mb()
        opening |= {str(each): asyncio.run(open_pages(each, addresses)) for each in OPENING}
        memory["at_the_end"] = server.memory_mb()
    start = {"start_s": server.start_s}
    figures = {"drawing": drawing, "opening": opening, "memory_mb": memory}
    write(__file__, start | figures, load, digits=2)


if __name__ == "__main__":
    main()
