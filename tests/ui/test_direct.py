"""Listeners that keep nothing are called past Gradio, and answer as Gradio would have them."""

import gradio as gr
import httpx
import numpy as np
import pytest

from aedemo.ui.components.drawpad import DrawPad
from aedemo.ui.direct import direct_listeners
from aedemo.ui.listeners import name_of

SPOILING = [{"gallery": 700}, "dropped", 0.5, 7]


def call(app, name, data, event_data=None, **headers):
    numbers = (key for key, each in app.page.fns.items() if each.fn and name_of(each.fn) == name)
    body = {"data": data, "event_data": event_data, "fn_index": next(numbers)}
    body |= {"session_hash": "direct"}
    return httpx.post(f"{app.address}gradio_api/run/predict", json=body, headers=headers)


def test_nothing_of_a_visitor_is_kept_but_what_waits_in_the_queue(app):
    direct = direct_listeners(app.page)
    others = {
        name_of(each.fn)
        for number, each in app.page.fns.items()
        if each.fn and number not in direct and not each.queue
    }
    assert len(direct) > 40
    assert others <= {"molecules.upload"}  # what takes a file needs Gradio to find it
    call(app, "restore.paint", [*SPOILING, 1])
    assert "direct" not in app.page.app.state_holder


def test_the_wall_is_that_of_the_listener(app):
    answer = call(app, "restore.paint", [*SPOILING, 1]).json()["data"]
    source = DrawPad().preprocess(SPOILING[0])
    caption, answers = app.handlers["restore.paint"](source, *SPOILING[1:], 1)
    wall = answer[1]
    assert answer[0] == caption
    assert wall["names"] == answers.names
    assert np.allclose(wall["psnr"], answers.psnr, atol=0.01)


@pytest.mark.parametrize("level", ["much", None, 7, [0.5], {}])
def test_what_a_control_cannot_hold_is_refused_in_a_sentence(app, caplog, level):
    reply = call(app, "restore.paint", [*SPOILING[:2], level, SPOILING[3], 1])
    assert reply.status_code == 500
    assert reply.json()["error"].endswith(".")
    assert not caplog.records


def test_an_empty_pad_leaves_all_as_it_is(app):
    answer = call(app, "restore.paint", [{"strokes": []}, *SPOILING[1:], 1]).json()["data"]
    assert answer == [gr.skip()] * 2


def test_a_message_at_the_pad_changes_nothing_else(app):
    (answer,) = call(app, "digits.take_upload", [{"file": "AAAA"}]).json()["data"]
    assert answer["__type__"] == "update"
    assert answer["props"]["message"].endswith(".")
    assert "value" not in answer


def test_choices_change_with_the_model(app):
    radio, *_ = call(app, "gallery_map.arrange_by", ["vae-2", "umap"]).json()["data"]
    assert radio["value"] == "code"
    assert ["Code", "code"] in radio["choices"]
