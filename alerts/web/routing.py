"""Routes as plain values: each part of the site lists its own, and their views get the context first."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import NamedTuple

from flask import Blueprint
from flask.typing import ResponseReturnValue

from alerts.web.context import SiteContext


class Route(NamedTuple):
    """An address, the function that answers it and the methods it takes."""

    rule: str
    view: Callable[..., ResponseReturnValue]
    methods: tuple[str, ...] = ("GET",)


def part_of_site(name: str, context: SiteContext, routes: Iterable[Route]) -> Blueprint:
    """The blueprint of one part of the site; a view's endpoint is its own name."""
    part = Blueprint(name, __name__)
    for route in routes:
        part.add_url_rule(
            route.rule, route.view.__name__, partial(route.view, context), methods=list(route.methods)
        )
    return part
