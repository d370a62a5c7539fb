"""Plotly figures: arrays in, figure out. What the theme decides is coloured by the page's CSS."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from aedemo.evaluation import LEVELS

# One hue a line, legible on the light card and on the dark one: output, code, corruption.
LINES = ("#1f86c9", "#8a5cd0", "#dd6420")
GREY = "#8b857f"
HIGHEST_PSNR = 45  # dB; a perfect copy at level 0 would flatten every other line


@dataclass(frozen=True)
class LevelLine:
    """PSNR at the 11 levels (11,), and how to draw it.

    band: 10 %, 50 % and 90 % quantiles at each level (11, 3), or None.
    trained_at: the level it was trained at, or None.
    """

    label: str
    psnr: np.ndarray
    trained_at: float | None = None
    band: np.ndarray | None = None


def psnr_against_level(
    lines: Sequence[LevelLine], baseline: LevelLine | None, level: float
) -> go.Figure:
    """This digit's PSNR against the level of damage; the first line's band lies behind.

    The current level is a dotted line, the level each was trained at a filled circle.
    """
    levels = np.array(LEVELS)
    figure = go.Figure()
    if lines and lines[0].band is not None:
        low, median, high = lines[0].band.T
        quiet = {"hoverinfo": "skip", "showlegend": False}
        figure.add_scatter(x=levels, y=low, mode="lines", line_width=0, **quiet)
        figure.add_scatter(
            x=levels,
            y=high,
            mode="lines",
            line_width=0,
            fill="tonexty",
            fillcolor=_translucent(LINES[0], 0.16),
            **quiet,
        )
        figure.add_scatter(
            x=levels,
            y=median,
            mode="lines",
            line={"color": _translucent(LINES[0], 0.6), "width": 1},
            name="its median digit",
            hovertemplate="%{y:.1f} dB",
            showlegend=False,
        )
    for line, colour in zip(lines, LINES, strict=False):
        figure.add_scatter(
            x=levels,
            y=line.psnr,
            mode="lines",
            line={"color": colour, "width": 2.5},
            name=line.label,
            hovertemplate="%{y:.1f} dB",
        )
        if line.trained_at is not None:
            figure.add_scatter(
                x=[line.trained_at],
                y=[np.interp(line.trained_at, levels, line.psnr)],
                mode="markers",
                marker={"color": colour, "size": 10},
                hoverinfo="skip",
                showlegend=False,
            )
    if baseline is not None:
        figure.add_scatter(
            x=levels,
            y=baseline.psnr,
            mode="lines",
            line={"color": GREY, "width": 1.5, "dash": "dash"},
            name=baseline.label,
            hovertemplate="%{y:.1f} dB",
        )
    figure.add_vline(x=level, line={"color": GREY, "width": 1.5, "dash": "dot"})
    _lay_out(figure, height=340)
    figure.update_xaxes(
        title={"text": "level of damage", "font_size": 12, "standoff": 6},
        range=[-0.01, 1.01],
        tickvals=[0, 0.25, 0.5, 0.75, 1],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    drawn = [line.psnr for line in (*lines, baseline) if line is not None]
    lowest, highest = np.min(drawn, initial=20), np.max(drawn, initial=20)
    figure.update_yaxes(
        range=[lowest - 2, min(highest + 2, HIGHEST_PSNR)],
        ticksuffix=" dB",
        gridcolor=_translucent(GREY, 0.25),
        zeroline=False,
        fixedrange=True,
    )
    return figure


def roc_curves(
    false_alarms: np.ndarray, lines: Sequence[tuple[str, np.ndarray]], rate: float
) -> go.Figure:
    """The share of anomalies flagged against the share of digits flagged, both in [0, 1].

    The dashed diagonal is guessing, the dotted line the chosen share of false alarms.
    """
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": GREY, "width": 1.5, "dash": "dash"},
        name="guessing",
        hoverinfo="skip",
    )
    for (label, flagged), colour in zip(lines, LINES, strict=False):
        figure.add_scatter(
            x=false_alarms,
            y=flagged,
            mode="lines",
            line={"color": colour, "width": 2.5},
            name=label,
            hovertemplate="%{y:.0%}",
        )
    figure.add_vline(x=rate, line={"color": GREY, "width": 1.5, "dash": "dot"})
    _lay_out(figure, height=380)
    figure.update_xaxes(
        title={"text": "digits flagged by mistake", "font_size": 12, "standoff": 6},
        range=[-0.01, 1.01],
        tickformat=".0%",
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        title={"text": "anomalies flagged", "font_size": 12},
        range=[-0.02, 1.02],
        tickformat=".0%",
        gridcolor=_translucent(GREY, 0.25),
        zeroline=False,
        fixedrange=True,
    )
    return figure


@dataclass(frozen=True, eq=False)
class Rate:
    """Mean PSNR (K,) in dB against bytes a digit (K,), and how to draw it."""

    label: str
    size: np.ndarray
    psnr: np.ndarray
    colour: str
    dash: str = "solid"


def rate_distortion(rates: Sequence[Rate], now: tuple[float, float] | None) -> go.Figure:
    """PSNR against bytes, the latter on a logarithmic axis; `now` is marked, (bytes, dB).

    A rate of one point only is a square.
    """
    figure = go.Figure()
    for rate in rates:
        figure.add_scatter(
            x=rate.size,
            y=rate.psnr,
            mode="lines" if len(rate.size) > 1 else "markers",
            line={"color": rate.colour, "width": 2.5, "dash": rate.dash},
            marker={"color": rate.colour, "size": 10, "symbol": "square"},
            name=rate.label,
            hovertemplate="%{x:.0f} bytes, %{y:.1f} dB",
        )
    if now is not None:
        figure.add_scatter(
            x=now[:1],
            y=now[1:],
            mode="markers",
            marker={"color": LINES[0], "size": 13, "line": {"color": "#fff", "width": 2}},
            hoverinfo="skip",
            showlegend=False,
        )
    _lay_out(figure, height=380)
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(
        title={"text": "bytes a digit", "font_size": 12, "standoff": 6},
        type="log",
        range=[-0.1, 3.1],
        tickvals=[1, 3, 10, 30, 100, 300, 1000],
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(
        ticksuffix=" dB",
        range=[8, 46],
        gridcolor=_translucent(GREY, 0.25),
        zeroline=False,
        fixedrange=True,
    )
    return figure


def _lay_out(figure: go.Figure, height: int) -> None:
    """What all have in common: no frame, the legend below, the page's own background."""
    figure.update_layout(
        height=height,
        margin={"l": 48, "r": 8, "t": 8, "b": 8},
        legend={"orientation": "h", "x": 0, "y": -0.22, "yanchor": "top", "traceorder": "normal"},
        hovermode="x unified",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 12, "color": GREY},
        dragmode=False,
    )


def _translucent(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
