"""Map: the gallery's digits where a model's codes put them, and the visitor's own among them."""

import gradio as gr
import numpy as np

from aedemo.data.preprocessing import NotADigit
from aedemo.experiments import atlas, coding, restoring
from aedemo.library import Library
from aedemo.library.checkpoints import projections_path
from aedemo.ui import plots
from aedemo.ui.choices import damage_choice, model_choice
from aedemo.ui.components.card import card, maths
from aedemo.ui.components.drawpad import DrawPad, GalleryDigit, PadValue
from aedemo.ui.components.gallery_map import Answer, Arrange, GalleryMap, Land, Page, Yours
from aedemo.ui.decoders import decoder_of, full_label
from aedemo.ui.digits import accept_uploads, digit_of
from aedemo.ui.errors import numbers_of

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
FIRST_DIGIT = GalleryDigit(1509)
FIRST_KIND = "gaussian"
PROJECTIONS = {"code": "Code", "umap": "UMAP", "pca": "PCA"}  # the first that a model has, first
PATH_LEVELS = np.linspace(0, 1, 21)
SEED = 7

# JavaScript: what passes between the components without a request. See components/map.py.
_LEVEL = "(at) => ({ message: 'level', at })"
_POINT = "({ index }) => ({ message: 'point', index })"


def build(library: Library) -> None:
    """Lay out the tab and wire it."""
    names = [
        name
        for name in library.names(dataset="mnist", has_code=True)
        if projections_path(library.folder, name).exists()
    ]
    if not names:
        gr.Markdown("No maps are drawn yet: python train_all.py", elem_classes=["ae-lead"])
        return

    def arrange(name: str, kind: str) -> Arrange:
        corners = atlas.plane_corners(library, name, kind)
        decoder = None if corners is None else decoder_of(library, name)
        path = projections_path(library.folder, name)
        return Arrange(name, path, kind, _title(name, kind), decoder, corners)

    def locate(name: str, kind: str, source: PadValue, damage: str, level: float) -> Yours:
        """The digit, spoiled at every level, on the map."""
        digit = digit_of(library, source)
        images = np.stack(
            [restoring.spoil(digit, damage, float(at), SEED).image for at in PATH_LEVELS]
        )
        places, nearest = atlas.locate(library, name, kind, images)
        return Yours(images, places, nearest, level)

    def follow(name: str, kind: str, source: PadValue, damage: str, level: float):
        if kind not in _offered(library, name):  # another model was chosen a moment ago
            return gr.skip()
        try:
            return locate(name, kind, source, damage, level)
        except NotADigit:  # an empty pad says so itself; what was on the map stays
            return gr.skip()

    def follow_both(
        name: str,
        kind: str,
        second_name: str,
        second_kind: str,
        two: bool,
        source: PadValue,
        damage: str,
        level: float,
    ):
        below = follow(second_name, second_kind, source, damage, level) if two else gr.skip()
        return follow(name, kind, source, damage, level), below

    def answer(name: str, kind: str, event: gr.EventData):
        if "place" in event._data:
            return survey(name, kind, event._data["place"])
        index = event._data.get("index")
        if type(index) is not int or not 0 <= index < len(library.gallery):
            return gr.skip()
        digit = library.gallery.images[index, 0].numpy().astype(np.float32) / 255
        image = restoring.repair(library, name, digit[None], [None])[0]
        others = coding.nearest_digits(library, name, index)
        return Answer(name, index, image, float(np.square(image - digit).mean()), others)

    def survey(name: str, kind: str, place: object):
        point = numbers_of(place, (2,), 0, 1, "A place on the map")
        return Land(name, tuple(place), atlas.decode_place(library, name, kind, point))

    def arrange_anew(name: str, kind: str):
        return arrange(name, kind), _figures(library, name, kind)

    def arrange_by(name: str, kind: str):
        """Another model. The projection stays, but the plane of two latents is gone to and left."""
        offered = _offered(library, name)
        kind = offered[0] if "code" in (kind, offered[0]) else kind
        return _projections(offered, kind), *arrange_anew(name, kind)

    def save(name: str, kind: str) -> Page:
        return page_of(library, name, kind)

    def arranged_by(name: str) -> tuple[gr.Dropdown, gr.Radio, gr.Markdown]:
        with card("Arranged by", "code"):
            model = model_choice(names, name)
            kind = _projections(_offered(library, name), "umap")
            table = gr.Markdown(_figures(library, name, "umap"), elem_classes=["ae-figures"])
        return model, kind, table

    sprite = library.public / "gallery.png"
    first, second = (name if name in names else names[0] for name in (FIRST_MODEL, SECOND_MODEL))

    gr.Markdown(LEAD, elem_classes=["ae-lead"])
    maths(MATHS)
    first_yours = locate(first, "umap", FIRST_DIGIT, FIRST_KIND, 0)
    first_map = GalleryMap(arrange(first, "umap"), sprite=sprite, visitor=first_yours)
    with first_map, gr.Column():
        controls = [arranged_by(first)]
        two = gr.Checkbox(
            False, label="A second map below", container=False, elem_classes=["ae-two"]
        )
        with card("Your digit", "input", "draw or pick"):
            pad = DrawPad(FIRST_DIGIT, sprite=sprite)
        with card("Spoil it", "corruption"):
            damage = damage_choice(FIRST_KIND)
            level = gr.Slider(0, 1, 0, step=0.01, label="Level", buttons=[])
    with gr.Column(elem_classes=["ae-second"]):
        # The visitor's digit comes to it when it is first asked for.
        second_map = GalleryMap(arrange(second, "umap"), sprite=sprite)
        with second_map, gr.Column():
            controls.append(arranged_by(second))

    quick = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    last = {"trigger_mode": "always_last", **quick}
    here = {"fn": None, "api_visibility": "private"}  # in the browser, without a request
    shown = [first_map, second_map]
    chosen = [choice for model, kind, _ in controls for choice in (model, kind)]
    to_maps = {"fn": follow_both, "inputs": [*chosen, two, pad, damage, level], "outputs": shown}
    gr.on([pad.input, damage.input, two.input], **to_maps, **last)
    accept_uploads(pad).then(**to_maps, **quick)
    for each, other, (model, kind, table) in zip(shown, shown[::-1], controls, strict=True):
        to_follow = {"fn": follow, "inputs": [model, kind, pad, damage, level], "outputs": each}
        chosen_model = model.input(arrange_by, [model, kind], [kind, each, table], **last)
        chosen_model.then(**to_follow, **quick)
        kind.input(arrange_anew, [model, kind], [each, table], **last).then(**to_follow, **quick)
        each.ask(answer, [model, kind], each, trigger_mode="multiple", **quick)
        # Through the queue: importing plotly and writing its 5 MB takes seconds.
        each.save(save, [model, kind], each, show_progress="hidden", api_visibility="private")
        each.point(js=_POINT, inputs=each, outputs=other, **here)
        gr.on([level.input, level.release], js=_LEVEL, inputs=level, outputs=each, **here)


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


def _projections(offered: list[str], kind: str) -> gr.Radio:
    return gr.Radio(
        [(PROJECTIONS[each], each) for each in offered],
        value=kind,
        label="Projection",
        show_label=False,
        container=False,
    )


def _title(name: str, kind: str) -> str:
    return f"{full_label(name)}, {PROJECTIONS[kind]}"


def _figures(library: Library, name: str, kind: str) -> str:
    """The model's figures beside those of the raw pixels, as a table."""
    maps, pixels = library.projections(name), library.projections("pixels")
    probe = f"{library.record(name).figures['probe']:.1f} %"
    on_map = [each.figures.get(kind) for each in (maps, pixels)]  # pixels are no plane
    rows = [
        ("Trustworthiness", *(f"{each.trustworthiness:.3f}" if each else "" for each in on_map)),
        ("10-NN, codes", *(f"{each.code_knn:.1f} %" for each in (maps, pixels))),
        ("10-NN, map", *(f"{each.knn:.1f} %" if each else "" for each in on_map)),
        ("Probe", probe, ""),
    ]
    if kind == "umap":  # what the placement was measured against
        rows += [
            ("New digits off by", f"{100 * maps.placement.distance:.1f} %", ""),
            ("In the same class", f"{100 * maps.placement.same_class:.1f} %", ""),
        ]
    lines = [f"| {label} | {ours} | {raw} |" for label, ours, raw in rows]
    return "\n".join(["| | codes | pixels |", "| --- | ---: | ---: |", *lines])
