"""What the scripts of maps say, in the language spoken: they have no words of their own."""

from typing import Any

from alerts.language import _


def map_words() -> dict[str, Any]:
    """The words of a map that moves; `locale` is what the map library itself says."""
    return {
        "canvas": _("Map. The arrow keys move it, plus and minus zoom."),
        "cannot": _("This browser cannot move the map"),
        "mark": _("{number}: {headline}. {status}"),
        "note": _("Application {number}"),
        "in_list": _("Number {number} in the list"),
        "legend": _("Marks on the map"),
        "stages": {"open": _("Open"), "decided": _("Decided"), "withdrawn": _("Withdrawn")},
        "constraints": _("Protected areas"),
        "whole": _("Show all"),
        "locale": {
            "NavigationControl.ZoomIn": _("Zoom in"),
            "NavigationControl.ZoomOut": _("Zoom out"),
            "Popup.Close": _("Close"),
            "ScaleControl.Meters": _("m"),
            "ScaleControl.Kilometers": _("km"),
            "Map.Title": _("Map"),
            "CooperativeGesturesHandler.WindowsHelpText": _("Hold Ctrl and scroll to zoom the map"),
            "CooperativeGesturesHandler.MacHelpText": _("Hold ⌘ and scroll to zoom the map"),
            "CooperativeGesturesHandler.MobileHelpText": _("Use two fingers to move the map"),
        },
    }


def draw_words() -> dict[str, Any]:
    """The words of the map that people draw on, those of every map among them."""
    return map_words() | {
        "cannot": _("This browser cannot show the map. The other ways on this page lead to the same."),
        "draw_canvas": _(
            "Map to draw on. Arrow keys move it, Enter sets a corner, Backspace takes the last one back."
        ),
        "nothing": _("Nothing is drawn yet."),
        "one_corner": _("{count} corner."),
        "corners": _("{count} corners."),
        "area": _("Area: {area} km²."),
        "crossing": _("The outline crosses itself: take corners back or move them."),
        "finished": _("The shape is finished."),
        "too_few": _("Set at least three corners first."),
        "no_place": _("We do not know that postcode."),
    }


def map_files(page: str) -> tuple[str, str]:
    """What the map of a page of an area or an application shows, and what lies around it, by the page's address."""
    path, question, query = page.partition("?")
    if "/applications/" in path:
        path = path.replace("/applications/", "/areas/application/", 1)
        return f"{path}/map.geojson", f"{path}/ground.geojson"
    return f"{path}.geojson{question}{query}", f"{path}/ground.geojson{question}{query}"
