"""How a class joins: the address, and a code that leads there, on the page and in a terminal."""

import cv2
import numpy as np
import pytest

from aedemo.ui import joining
from aedemo.ui.joining import JOINING, class_address, code_for_terminal

ADDRESS = "http://192.168.1.20:7860/"


@pytest.mark.parametrize(
    "host, here, expected",
    [
        ("0.0.0.0", "192.168.1.20", ADDRESS),
        ("192.168.1.20", None, ADDRESS),
        ("::1", "192.168.1.20", None),
        ("fd00::2", None, "http://[fd00::2]:7860/"),
        ("lecture.local", None, "http://lecture.local:7860/"),
        ("localhost", "192.168.1.20", None),
        ("127.0.0.1", "192.168.1.20", None),
        ("0.0.0.0", None, None),
    ],
)
def test_others_come_by_the_address_that_they_can_reach(monkeypatch, host, here, expected):
    monkeypatch.setattr(joining, "_address_here", lambda: here)
    assert class_address(host, 7860) == expected


def test_the_code_in_a_terminal_leads_there():
    lines = code_for_terminal(ADDRESS).splitlines()
    width = max(map(len, lines))
    halves = [
        [[each in half for each in line.ljust(width)] for half in ("█▀", "█▄")] for line in lines
    ]
    light = np.array(halves, np.uint8).reshape(-1, width) * 255
    large = cv2.resize(np.pad(light, 4, constant_values=255), None, fx=8, fy=8, interpolation=0)
    assert cv2.QRCodeDetector().detectAndDecode(large)[0] == ADDRESS


def test_the_page_shows_the_code_where_there_is_one(app, open_page, monkeypatch):
    page = open_page()
    page.wait_for_selector(".ae-menu", state="attached")
    assert not page.get_by_role("button", name="Join").is_visible()
    page.close()
    monkeypatch.setitem(app.page.made, JOINING, lambda: joining.joining(app.address))
    page = open_page()
    page.get_by_role("button", name="Join").click()
    picture = page.get_by_role("img", name=f"QR code of {app.address}").screenshot()
    seen = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert cv2.QRCodeDetector().detectAndDecode(seen)[0] == app.address
    page.keyboard.press("Escape")
    page.locator(".ae-joining").wait_for(state="detached")
