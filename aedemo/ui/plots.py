"""Figures in plotly's own terms, as its JavaScript takes them: arrays in, figure out.

They are plain dicts: Python's plotly checks each part of a figure, which takes twenty milliseconds
that all visitors wait for. What the theme decides is coloured by the page's CSS.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import plotly.graph_objects as go

from aedemo.measures.quality import LEVELS
from aedemo.ui.colours import CLASS_COLOURS, DARK, INK, LINES

Figure = dict[str, Any]  # "data" and "layout"
Trace = dict[str, Any]
Axis = dict[str, Any]

GREY = "#8b857f"
DIGITS = 4  # that count, of a number in a figure
HIGHEST_PSNR = 45  # dB; a perfect copy at level 0 would flatten every other line
_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>body {{ margin: 0; background: {colour}; }}</style></head>
<body>{drawn}</body>
</html>
"""
_SILENT: dict[str, Any] = {"hoverinfo": "skip", "showlegend": False}


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
    lines: Sequence[LevelLine], baseline: LevelLine, as_it_is: np.ndarray, level: float
) -> Figure:
    """This digit's PSNR against the level of damage; the first line's band lies behind.

    The current level is a dotted line, the level each was trained at a filled circle. as_it_is: the
    spoiled digit's own PSNR by level.
    """
    traces = []
    if lines and lines[0].band is not None:
        traces += _band(LEVELS, lines[0].band, LINES[0])
    for line, colour in zip(lines, LINES, strict=False):
        traces.append(_line(LEVELS, line.psnr, line.label, colour, hovertemplate="%{y:.1f} dB"))
        if line.trained_at is not None:
            height = np.interp(line.trained_at, LEVELS, line.psnr)
            dot = {"color": colour, "size": 10}
            traces.append(_dots([line.trained_at], [height], dot, **_SILENT))
    for label, psnr, dash in (
        (baseline.label, baseline.psnr, "dash"),
        ("as it is", as_it_is, "dot"),
    ):
        grey = _line(LEVELS, psnr, label, GREY, width=1.5, dash=dash)
        traces.append(grey | {"hovertemplate": "%{y:.1f} dB"})
    drawn = [line.psnr for line in (*lines, baseline)]
    lowest, highest = np.min(drawn, initial=20), np.max(drawn, initial=20)
    return _figure(
        traces,
        {
            "title": _title("level of damage"),
            "range": [-0.01, 1.01],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
        },
        {"range": _plain([lowest - 2, min(highest + 2, HIGHEST_PSNR)]), "ticksuffix": " dB"},
        marked=level,
    )


def singular_values(spectra: Mapping[str, np.ndarray]) -> Figure:
    """Singular values (R,) of encoders' Jacobians by rank, on a logarithmic scale, overlaid."""
    traces = [
        _line(
            np.arange(1, len(values) + 1),
            np.maximum(values, 1e-3),
            label,
            colour,
            hovertemplate="%{y:.3g}",
        )
        for (label, values), colour in zip(spectra.items(), LINES, strict=True)
    ]
    ticks = [0.01, 0.1, 0.3, 1, 3, 10, 30, 100]
    return _figure(
        traces,
        {"title": _title("direction, by rank")},
        {"type": "log", "title": _title("singular value"), "tickvals": ticks},
    )


def error_by_size(
    errors: Mapping[str, np.ndarray], wider: Mapping[str, tuple[int, float]], d: int
) -> Figure:
    """MSE of the autoencoder and of PCA against the numbers in the code, both axes logarithmic.

    errors: see capacity.errors; the size d is marked. wider: label -> (d, MSE) of other networks.
    """
    sizes = errors["d"].tolist()
    traces = []
    for name, label, colour in (("autoencoder", "autoencoder", LINES[0]), ("pca", "PCA", GREY)):
        marker = {"size": [12 if each == d else 6 for each in sizes]}
        line = _line(sizes, errors[name], label, colour, hovertemplate="%{y:.5f}")
        traces.append(line | {"mode": "lines+markers", "marker": marker})
    for label, (size, error) in wider.items():
        dot = {"color": LINES[2], "size": 8}
        named = {"mode": "markers+text", "text": [label], "textposition": "middle left"}
        said = {"showlegend": False, "hovertemplate": "%{y:.5f}"}
        traces.append(_dots([size], [error], dot, **said) | named)
    ticks = [*sizes, *sorted({size for size, _ in wider.values()})]
    return _figure(
        traces,
        {
            "title": _title("numbers in the code, d"),
            "type": "log",
            "tickvals": ticks,
            "ticktext": [str(each) for each in ticks],
        },
        {
            "type": "log",
            "title": _title("MSE over 5,000 test digits"),
            "tickvals": [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1],
        },
        marked=d,
        hovermode="closest",
    )


def roc_curves(
    false_alarms: np.ndarray, lines: Sequence[tuple[str, np.ndarray]], rate: float
) -> Figure:
    """The share of anomalies flagged against the share of digits flagged, both in [0, 1].

    The dashed diagonal is guessing, the dotted line the chosen share of false alarms.
    """
    guessing = _line([0, 1], [0, 1], "guessing", GREY, width=1.5, dash="dash", hoverinfo="skip")
    flagged = [
        _line(false_alarms, caught, label, colour, hovertemplate="%{y:.0%}")
        for (label, caught), colour in zip(lines, LINES, strict=False)
    ]
    return _figure(
        [guessing, *flagged],
        {
            "title": _title("digits flagged by mistake"),
            "range": [-0.01, 1.01],
            "tickformat": ".0%",
        },
        {"title": _title("anomalies flagged"), "range": [-0.02, 1.02], "tickformat": ".0%"},
        marked=rate,
        height=380,
    )


@dataclass(frozen=True, eq=False)
class Rate:
    """Mean PSNR (K,) in dB against bytes a digit (K,), and how to draw it."""

    label: str
    size: np.ndarray
    psnr: np.ndarray
    colour: str
    dash: str = "solid"


def rate_distortion(rates: Sequence[Rate], now: tuple[float, float] | None) -> Figure:
    """PSNR against bytes, the latter on a logarithmic axis; `now` is marked, (bytes, dB).

    A rate of one point only is a square.
    """
    traces = []
    for rate in rates:
        trace = _line(rate.size, rate.psnr, rate.label, rate.colour, dash=rate.dash)
        square = {"color": rate.colour, "size": 10, "symbol": "square"}
        mode = "lines" if len(rate.size) > 1 else "markers"
        said = {"hovertemplate": "%{x:.0f} bytes, %{y:.1f} dB"}
        traces.append(trace | said | {"mode": mode, "marker": square})
    if now is not None:
        dot = {"color": LINES[0], "size": 13, "line": {"color": "#fff", "width": 2}}
        traces.append(_dots(now[:1], now[1:], dot, **_SILENT))
    return _figure(
        traces,
        {
            "title": _title("bytes a digit"),
            "type": "log",
            "range": [-0.1, 3.1],
            "tickvals": [1, 3, 10, 30, 100, 300, 1000],
        },
        {"ticksuffix": " dB", "range": [8, 46]},
        height=380,
        hovermode="closest",
    )


def _figure(
    traces: list[Trace],
    x: Axis,
    y: Axis,
    marked: float | None = None,
    height: int = 340,
    hovermode: str = "x unified",
) -> Figure:
    """What all have in common: no frame, the legend below, the page's own background.

    marked: where on the x axis a dotted line stands.
    """
    shapes = []
    if marked is not None:
        place = {"type": "line", "x0": marked, "x1": marked, "y0": 0, "y1": 1, "yref": "paper"}
        shapes.append(place | {"line": {"color": GREY, "width": 1.5, "dash": "dot"}})
    own = {"zeroline": False, "fixedrange": True, "automargin": True}
    return {
        "data": traces,
        "layout": {
            "height": height,
            "margin": {"l": 48, "r": 8, "t": 8, "b": 8},
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": -0.22,
                "yanchor": "top",
                "traceorder": "normal",
            },
            "showlegend": True,
            "hovermode": hovermode,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": "system-ui, sans-serif", "size": 12, "color": GREY},
            "dragmode": False,
            "shapes": shapes,
            "xaxis": {"showgrid": False, **own, **x},
            "yaxis": {"gridcolor": _translucent(GREY, 0.25), **own, **y},
        },
    }


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "font": {"size": 12}, "standoff": 6}


def _line(
    x: Sequence[float] | np.ndarray,
    y: Sequence[float] | np.ndarray,
    label: str,
    colour: str,
    width: float = 2.5,
    dash: str = "solid",
    **more: Any,
) -> Trace:
    style = {"color": colour, "width": width, "dash": dash}
    drawn = {"type": "scatter", "mode": "lines", "x": _plain(x), "y": _plain(y)}
    return {**drawn, "line": style, "name": label, **more}


def _dots(x: Sequence[float], y: Sequence[float], marker: dict[str, Any], **more: Any) -> Trace:
    drawn = {"type": "scatter", "mode": "markers", "x": _plain(x), "y": _plain(y)}
    return {**drawn, "marker": marker, **more}


def _band(levels: Sequence[float], band: np.ndarray, colour: str) -> list[Trace]:
    """Between the outer quantiles a light area, at the median a thin line: (11, 3)."""
    low, median, high = band.T
    edge = _line(levels, low, "", colour, width=0, **_SILENT)
    area = {"fill": "tonexty", "fillcolor": _translucent(colour, 0.16)}
    middle = _line(levels, median, "its median digit", _translucent(colour, 0.6), width=1)
    said = {"showlegend": False, "hovertemplate": "%{y:.1f} dB"}
    return [edge, {**edge, "y": _plain(high), **area}, middle | said]


def _plain(values: Sequence[float] | np.ndarray) -> list[float]:
    """As JSON takes them, and no longer than they can be seen."""
    return [float(f"{value:.{DIGITS}g}") for value in np.asarray(values, dtype=float).tolist()]


def class_map(places: np.ndarray, labels: np.ndarray, title: str) -> "go.Figure":
    """Digits at their places (N, 2) in [0, 1], y downwards, with a trace for each class.

    labels: (N,), from 0 to 9. Dark, as the map on the page is, for which the colours are made.
    """
    import plotly.graph_objects as go  # noqa: PLC0415 (a second, and only this needs it)

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


def as_page(figure: "go.Figure", title: str) -> str:
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
