"""A chart as it stands in a page: drawn for wide and for narrow screens, of which the style sheet shows one."""

from alerts.drawing.charts.paper import Drawing
from alerts.drawing.elements import Attributes, Element, document, element, words

_LONGEST_TITLE, _LONGEST_SAID = 200, 600


def page_svg(drawn: Drawing, name: str, title: str, said: str) -> str:
    """The drawing as an image with a title and a description, coloured by the page's classes alone. `name` has to be
    the only one of its kind in the page: the ids are made of it.
    """
    ids = f"{name}-{drawn.paper.name}-title", f"{name}-{drawn.paper.name}-said"
    attributes: Attributes = {
        "class": f"chart chart--{drawn.paper.name}",
        "role": "img",
        "aria-labelledby": ids[0],
        "aria-describedby": ids[1],
        "viewBox": f"0 0 {drawn.paper.width:g} {drawn.height:g}",
        "width": drawn.paper.width,
        "height": drawn.height,
        "font-size": drawn.paper.type_px,
    }
    return document(element("svg", attributes, (*_described(ids, title, said), *drawn.parts)))


def _described(ids: tuple[str, str], title: str, said: str) -> tuple[Element, Element]:
    return (
        element("title", {"id": ids[0]}, text=words(title, _LONGEST_TITLE)),
        element("desc", {"id": ids[1]}, text=words(said, _LONGEST_SAID)),
    )


def bare_svg(drawn: Drawing, kind: str) -> str:
    """A drawing that says nothing beside a number in words, which screen readers pass by."""
    attributes: Attributes = {
        "class": f"chart {kind}",
        "aria-hidden": "true",
        "viewBox": f"0 0 {drawn.paper.width:g} {drawn.height:g}",
        "width": drawn.paper.width,
        "height": drawn.height,
    }
    return document(element("svg", attributes, drawn.parts))
