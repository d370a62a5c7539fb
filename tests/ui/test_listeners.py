"""The names of listeners, and what they do without a digit."""

import gradio as gr
import pytest

from aedemo.data.preprocessing import NotADigit
from aedemo.ui.listeners import LAST, QUICK, named_listeners, skip_without_digit, told


def page_with(*listeners):
    with gr.Blocks() as page:
        button = gr.Button()
        for listener in listeners:
            button.click(listener, None, button, **QUICK)
    return page


def listener_called(name):
    def listener():
        return gr.skip()

    listener.__module__, listener.__name__ = "aedemo.ui.tabs.uses.anomalies", name
    return listener


def test_a_listener_is_called_after_its_file():
    spot = listener_called("spot")
    assert named_listeners(page_with(spot, spot)) == {"uses.anomalies.spot": spot}


def test_two_listeners_of_one_name_are_refused():
    with pytest.raises(ValueError, match=r"uses\.anomalies\.spot"):
        named_listeners(page_with(listener_called("spot"), listener_called("spot")))


def test_every_listener_of_the_page_has_a_name_of_its_own(app):
    registered = {function.fn for function in app.page.fns.values() if function.fn}
    assert len(app.handlers) == len(registered) > 40
    assert {"restore.paint", "digits.take_upload", "uses.anomalies.spot"} < set(app.handlers)


def test_without_a_digit_every_output_is_left_as_it_is():
    class Tab:
        @skip_without_digit
        def show(self, digit: int, event: gr.EventData) -> tuple[int, int]:
            if not digit:
                raise NotADigit("empty")
            return digit, told(event, "more")

    asked = gr.EventData(None, {"more": 2})
    assert Tab().show(1, asked) == (1, 2)
    assert Tab().show(0, asked) == gr.skip()
    with gr.Blocks() as page:
        number = gr.Number()
        number.input(Tab().show, number, [number, number], **LAST)
    assert page.fns[0].collects_event_data  # Gradio sees through it


@pytest.mark.parametrize("data", [None, [], "place", {"other": 1}])
def test_an_event_that_says_nothing_is_read_as_none(data):
    assert told(gr.EventData(None, data), "place") is None
