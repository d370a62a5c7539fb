"""Errors meant for people."""

import gradio as gr


def refusal(sentence: str) -> gr.Error:
    """An error for whoever sent it, which leaves no traceback in the server's log."""
    return gr.Error(sentence, print_exception=False)
