"""Map: the gallery's digits where a model's codes put them, and the visitor's own among them."""

from dataclasses import dataclass

import gradio as gr
import numpy as np
from gradio.components import Component

from aedemo.experiments import atlas, coding, restoring
from aedemo.library import Library
from aedemo.measures.maps import PIXELS, path_of
from aedemo.ui import plots
from aedemo.ui.choices import damage_choice, model_choice, quiet_radio
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.digit import Digit
from aedemo.ui.components.gallery_map import Answer, Arrange, GalleryMap, Land, Page, Yours
from aedemo.ui.decoders import decoder_of
from aedemo.ui.digits import FIRST_DIGIT, digit_of, gallery_digits, told_index
from aedemo.ui.errors import numbers_of
from aedemo.ui.files import library_address, sprite_address
from aedemo.ui.listeners import (
    EVERY,
    HERE,
    LAST,
    QUICK,
    SLOW,
    Keywords,
    moved,
    skip_without_digit,
    told,
)
from aedemo.ui.models import digit_models, first_of, full_label
from aedemo.ui.pad_values import PadValue

TITLE = "Map"

LEAD = (
    "5,000 digits as a network arranges them: like codes lie together. Draw your own and watch it "
    "travel; spoil it and see which network holds it in place."
)
MATHS = r"""
A code has ten, a hundred or more numbers; the map has two. UMAP (McInnes, Healy and Melville 2018)
looks for places at which each digit has the same neighbours as in code space: it minimises the
cross-entropy between two graphs of neighbours,

$$\sum_{ij} p_{ij} \log \frac{p_{ij}}{q_{ij}} + (1 - p_{ij}) \log \frac{1 - p_{ij}}{1 - q_{ij}},
\qquad q_{ij} = \frac{1}{1 + a\,\lVert y_i - y_j \rVert^{2b}}.$$

What is near stays near; how far islands lie from each other says little. PCA keeps the two
directions of greatest spread and nothing else. *Trustworthiness* (Venna and Kaski 2001) falls below
1 by as much as digits are neighbours on the map that are none in code space.

UMAP itself is not run here. A new code is placed among its 15 nearest in code space: at the most
central of them on the map, moved to the mean of those close to it. The figures beside the map say
how far that is from where UMAP would have put 1,000 digits that it had not seen, and how many land
in the same class. A code of two numbers needs no projection: its plane is the map, and every place
on it, with a digit or without, is decoded where it lies. The code is in
`aedemo/methods/projection.py`.
"""

FIRST_MODEL = "bottleneck"
SECOND_MODEL = "dense-deep-denoising"
FIRST_KIND = "gaussian"
PROJECTIONS = {"code": "Code", "umap": "UMAP", "pca": "PCA"}  # the first that a model has, first
PATH_LEVELS = np.linspace(0, 1, 21)
SEED = 7

# JavaScript: what passes between the components without a request. See components/map.py.
_LEVEL = "(at) => ({ message: 'level', at })"
_POINT = "({ index }) => ({ message: 'point', index })"


@dataclass(frozen=True, eq=False)
class Map:
    """The tab's listeners on a library."""

    library: Library

    def arrange(self, name: str, kind: str) -> Arrange:
        """The gallery on a projection of a model's codes."""
        corners = atlas.plane_corners(self.library, name, kind)
        decoder = None if corners is None else decoder_of(self.library, name)
        maps = library_address(self.library, path_of(self.library.folder, name))
        return Arrange(name, maps, kind, _title(name, kind), decoder, corners)

    def arrange_anew(self, name: str, kind: str) -> tuple[Arrange, str]:
        """Another projection, with its figures."""
        kind = _known(self.library, name, kind)
        return self.arrange(name, kind), _figures(self.library, name, kind)

    def arrange_by(self, name: str, kind: str) -> tuple[gr.Radio, Arrange, str]:
        """Another model. The projection stays, but the plane of two latents is gone to and left."""
        offered = _offered(self.library, name)
        if kind not in offered or "code" in (kind, offered[0]):
            kind = offered[0]
        return _projections(offered, kind), *self.arrange_anew(name, kind)

    @skip_without_digit
    def follow(self, name: str, kind: str, source: PadValue, damage: str, level: float) -> Yours:
        """The digit of a pad, spoiled at every level, on the map."""
        if kind not in _offered(self.library, name):  # another model was chosen a moment ago
            return gr.skip()
        digit = digit_of(self.library, source)
        images = np.stack(
            [restoring.spoil(digit, damage, float(at), SEED).image for at in PATH_LEVELS]
        )
        places, nearest = atlas.locate(self.library, name, kind, images)
        return Yours(images, places, nearest, level)

    def follow_both(
        self,
        name: str,
        kind: str,
        second_name: str,
        second_kind: str,
        two: bool,
        source: PadValue,
        damage: str,
        level: float,
    ) -> tuple[Yours | dict, Yours | dict]:
        """The same on both maps, of which the second may be closed."""
        digit = (source, damage, level)
        below = self.follow(second_name, second_kind, *digit) if two else gr.skip()
        return self.follow(name, kind, *digit), below

    def answer(self, name: str, kind: str, event: gr.EventData) -> Answer | Land | dict:
        """What the model makes of a digit of the gallery, or of a place on the map."""
        kind = _known(self.library, name, kind)
        if (place := told(event, "place")) is not None:
            point = numbers_of(place, (2,), 0, 1, "A place on the map")
            image = atlas.decode_place(self.library, name, kind, point)
            return Land(name, (float(point[0]), float(point[1])), image)
        index = told_index(self.library, event)
        if index is None:
            return gr.skip()
        digit = gallery_digits(self.library, index)
        image = restoring.repair(self.library, name, digit[None], [None])[0]
        others = coding.nearest_digits(self.library, name, index)
        return Answer(name, index, image, float(np.square(image - digit).mean()), others)

    def save(self, name: str, kind: str) -> Page:
        """The map as a page of its own."""
        return page_of(self.library, name, _known(self.library, name, kind))


@dataclass(frozen=True, eq=False)
class Arranged:
    """The card that says by what a map is arranged."""

    model: gr.Dropdown
    kind: gr.Radio
    figures: gr.Markdown


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    names = digit_models(library, has_code=True, having="maps")
    if not names:
        gr.Markdown("No maps are drawn yet: python train_all.py", elem_classes=["ae-lead"])
        return
    tab = Map(library)
    first, second = first_of(FIRST_MODEL, names), first_of(SECOND_MODEL, names)
    sprite = sprite_address(library)

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    pad = Digit(FIRST_DIGIT)
    with card("Spoil it", "corruption", "your digit wanders", classes=("ae-wander",)):
        damage = damage_choice(FIRST_KIND)
        level = gr.Slider(0, 1, 0, step=0.01, label="Level", buttons=[])
        two = gr.Checkbox(
            False, label="A second map beside it", container=False, elem_classes=["ae-two"]
        )
    with gr.Row(elem_classes=["ae-maps"]):
        upper = GalleryMap(
            lambda: tab.arrange(first, "umap"),
            sprite=sprite,
            visitor=lambda: tab.follow(first, "umap", FIRST_DIGIT, FIRST_KIND, 0),
        )
        with upper, gr.Column():
            upper_by = _arranged_by(library, names, first)
        # The visitor's digit comes to it when it is first asked for.
        lower = GalleryMap(
            lambda: tab.arrange(second, "umap"), sprite=sprite, elem_classes=["ae-second"]
        )
        with lower, gr.Column():
            lower_by = _arranged_by(library, names, second)

    chosen = [upper_by.model, upper_by.kind, lower_by.model, lower_by.kind]
    digit = [pad, damage, level]
    to_both: Keywords = {
        "fn": tab.follow_both,
        "inputs": [*chosen, two, *digit],
        "outputs": [upper, lower],
    }
    gr.on([pad.input, damage.input, two.input], **to_both, **LAST)
    _wire_map(tab, upper, lower, upper_by, digit)
    _wire_map(tab, lower, upper, lower_by, digit)


def _arranged_by(library: Library, names: list[str], name: str) -> Arranged:
    with card("Arranged by", "code"):
        return Arranged(
            model_choice(names, name),
            _projections(_offered(library, name), "umap"),
            gr.Markdown(_figures(library, name, "umap"), elem_classes=["ae-figures"]),
        )


def _wire_map(
    tab: Map, shown: GalleryMap, other: GalleryMap, by: Arranged, digit: list[Component]
) -> None:
    """Wire one of the two maps to what it is arranged by, and to the visitor's digit."""
    arranged = [by.model, by.kind]
    to_follow: Keywords = {
        "fn": tab.follow,
        "inputs": [*arranged, *digit],
        "outputs": shown,
        **QUICK,
    }
    another = by.model.input(tab.arrange_by, arranged, [by.kind, shown, by.figures], **LAST)
    another.then(**to_follow)
    by.kind.input(tab.arrange_anew, arranged, [shown, by.figures], **LAST).then(**to_follow)
    shown.ask(tab.answer, arranged, shown, **EVERY)
    shown.save(tab.save, arranged, shown, **SLOW)  # importing plotly and writing its 5 MB
    shown.point(js=_POINT, inputs=shown, outputs=other, **HERE)
    level = digit[-1]
    assert isinstance(level, gr.Slider)
    gr.on(moved(level), js=_LEVEL, inputs=level, outputs=shown, **HERE)


def page_of(library: Library, name: str, kind: str) -> Page:
    """A map as an ordinary plotly figure, in a file that needs nothing else."""
    places, labels = library.projections(name).places[kind], library.gallery.labels.numpy()
    title = _title(name, kind)
    page = plots.as_page(plots.class_map(places, labels, title), title)
    return Page(f"aedemo-map-{name}-{kind}.html", page)


def _offered(library: Library, name: str) -> list[str]:
    """The projections of a model, the one to begin with first."""
    places = library.projections(name).places
    return [kind for kind in PROJECTIONS if kind in places]


def _known(library: Library, name: str, kind: str) -> str:
    """The projection if the model has it, else its first: the choices change with the model."""
    offered = _offered(library, name)
    return kind if kind in offered else offered[0]


def _projections(offered: list[str], kind: str) -> gr.Radio:
    choices = [(PROJECTIONS[each], each) for each in offered]
    return quiet_radio("Projection", choices, kind, may_change=True)


def _title(name: str, kind: str) -> str:
    return f"{full_label(name)}, {PROJECTIONS[kind]}"


def _figures(library: Library, name: str, kind: str) -> str:
    """The model's figures beside those of the raw pixels, as a table."""
    maps, probe = library.projections(name), library.record(name).figures.get("probe")
    pixels = library.projections(PIXELS) if "maps" in library.references else None
    both = [each for each in (maps, pixels) if each]
    on_map = [each.figures.get(kind) for each in both]  # pixels are no plane
    rows = [
        ("Trustworthiness", *(f"{each.trustworthiness:.3f}" if each else "" for each in on_map)),
        ("10-NN, codes", *(f"{each.code_knn:.1f} %" for each in both)),
        ("10-NN, map", *(f"{each.knn:.1f} %" if each else "" for each in on_map)),
        ("Probe", "" if probe is None else f"{probe:.1f} %"),
    ]
    if kind == "umap":  # what the placement was measured against
        rows += [
            ("New digits off by", f"{100 * maps.placement.distance:.1f} %"),
            ("In the same class", f"{100 * maps.placement.same_class:.1f} %"),
        ]
    lines = ["| " + " | ".join([*row, ""][:3]) + " |" for row in rows]
    return "\n".join(["| Figure | codes | pixels |", "| --- | ---: | ---: |", *lines])
