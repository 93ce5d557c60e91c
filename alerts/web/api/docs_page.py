"""The page that says how to use the API, made from its own description."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from alerts.db.register_pages import Asked
from alerts.domain.paths import application_path
from alerts.domain.register_query import RegisterQuery
from alerts.services.register_pages import register_page
from alerts.web.api.description import description, path_of
from alerts.web.api.endpoints import BELOW, ENDPOINTS, Endpoint
from alerts.web.api.guide import chapters
from alerts.web.context import SiteContext

Pieces = list[tuple[bool, str]]
"""A text in pieces, each with whether it is code."""


@dataclass(frozen=True)
class ParameterRead:
    """A parameter as the page shows it."""

    name: str
    kind: str
    words: Pieces


@dataclass(frozen=True)
class EndpointRead:
    """An address as the page shows it."""

    name: str
    path: str
    summary: str
    words: Pieces
    parameters: tuple[ParameterRead, ...]
    examples: tuple[str, ...]
    answer: str


def docs_page(context: SiteContext) -> ResponseReturnValue:
    """Every address with its parameters, examples that can be followed, and an answer."""
    document = description(context.site.base_url)
    return render_template(
        "api.html",
        about=document["info"]["description"],
        chapters=[
            (anchor, heading, pieces(text))
            for anchor, heading, text in chapters(context.api_requests_a_minute, context.api_rows_a_minute)
        ],
        endpoints=[_endpoint(document, each, _examples(context, each)) for each in ENDPOINTS],
    )


def pieces(text: str) -> Pieces:
    """A text parted at its backticks."""
    return [(bool(number % 2), piece) for number, piece in enumerate(text.split("`")) if piece]


def _examples(context: SiteContext, endpoint: Endpoint) -> tuple[str, ...]:
    """Addresses that answer here; that of one application is the newest that is known."""
    if not endpoint.places:
        return tuple(BELOW + each for each in endpoint.examples)
    with context.database.reading() as session:
        newest = register_page(session, Asked(RegisterQuery()), None, 1).items
    return tuple(BELOW + application_path(each.application.key) for each in newest)


def _endpoint(document: Mapping[str, Any], endpoint: Endpoint, examples: tuple[str, ...]) -> EndpointRead:
    path = path_of(endpoint)
    operation = document["paths"][path]["get"]
    content = operation["responses"]["200"]["content"]
    example = next(each["example"] for each in content.values())
    return EndpointRead(
        name=endpoint.name,
        path=path,
        summary=operation["summary"],
        words=pieces(operation["description"]),
        parameters=tuple(_parameters(document, operation)),
        examples=examples,
        answer=json.dumps(example, indent=2, ensure_ascii=False),
    )


def _parameters(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[ParameterRead]:
    for each in operation["parameters"]:
        schema = _resolved(document, each["schema"])
        item = _resolved(document, schema.get("items", schema))
        yield ParameterRead(
            name=each["name"],
            kind=_kind(item) + (", needed" if each["required"] else ""),
            words=pieces(each["description"] + _values(item)),
        )


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found = document["components"]["schemas"][reference.rpartition("/")[2]]
    return {**found, **{name: value for name, value in schema.items() if name != "$ref"}}


def _values(schema: Mapping[str, Any]) -> str:
    """All that a parameter can be, where they are few."""
    listed = ", ".join(f"`{value}`" for value in schema.get("enum", ()))
    return f" One of {listed}." if listed else ""


def _kind(schema: Mapping[str, Any]) -> str:
    """What is written: `integer, 1 to 500`, `date`, `string`."""
    kind = str(schema.get("format") or schema.get("type", "string"))
    if "minimum" in schema and "maximum" in schema and schema["maximum"] < 10**9:
        return f"{kind}, {schema['minimum']} to {schema['maximum']}"
    return kind
