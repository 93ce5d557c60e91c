"""The OpenAPI description of the API, made from the table of its addresses and their models: the one door to spectree.

What spectree cannot know is put in afterwards: two content types of one answer, problems, headers, examples.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from spectree import Response, SpecTree
from spectree.plugins.base import BasePlugin

from alerts.web.api.answering import GEOJSON, JSON
from alerts.web.api.endpoints import BELOW, ENDPOINTS, Endpoint
from alerts.web.api.examples import example_answer
from alerts.web.api.kinds import CODE_PATTERN
from alerts.web.api.listings import Problem

VERSION = "1.0.0"
PROBLEM = "application/problem+json"
_TITLE = "Planning applications"
_ABOUT = (
    "Every planning application that is read here, its changes, and where it all comes from. No key is needed. Errors"
    " are problem details (RFC 9457)."
)
_REFUSALS = {
    400: "A parameter is unknown, wrong, or given twice; `parameters` names it.",
    404: "No such place or application.",
    405: "It is only read.",
    429: "More than the share of a minute; Retry-After says how long to wait.",
    500: "The fault is ours.",
    503: "Not just now; try again later.",
}
_HEADERS = {
    "ETag": "Send it back in If-None-Match: 304 where nothing has changed.",
    "Link": "The next page, rel=next, where there is one.",
    "RateLimit": "What is left of this minute, in requests and rows.",
    "RateLimit-Policy": "How much there is in a minute.",
}
_PART = re.compile(r"<(?:path:)?(\w+)>")
_IN_PATH = {
    "authority": {"type": "string", "pattern": CODE_PATTERN},
    "reference": {"type": "string", "pattern": r"^[^\x00-\x1f\x7f]+$"},
}


@cache
def description(base_url: str) -> Mapping[str, Any]:
    """The whole description of the API of a site."""
    tree = SpecTree(
        backend=_OurTable,
        mode="strict",
        annotations=False,
        title=_TITLE,
        version=VERSION,
        description=_ABOUT,
        openapi_version="3.1.0",
        naming_strategy=lambda model: model.__name__,
        nested_naming_strategy=lambda _parent, child: child,
        validation_error_status=400,
        validation_error_model=Problem,
    )
    tree.register([(endpoint, _described(tree, endpoint)) for endpoint in ENDPOINTS])
    document: dict[str, Any] = tree.spec
    document["servers"] = [{"url": base_url}]
    del document["security"]
    for endpoint in ENDPOINTS:
        operation = document["paths"][path_of(endpoint)]["get"]
        _complete(operation, endpoint)
        usual = next(iter(operation["responses"]["200"]["content"].values()))
        usual["example"] = example_answer(endpoint.name, base_url)
        # Told already, a parameter at a time.
        document["components"]["schemas"].pop(endpoint.query.__name__)
    return document


def path_of(endpoint: Endpoint) -> str:
    """The path as OpenAPI writes it."""
    return BELOW + _PART.sub(r"{\1}", endpoint.rule)


_Described = tuple[Endpoint, Callable[..., Any]]


class _OurTable(BasePlugin[_Described]):
    """Our own table of addresses where spectree expects a framework's."""

    def register_route(self, app: Any) -> None:
        self.table: list[_Described] = app

    def find_routes(self) -> Any:
        return self.table

    def parse_func(self, route: _Described) -> Iterator[tuple[str, Callable[..., Any]]]:
        yield "GET", route[1]

    def bypass(self, func: Callable[..., Any], method: str) -> bool:  # noqa: ARG002
        return False

    def parse_path(
        self, route: _Described, path_parameter_descriptions: Mapping[str, str] | None
    ) -> tuple[str, list[Any]]:
        endpoint, said = route[0], path_parameter_descriptions or {}
        names = _PART.findall(endpoint.rule)
        return path_of(endpoint), [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": _IN_PATH[name],
                "description": said[name],
            }
            for name in names
        ]


def _described(tree: SpecTree, endpoint: Endpoint) -> Callable[..., Any]:
    answers: dict[str, Any] = {f"HTTP_{status}": (Problem, words) for status, words in _REFUSALS.items()}
    return tree.validate(  # type: ignore[no-any-return]
        query=endpoint.query,
        resp=Response(HTTP_200=(endpoint.answer, "What was asked for."), **answers),
        tags=("Read",),
        path_parameter_descriptions=endpoint.places,
        operation_id=endpoint.name,
        skip_validation=True,
    )(endpoint.view)


def _complete(operation: dict[str, Any], endpoint: Endpoint) -> None:
    """Put in what the models do not tell."""
    answers = operation["responses"]
    for status in map(str, _REFUSALS):
        answers[status]["content"] = {PROBLEM: answers[status]["content"].pop(JSON)}
    answers["429"]["headers"] = _headers({"Retry-After": "Seconds to wait."})
    answers["200"]["headers"] = _headers(_HEADERS)
    if endpoint.geojson is not None and endpoint.json is not None:
        answers["200"]["content"] = {GEOJSON: _schema(endpoint.geojson), JSON: _schema(endpoint.json)}
    answers["304"] = {"description": "Nothing has changed since the answer with this ETag."}
    if endpoint.places:
        answers["301"] = {
            "description": "The application has another reference now: Location is its address."
        }
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
        if parameter["schema"].get("type") == "array":
            parameter |= {"style": "form", "explode": True}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out cannot be null: there is no such thing in an address."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    left_out = ("anyOf", "default", "title", "description")
    return {**kinds[0], **{name: value for name, value in schema.items() if name not in left_out}}


def _schema(model: type[Any]) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}


def _headers(words: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"description": said, "schema": {"type": "string"}} for name, said in words.items()}
