"""Plotly figures: arrays in, figure out. What the theme decides is coloured by the page's CSS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import plotly.graph_objects as go

from aedemo.measures.quality import LEVELS
from aedemo.ui.colours import CLASS_COLOURS, DARK, INK, LINES

GREY = "#8b857f"
_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ margin: 0; background: {colour}; }}</style></head>
<body>{drawn}</body>
</html>
"""
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
    _lay_out(figure, "level of damage")
    figure.update_xaxes(range=[-0.01, 1.01], tickvals=[0, 0.25, 0.5, 0.75, 1])
    drawn = [line.psnr for line in (*lines, baseline) if line is not None]
    lowest, highest = np.min(drawn, initial=20), np.max(drawn, initial=20)
    figure.update_yaxes(range=[lowest - 2, min(highest + 2, HIGHEST_PSNR)], ticksuffix=" dB")
    return figure


def singular_values(spectra: Mapping[str, np.ndarray]) -> go.Figure:
    """Singular values (R,) of encoders' Jacobians by rank, on a logarithmic scale, overlaid."""
    figure = go.Figure()
    for (label, values), colour in zip(spectra.items(), LINES, strict=True):
        figure.add_scatter(
            x=np.arange(1, len(values) + 1),
            y=np.maximum(values, 1e-3),
            mode="lines",
            line={"color": colour, "width": 2.5},
            name=label,
            hovertemplate="%{y:.3g}",
        )
    _lay_out(figure, "direction, by rank")
    title = {"text": "singular value", "font_size": 12}
    figure.update_yaxes(type="log", title=title, tickvals=[0.01, 0.1, 0.3, 1, 3, 10, 30, 100])
    return figure


def error_by_size(
    errors: Mapping[str, np.ndarray], wider: Mapping[str, tuple[int, float]], d: int
) -> go.Figure:
    """MSE of the autoencoder and of PCA against the numbers in the code, both axes logarithmic.

    errors: see capacity.errors; the size d is marked. wider: label -> (d, MSE) of other networks.
    """
    figure = go.Figure()
    for name, label, colour in (
        ("autoencoder", "autoencoder", LINES[0]),
        ("pca", "PCA", GREY),
    ):
        figure.add_scatter(
            x=errors["d"],
            y=errors[name],
            mode="lines+markers",
            line={"color": colour, "width": 2.5},
            marker={"size": [12 if each == d else 6 for each in errors["d"]]},
            name=label,
            hovertemplate="%{y:.5f}",
        )
    _lay_out(figure, "numbers in the code, d")
    figure.add_vline(x=d, line={"color": GREY, "width": 1.5, "dash": "dot"})
    for label, (size, error) in wider.items():
        figure.add_scatter(
            x=[size],
            y=[error],
            mode="markers+text",
            marker={"color": LINES[2], "size": 8},
            text=[label],
            textposition="middle left",
            showlegend=False,
            hovertemplate="%{y:.5f}",
        )
    ticks = [*errors["d"].tolist(), *sorted({size for size, _ in wider.values()})]
    figure.update_xaxes(type="log", tickvals=ticks, ticktext=[str(each) for each in ticks])
    figure.update_layout(hovermode="closest")
    title = {"text": "MSE over 5,000 test digits", "font_size": 12}
    figure.update_yaxes(
        type="log", title=title, tickvals=[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1]
    )
    return figure


def _lay_out(figure: go.Figure, x_title: str, height: int = 340) -> None:
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
    figure.update_xaxes(
        title={"text": x_title, "font_size": 12, "standoff": 6},
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
    figure.update_yaxes(gridcolor=_translucent(GREY, 0.25), zeroline=False, fixedrange=True)


def class_map(places: np.ndarray, labels: np.ndarray, title: str) -> go.Figure:
    """Digits at their places (N, 2) in [0, 1], y downwards, with a trace for each class.

    labels: (N,), from 0 to 9. Dark, as the map on the page is, for which the colours are made.
    """
    figure = go.Figure()
    for digit, colour in enumerate(CLASS_COLOURS):
        indices = np.flatnonzero(labels == digit)
        figure.add_scattergl(
            x=places[indices, 0],
            y=1 - places[indices, 1],
            customdata=1 + np.arange(len(indices)),
            mode="markers",
            marker={"color": colour, "size": 4},
            name=str(digit),
            hovertemplate=f"A {digit}, number %{{customdata}}<extra></extra>",
        )
    figure.update_layout(
        title={"text": f"{title}: {len(places):,} test digits of MNIST", "font_size": 18},
        paper_bgcolor=DARK,
        plot_bgcolor=DARK,
        font={"family": "system-ui, sans-serif", "size": 14, "color": INK},
        legend={"itemsizing": "constant", "title_text": "Class"},
        margin={"l": 24, "r": 24, "t": 64, "b": 24},
        hoverlabel_font_color=DARK,
        dragmode="pan",
    )
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False, scaleanchor="x")
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
    _lay_out(figure, "digits flagged by mistake", height=380)
    figure.update_xaxes(range=[-0.01, 1.01], tickformat=".0%")
    title = {"text": "anomalies flagged", "font_size": 12}
    figure.update_yaxes(title=title, range=[-0.02, 1.02], tickformat=".0%")
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
    _lay_out(figure, "bytes a digit", height=380)
    figure.update_layout(hovermode="closest")
    figure.update_xaxes(type="log", range=[-0.1, 3.1], tickvals=[1, 3, 10, 30, 100, 300, 1000])
    figure.update_yaxes(ticksuffix=" dB", range=[8, 46])
    return figure


def as_page(figure: go.Figure, title: str) -> str:
    """An HTML page that shows a figure and nothing else; plotly.js is in it."""
    picture = {"format": "png", "scale": 2, "filename": "aedemo-map"}
    drawn = figure.to_html(
        config={"toImageButtonOptions": picture, "displaylogo": False, "scrollZoom": True},
        full_html=False,
        default_height="100vh",
    )
    return _PAGE.format(title=escape(title), colour=DARK, drawn=drawn)


def _translucent(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"
