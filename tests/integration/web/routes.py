"""Every route of the site with an address that it answers, from the application's own table of routes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask import Flask

from alerts.domain.links import Purpose
from tests.integration.web.people import Cast

PLACES = {
    "number": "1",
    "postcode": "NW51TL",
    "code": "E05013658",
    "centre": "51.5546,-0.1446",
    "radius": "400",
    "name": "0123456789abcdef",
    "authority": "E09000007",
    "reference": "2026/0123/P",
    "filename": "manifest.json",
    "kind": "ward",
    "chart": "months",
    "ending": "csv",
    "slug": "extensions-refused",
    "year": "2025",
    "day": "2026-11-23",
    "secret": "not-the-secret",
    "topic": "commenting",
}
"""What stands for each part of an address. A new one without an example fails every test of the routes."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Asked(NamedTuple):
    """A route with a method that it takes and an address filled in; a link's token is Alice's own."""

    rule: str
    endpoint: str
    method: str
    path: str


def asked(app: Flask, cast: Cast) -> Iterator[Asked]:
    """Every route with every method."""
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            path = re.sub(rf"<(?:[^<>:]+:)?{name}>", _value(name, rule.rule, cast), path)
        for method in sorted(rule.methods or ()):
            yield Asked(rule.rule, rule.endpoint, method, path)


def _value(name: str, rule: str, cast: Cast) -> str:
    if name != "token":
        return PLACES[name]
    if rule.startswith("/admin/"):
        return "no-link-of-an-operator"
    purpose = Purpose(rule.split("/")[1])
    return cast.alice.link(purpose, about=1).rpartition("/")[2]
