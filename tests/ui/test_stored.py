"""What does not change is made once, for all who ask, and kept by browsers."""

import asyncio
import itertools
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from starlette.responses import Response

from aedemo.ui import stored
from aedemo.ui.files import APART
from aedemo.ui.stored import Stored

PAGE = b"<p>a page that is worth compressing</p>" * 50


@pytest.fixture
def visit():
    """Ask several times at once; the answers, and how often the app behind was asked."""
    calls = itertools.count()

    async def app(scope, receive, send):
        next(calls)
        await asyncio.sleep(0.01)
        status = 404 if "missing" in scope["path"] else 200
        await Response(PAGE, status, media_type="text/html")(scope, receive, send)

    store = Stored(app)

    def ask(*paths, **headers):
        async def all_at_once():
            transport = httpx.ASGITransport(store)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as web:
                return await asyncio.gather(*(web.get(path, headers=headers) for path in paths))

        before = next(calls)
        with ThreadPoolExecutor(1) as thread:  # in this one Playwright may have a loop running
            answers = thread.submit(asyncio.run, all_at_once()).result()
        return answers, next(calls) - before - 1

    return ask


def test_whoever_comes_at_once_gets_the_same_answer(visit):
    answers, asked = visit(*["/"] * 5)
    assert {answer.content for answer in answers} == {PAGE}
    assert asked == 1


def test_it_is_sent_as_the_browser_takes_it(visit):
    answers, _ = visit("/", **{"accept-encoding": "br"})
    assert answers[0].headers["content-encoding"] == "br"
    assert answers[0].content == PAGE  # the client has taken it apart
    assert int(answers[0].headers["content-length"]) < len(PAGE) / 4
    answers, _ = visit("/", **{"accept-encoding": "identity"})
    assert "content-encoding" not in answers[0].headers


def test_what_a_browser_has_is_not_sent_again(visit):
    ((first,), _) = visit("/")
    ((again,), asked) = visit("/", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, asked) == (304, b"", 0)
    ((other,), _) = visit("/", **{"if-none-match": '"another"'})
    assert other.content == PAGE


def test_only_what_is_named_after_its_content_is_kept_unasked(visit):
    (page, asset), _ = visit("/", f"{APART}0123.json")
    assert page.headers["cache-control"] == "no-cache"
    assert "immutable" in asset.headers["cache-control"]


@pytest.mark.parametrize("path", ["/?deep_link=x", "/gradio_api/heartbeat/x"])
def test_what_may_differ_is_asked_for_each_time(visit, path):
    assert visit(path, path)[1] == 2


def test_what_is_not_there_may_come_later(visit):
    answers, _ = visit("/assets/missing.js")
    assert answers[0].status_code == 404
    assert visit("/assets/missing.js")[1] == 2  # once to keep it, and once to pass it on


def test_hosts_do_not_share_what_names_them(visit):
    assert visit("/", host="one")[1] == visit("/", host="two")[1] == 1


def test_what_was_not_asked_for_longest_makes_room(visit, monkeypatch):
    monkeypatch.setattr(stored, "MOST", 3 * len(PAGE))
    hosts = [f"host-{number}" for number in range(5)]
    assert [visit("/", host=host)[1] for host in hosts] == [1] * 5
    assert visit("/", host=hosts[-1])[1] == 0
    assert visit("/", host=hosts[0])[1] == 1
