"""What the running app makes of input that nobody should send: python -m benchmarks.fuzz

20,000 requests over HTTP, from two clients at once, to every listener of the page, the public
endpoints, the uploads, and whatever a link may hold: calls of which one value is replaced, bodies
that are no calls, files that are no pictures, addresses that are none. Writes to
benchmarks/fuzz.json how each kind was answered, which took longest, the server's memory, and how
much it had to say. Ends with an error where one was not answered, took longer than three seconds,
or left a traceback in the log with a line of ours.
"""

import base64
import http.client
import io
import json
import os
import platform
import random
import re
import struct
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from PIL import Image

from benchmarks.bench import PORT, Server, running

REQUESTS = 20_000
CLIENTS = 2
SLOWEST_S = 3.0
SLOWEST = 5  # requests that are written down
SAID = 300  # bytes of what they sent
MOST_GROWTH_MB = 500
SESSIONS = 100

MARKUP = "<img src=x onerror=alert(1)>**bold** ${7*7} {{value}}"
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -1, 1, 1.5, 7, 2**31, -(2**63), 10**400, 1e-320, 1e308,
    float("nan"), float("inf"), -float("inf"),
    "", " ", "0", "1.5", "nan", "vae", "\ud800", "\0", "\u202e٣", MARKUP, "a" * 5_000,
    "../../etc/passwd", "C" * 400, "C1CC", "[Xx]", "CC(=O)Oc1ccccc1C(=O)O",
    [], [[]], [None], ["vae"], [float("nan")] * 20, [10**400] * 20, [[0.5] * 28] * 28,
    [[0.5] * 28] * 27, [["x"] * 28] * 28, [0] * 5_000,
    {}, {"a": 1}, {"": None}, {"gallery": -1}, {"gallery": 1e3}, {"gallery": 4999},
    {"gallery": True}, {"gallery": 10**30}, {"strokes": None}, {"strokes": [[]]},
    {"strokes": [[[0.5, 0.5]]]}, {"strokes": [[[0.1, 0.2], [0.9, 10**400]]]},
    {"strokes": [[[float("nan"), 0]]]}, {"strokes": [[[0.2, 0.2], [0.8, 0.8]]] * 501},
    {"file": ""}, {"file": "!"}, {"file": "AAAA"}, {"file": None}, {"file": 1},
    {"picture": {"normalised": "AA==", "plain": "AA=="}}, {"picture": None},
    {"missing": None}, {"missing": "\ud800"}, {"missing": "A" * 1_048},
    {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}},
    {"path": "http://127.0.0.1:1/", "meta": {"_type": "gradio.FileData"}},
    {"path": None, "url": None, "meta": {"_type": "gradio.FileData"}},
    {"__type__": "update", "value": 1}, {"__class__": "x"}, {"props": {"value": None}},
)  # fmt: skip
PLACES = ("index", "place", "pins", "section", "tile", "code", "model", "digit", "path", "rate")
WORDS = (
    "../",
    "%2e%2e/",
    "%00",
    "file=",
    "/etc/passwd",
    "aedemo-files/",
    "ui/",
    "page.py",
    "?x=",
    "#",
)
ENDPOINTS = ("restore", "encode", "decode", "project", "restore_molecule", "nothing")


@dataclass(frozen=True)
class Request:
    """One request: of what kind, and all that is sent. asks: the name of a listener, if of one."""

    kind: str
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    asks: str = ""


@dataclass
class Seen:
    """What came of the requests so far."""

    answers: Counter = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    slowest: list[tuple[float, str, str]] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


class Page:
    """The calls that the page makes, as its own settings tell them."""

    def __init__(self) -> None:
        config = json.loads(exchange(Request("", "GET", "/config"))[1])
        parts = {part["id"]: part for part in config["components"]}
        self.calls = [
            (each["id"], [_usual(parts[one]) for one in each["inputs"]])
            for each in config["dependencies"]
            if each["backend_fn"]
        ]
        self.names = {each["id"]: each["api_name"] for each in config["dependencies"]}


def exchange(request: Request) -> tuple[int, bytes]:
    """The status and the body of an answer, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        connection.request(request.method, request.path, request.body or None, request.headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


# ------------------------------------------------------------------ what is sent


def hostile(rng: random.Random) -> Any:
    """A value that nobody expects: one of the list, or a nest of them."""
    match rng.randrange(12):
        case 0:
            return [hostile(rng) for _ in range(rng.randrange(4))]
        case 1:
            return {rng.choice(PLACES): hostile(rng) for _ in range(rng.randrange(1, 4))}
        case 2:
            nest: Any = rng.choice(HOSTILE)
            for _ in range(rng.choice((3, 60, 600))):
                nest = [nest]
            return nest
    return rng.choice(HOSTILE)


def spoilt(value: Any, rng: random.Random) -> Any:
    """A value that is sound but for one place somewhere in it."""
    if isinstance(value, dict) and value and rng.random() < 0.7:
        key = rng.choice([*value])
        return {**value, key: spoilt(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = rng.randrange(len(value))
        return [*value[:place], spoilt(value[place], rng), *value[place + 1 :]]
    return hostile(rng)


def call(page: Page, rng: random.Random) -> Request:
    """A call of a listener, of which one value is wrong, or the event."""
    number, usual = rng.choice(page.calls)
    data, event = [*usual], None
    if data and rng.random() < 0.95:
        place = rng.randrange(len(data))
        data[place] = spoilt(data[place], rng)
    else:
        event = hostile(rng) if rng.random() < 0.3 else {rng.choice(PLACES): hostile(rng)}
    sent = {"data": data, "fn_index": number, "event_data": event}
    request = _posted("listeners", "/gradio_api/run/predict", sent | _session(rng))
    return replace(request, asks=page.names[number])


def link(page: Page, rng: random.Random) -> Request:
    """A copied link as the page reads it, or as the server does."""
    name, digit, code = (rng.choice((hostile(rng), *usual)) for usual in (
        ("vae", "conv-vae"), ("7", "1509"), ("AAAA", "_-8=", "A" * 107)
    ))  # fmt: skip
    if rng.random() < 0.5:
        number = next(number for number, usual in page.calls if not usual)
        number = rng.choice([number for number, usual in page.calls if not usual] or [number])
        event = {"model": name, "digit": digit, "code": code}
        sent = {"data": [], "fn_index": number, "event_data": event}
        return _posted("links", "/gradio_api/run/predict", sent | _session(rng))
    query = f"/config?tab={_quoted(name)}&digit={_quoted(digit)}&deep_link={_quoted(code)}"
    return Request("links", "GET", query, headers=_odd_headers(rng))


def endpoint(page: Page, rng: random.Random) -> Request:
    """A call of a public endpoint."""
    values = [hostile(rng) for _ in range(rng.choice((0, 1, 2, 2, 2, 3)))]
    if values and rng.random() < 0.5:
        values[0] = [[0.5] * 28] * 28
    if len(values) > 1 and rng.random() < 0.5:
        values[1] = "vae"
    return _posted("endpoints", f"/gradio_api/call/{rng.choice(ENDPOINTS)}", {"data": values})


def body(page: Page, rng: random.Random) -> Request:
    """What is no call: not JSON, or without what belongs to one."""
    number, usual = rng.choice(page.calls)
    sent: dict = {"data": usual, "fn_index": number, "session_hash": "fuzz"}
    key = rng.choice(("data", "fn_index", "session_hash", "event_id", "trigger_id", "batched"))
    sent[key] = hostile(rng)
    if rng.random() < 0.3:
        sent.pop(rng.choice([*sent]))
    if rng.random() < 0.2:
        sent["data"] = usual[: rng.randrange(len(usual) + 1)]
    text = _json(sent)
    match rng.randrange(6):
        case 0:
            text = text[: rng.randrange(len(text))]
        case 1:
            text = bytes(rng.randrange(256) for _ in range(200))
        case 2:
            text = b"[" * rng.choice((10, 2_000, 90_000))
    route = rng.choice(("run/predict", "api/predict", "queue/join", "call/restore", "cancel", "x"))
    kind = rng.choice(("application/json", "text/plain", "multipart/form-data", ""))
    return Request("bodies", "POST", f"/gradio_api/{route}", text, {"Content-Type": kind})


def large(page: Page, rng: random.Random) -> Request:
    """More than is let in."""
    filled = rng.choice((b"[],", b"{},", b"0,", b'"a",')) * rng.choice((100_000, 2_000_000))
    return Request(
        "large bodies", "POST", "/gradio_api/run/predict",
        b'{"fn_index": 0, "data": [[' + filled + b"0]]}", {"Content-Type": "application/json"},
    )  # fmt: skip


def upload(page: Page, rng: random.Random) -> Request:
    """Files that are no pictures, or pictures of which something is wrong."""
    files = [picture(rng) for _ in range(rng.choice((0, 1, 1, 1, 3, 9)))]
    if rng.random() < 0.5:
        sent = {"file": base64.b64encode(files[0] if files else b"").decode()}
        number = rng.choice([n for n, usual in page.calls if len(usual) == 1 and _is_pad(usual[0])])
        return _posted("uploads", "/gradio_api/run/predict", {"data": [sent], "fn_index": number})
    name = rng.choice(("a.png", "../../a.png", "a" * 400, "\\", "", 'x"; y="'))
    parts = [
        b'--fuzz\r\nContent-Disposition: form-data; name="files"; filename="'
        + name.encode()
        + b'"\r\nContent-Type: image/png\r\n\r\n'
        + each
        + b"\r\n"
        for each in files
    ]
    kind = rng.choice(("multipart/form-data; boundary=fuzz", "multipart/form-data", "text/plain"))
    end = rng.choice((b"--fuzz--\r\n", b"", b"--fuzz"))
    return Request(
        "uploads", "POST", "/gradio_api/upload", b"".join(parts) + end, {"Content-Type": kind}
    )


def picture(rng: random.Random) -> bytes:
    """A file: a sound picture, one cut off or with some bytes changed, a bomb, or noise."""
    if rng.random() < 0.1:
        header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
        chunk = b"IHDR" + header
        crc = struct.pack(">I", zlib.crc32(chunk))
        return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + crc
    mode, side = rng.choice(("L", "RGB", "RGBA", "1", "I;16")), rng.choice((1, 28, 300))
    sheet = io.BytesIO()
    shade = rng.choice((0, 128)) if mode in ("L", "1", "I;16") else (9,) * len(mode)
    kind = "PNG" if mode != "RGB" else rng.choice(("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"))
    Image.new(mode, (side, side), shade).save(sheet, kind)
    data = bytearray(sheet.getvalue())
    match rng.randrange(4):
        case 0:
            del data[rng.randrange(len(data)) :]
        case 1:
            for _ in range(rng.randrange(1, 20)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        case 2:
            return bytes(rng.randrange(256) for _ in range(rng.randrange(500)))
    return bytes(data)


def address(page: Page, rng: random.Random) -> Request:
    """An address that is none."""
    start = rng.choice(("/", "/gradio_api/", "/aedemo-files/", "/gradio_api/file=", "/assets/"))
    rest = "".join(rng.choice(WORDS) for _ in range(rng.randrange(6)))
    method = rng.choice(("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"))
    return Request("addresses", method, start + rest, headers=_odd_headers(rng))


KINDS: dict[Callable[[Page, random.Random], Request], int] = {
    call: 40, endpoint: 8, link: 6, body: 22, upload: 10, address: 13, large: 1,
}  # fmt: skip


def _usual(part: dict) -> Any:
    props = part["props"]
    return props.get("value") if part["type"] != "api" else "vae"


def _is_pad(value: Any) -> bool:
    return isinstance(value, dict) and "gallery" in value


def _session(rng: random.Random) -> dict:
    return {"session_hash": f"fuzz{rng.randrange(SESSIONS)}"}


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()  # NaN and Infinity as they are, which many parsers take


def _posted(kind: str, path: str, sent: dict) -> Request:
    return Request(kind, "POST", path, _json(sent), {"Content-Type": "application/json"})


def _quoted(value: Any) -> str:
    return quote(str(value)[:3_000].encode("utf-8", "surrogatepass"))


def _odd_headers(rng: random.Random) -> dict[str, str]:
    hosts = ("evil.example", "[", "a b", "127.0.0.1:99999", "x" * 2_000, "http://[::1")
    names = (
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "X-Gradio-Server",
        "Origin",
        "Range",
        "Cookie",
    )
    return {rng.choice(names): rng.choice(hosts)} if rng.random() < 0.5 else {}


# ------------------------------------------------------------------ what comes of it


def answered(request: Request) -> str:
    """What came back: a status; of a queued call how its stream ended."""
    status, text = exchange(request)
    if request.kind == "endpoints" and status == 200:
        number = json.loads(text)["event_id"]
        _, text = exchange(Request("", "GET", f"{request.path}/{number}"))
        events = re.findall(rb"event: (\w+)", text)
        return f"200, {events[-1].decode() if events else 'nothing'}"
    return str(status)


def send(page: Page, seed: int, count: int, seen: Seen, lock: threading.Lock) -> None:
    """Send `count` requests, one after the other."""
    rng = random.Random(seed)
    for _ in range(count):
        make = rng.choices([*KINDS], [*KINDS.values()])[0]
        request = make(page, rng)
        began = time.perf_counter()
        try:
            answer = answered(request)
        except (OSError, http.client.HTTPException, ValueError) as error:
            answer = "none"
            with lock:
                seen.unanswered.append(f"{request.kind}: {error!r:.200} {request.path:.100}")
        seconds = time.perf_counter() - began
        with lock:
            seen.answers[f"{request.kind}: {answer}"] += 1
            seen.seconds.setdefault(request.kind, []).append(seconds)
            asked = request.asks or f"{request.kind} {request.path:.60}"
            slowest = [*seen.slowest, (seconds, asked, f"{request.body[:SAID]!r}")]
            seen.slowest = sorted(slowest, reverse=True)[:SLOWEST]


def measure(server: Server, log: Path) -> dict:
    """Everything sent, and what the server made of it."""
    page, seen, lock = Page(), Seen(), threading.Lock()
    before, peak, done = server.memory_mb(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            peak[0] = max(peak[0], server.memory_mb())

    threads = [
        threading.Thread(target=send, args=(page, seed, REQUESTS // CLIENTS, seen, lock))
        for seed in range(CLIENTS)
    ]
    began = time.perf_counter()
    watching = threading.Thread(target=watch)
    for thread in (watching, *threads):
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    done.set()
    watching.join()
    said = log.read_text(errors="replace")
    tracebacks = re.findall(r"^Traceback .*\n(?:  .*\n|\n)+", said, re.MULTILINE)
    for each in seen.unanswered:
        print(each, file=sys.stderr)
    return {
        "requests": sum(seen.answers.values()),
        "seconds": round(seconds, 1),
        "answers": dict(sorted(seen.answers.items())),
        "milliseconds": {
            kind: {
                "p50": round(1000 * float(np.median(times)), 1),
                "p95": round(1000 * float(np.quantile(times, 0.95)), 1),
                "most": round(1000 * max(times), 1),
            }
            for kind, times in sorted(seen.seconds.items())
        },
        "slowest": [
            {"milliseconds": round(1000 * seconds, 1), "asked": asked, "sent": sent}
            for seconds, asked, sent in seen.slowest
        ],
        "unanswered": len(seen.unanswered),
        "log": {
            "tracebacks": len(tracebacks),
            "tracebacks_of_ours": sum("aedemo/" in each for each in tracebacks),
            "lines": len(said.splitlines()),
            "longest_line": max(map(len, said.splitlines()), default=0),
        },
        "memory_mb": {
            "before": round(before), "peak": round(peak[0]), "after": round(server.memory_mb()),
        },
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
    }  # fmt: skip


def faults(figures: dict) -> list[str]:
    """What should not have come of it."""
    slowest = max(each["most"] for each in figures["milliseconds"].values()) / 1000
    memory = figures["memory_mb"]
    found = {
        "some were not answered": figures["unanswered"] > 0,
        "there are tracebacks of ours in the log": figures["log"]["tracebacks_of_ours"] > 0,
        f"an answer took {slowest:.1f} s": slowest > SLOWEST_S,
        "the memory grew": memory["after"] - memory["before"] > MOST_GROWTH_MB,
    }
    return [fault for fault, is_so in found.items() if is_so]


def main() -> None:
    with (
        tempfile.NamedTemporaryFile("w", suffix=".log", delete=False) as log,
        running(log) as server,
    ):
        figures = measure(server, Path(log.name))
    text = json.dumps(figures, indent=2)
    print(text)
    Path(__file__).with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    if found := faults(figures):
        sys.exit(f"{', '.join(found)}: the log is {log.name}".capitalize())


if __name__ == "__main__":
    main()
