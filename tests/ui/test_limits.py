"""What is too much or no question at all is answered with a sentence, and nothing in the log."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from aedemo.ui.limits import KEPT, MOST_BY_ALL, MOST_BY_VISITOR, Uploads

CALL = "/gradio_api/run/predict"
UPLOAD = "/gradio_api/upload"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
def ask(app):
    """Send a request, and get the status of the answer and its text."""

    def ask_(method, path, body=None, headers=JSON):
        connection = http.client.HTTPConnection(urlsplit(app.address).netloc, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    return ask_


def files(count, size):
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    return (head + bytes(size) + b"\r\n") * count + b"--x--\r\n"


def in_pieces(body):
    """A body whose length is not told."""
    return (body[start : start + 100_000] for start in range(0, len(body), 100_000))


@pytest.mark.parametrize("sent", [bytes, in_pieces], ids=["at once", "in pieces"])
@pytest.mark.parametrize(
    "body",
    [b'{"data": [[' + b"[]," * 200_000 + b"0]]}", b'{"data": ["' + b"a" * 8_000_000 + b'"]}'],
    ids=["many values", "many letters"],
)
def test_a_large_body_is_refused(ask, body, sent):
    status, text = ask("POST", CALL, sent(body))
    assert status == 413 and json.loads(text)["error"].endswith(".")


def test_a_file_of_five_megabytes_and_a_long_drawing_are_not_too_large(app, ask):
    upload = next(key for key, each in app.page.fns.items() if each.name == "take_upload")
    for sent in (
        {"file": "A" * (5 * 1024 * 1024 // 3 * 4)},
        {"strokes": [[[0.123456789, 0.987654321]] * 20_000]},
    ):
        body = json.dumps({"data": [sent], "fn_index": upload})
        assert ask("POST", CALL, body)[0] == 200


def test_an_upload_is_of_one_picture(ask):
    assert ask("POST", UPLOAD, files(1, 100), FORM)[0] == 200
    assert ask("POST", UPLOAD, files(2, 4_900_000), FORM)[0] == 413
    assert ask("POST", UPLOAD, files(9, 1), FORM)[0] == 413


def test_a_visitor_and_all_of_them_leave_only_so_much_until_it_is_swept_away():
    now = [0.0]
    uploads = Uploads(lambda: now[0])
    assert uploads.admit("a", MOST_BY_VISITOR)
    assert not uploads.admit("a", 1) and uploads.admit("b", 1)
    others = MOST_BY_ALL // MOST_BY_VISITOR - 2
    assert all(uploads.admit(f"other {i}", MOST_BY_VISITOR) for i in range(others))
    assert not uploads.admit("c", MOST_BY_VISITOR)
    now[0] = KEPT + 1
    assert uploads.admit("a", MOST_BY_VISITOR)


@pytest.mark.parametrize(
    "path", ["deep_link?session_hash=a", "file=http://127.0.0.1/", "proxy=https://a.hf.space/"]
)
def test_what_the_page_does_not_use_is_closed(ask, path):
    assert ask("GET", f"/gradio_api/{path}")[0] == 404


def test_what_no_control_can_hold_is_refused_quietly(app, ask, capfd, caplog):
    paint = next(key for key, each in app.page.fns.items() if each.name == "paint")
    sound = [{"gallery": 7}, "dropped", 0.5, 7, 1]
    markup = "<b>x</b>" * 10_000
    changes = [(0, 7), (1, None), (1, markup), (1, ["dropped"]), (2, 2), (2, None), (3, markup)]
    calls = [{"fn_index": paint, "data": [*sound[:i], it, *sound[i + 1 :]]} for i, it in changes]
    calls += [
        {"fn_index": paint, "data": sound[:3]},
        {"fn_index": paint, "data": [*sound[:2], float("nan"), *sound[3:]]},
        {"fn_index": 10_000, "data": []},
        {"fn_index": paint, "data": {"a": markup}},
        {"data": [], "event_data": {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}},
    ]
    assert ask("POST", CALL, json.dumps({"fn_index": paint, "data": sound}))[0] == 200
    for call in calls:
        status, text = ask("POST", CALL, json.dumps(call))
        assert 400 <= status <= 500 and len(text) < 500 and "<b>" not in text, call
    said = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in said and "<b>" not in said
    assert len(said.splitlines()) <= len(calls)


def test_other_sites_read_no_answer_of_a_page_on_this_machine(app, ask):
    """Should Gradio change this, SECURITY.md must say it anew."""
    port = urlsplit(app.address).port
    here, network = f"127.0.0.1:{port}", f"192.168.0.9:{port}"
    allowed = "access-control-allow-origin"
    for host, origin, expected in (
        (here, "https://elsewhere.example", None),
        (here, f"http://{here}", f"http://{here}"),
        (network, "https://elsewhere.example", "https://elsewhere.example"),
    ):
        connection = http.client.HTTPConnection(here)
        connection.request("GET", "/config", headers={"Host": host, "Origin": origin})
        assert connection.getresponse().getheader(allowed) == expected
        connection.close()


def test_whose_host_a_proxy_names_is_told_to_no_other_visitor(ask):
    _, told = ask("GET", "/config", headers={"X-Forwarded-Host": "elsewhere.example"})
    assert json.loads(told)["root"] == "http://elsewhere.example"
    assert "elsewhere" not in ask("GET", "/config")[1] + ask("GET", "/")[1]
    assert ask("GET", "/config", headers={"X-Forwarded-Host": "a:port"})[0] == 400
