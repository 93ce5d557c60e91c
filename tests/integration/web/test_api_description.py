"""The description of the API holds: it tells of every address, and no question it allows is answered otherwise."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask, Response
from flask.testing import FlaskClient
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from alerts.db import change_log, changes
from alerts.db.session import Database
from alerts.domain.change import Change, ChangeKind
from alerts.web.api import endpoints, listings
from alerts.web.api.description import description, path_of
from alerts.web.api.examples import example_answer
from tests.integration.web.neighbourhood import BASE_URL, CAMDEN, NOW

HOST = BASE_URL.removeprefix("http://")


def told(client: FlaskClient) -> Mapping[str, Any]:
    answer = client.get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json is not None
    return answer.json


def test_the_description_tells_of_exactly_the_addresses_that_there_are(
    app: Flask, client: FlaskClient
) -> None:
    rules = {re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    document = told(client)
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {rule for rule in rules if rule.startswith("/api/v1/")}
    for path, operations in document["paths"].items():
        assert set(operations) == {"get"}, path


@pytest.mark.parametrize("endpoint", endpoints.ENDPOINTS, ids=lambda endpoint: endpoint.name)
def test_every_example_of_an_answer_is_one(endpoint: endpoints.Endpoint) -> None:
    example = example_answer(endpoint.name, BASE_URL)
    (endpoint.geojson or endpoint.answer).model_validate(example, strict=False)
    operation = description(BASE_URL)["paths"][path_of(endpoint)]["get"]
    assert example in [each.get("example") for each in operation["responses"]["200"]["content"].values()]


def test_every_parameter_and_every_member_is_explained(client: FlaskClient) -> None:
    document = told(client)
    for path, operations in document["paths"].items():
        assert operations["get"]["summary"], path
        for parameter in operations["get"]["parameters"]:
            assert parameter["description"], (path, parameter["name"])
    for name, member in document["components"]["schemas"]["Record"]["properties"].items():
        assert member.get("description") or "$ref" in member, name


def test_answers_are_what_their_models_say(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        changes.add_all(session, "camden", [(1, Change(ChangeKind.NEW))], state="matched", now=NOW)
        change_log.publish(session)
    for path, model in (
        ("/applications", listings.FeatureCollection),
        ("/applications?format=json&limit=2", listings.ApplicationList),
        ("/applications/E09000007/2026/0123/P", listings.OneFeature),
        ("/applications/E09000007/2026/0123/P?format=json", listings.OneRecord),
        ("/changes", listings.Changes),
        ("/authorities", listings.Authorities),
        (f"/wards?authority={CAMDEN}&geometry=1", listings.Wards),
    ):
        model.model_validate_json(client.get(f"/api/v1{path}").get_data())


def test_the_page_shows_every_address_and_every_link_of_it_answers(client: FlaskClient) -> None:
    for page in ("/api", "/cy/api"):
        text = client.get(page).text
        for endpoint in endpoints.ENDPOINTS:
            assert f"<code>{path_of(endpoint)}</code>" in text
            for name in endpoint.query.model_fields:
                assert f"<code>{name}</code>" in text
        examples = re.findall(r'<li><a class="govuk-link" href="(/api/v1/[^"]+)"', text)
        assert len(examples) == 9
        for address in examples:
            answer = client.get(address.replace("&amp;", "&"))
            assert answer.status_code == 200, (address, answer.text)


def test_every_example_of_the_documentation_answers(client: FlaskClient) -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "api.md").read_text(encoding="utf-8")
    addresses = re.findall(r"curl -s 'http://127\.0\.0\.1:5000([^']+)'", text)
    assert len(addresses) == 6
    for address in (*addresses, *re.findall(r"`(/api[^ `A-Z]*)`", text)):
        answer = client.get(address)
        assert answer.status_code == 200 or "authority" in answer.json["parameters"], (address, answer.text)


TOGETHER = {
    "bbox": "-0.15,51.54,-0.13,51.56",
    "circle": "51.5546,-0.1446,400",
    "polygon": '{"type":"Polygon","coordinates":[[[-0.15,51.55],[-0.14,51.55],[-0.14,51.56],[-0.15,51.55]]]}',
}
"""A description can say how these are written, not that there is such a place."""


def sensible(_context: object, case: schemathesis.Case) -> schemathesis.Case:
    """A question that the description allows, without what only parameters together, or our key, make wrong."""
    query = case.query
    is_allowed = case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE
    if is_allowed and isinstance(query, dict):
        query.pop("cursor", None)
        query.update({name: value for name, value in TOGETHER.items() if name in query})
        if "postcode" not in query:
            query.pop("radius", None)
        for name in ("received", "valid", "decided"):
            if str(query.get(f"{name}_from", "")) > str(query.get(f"{name}_to", "9")):
                del query[f"{name}_to"]
    return case


def failures(app: Flask, examples: int, phases: Mapping[str, bool]) -> Iterator[str]:
    """What schemathesis has against the answers, by all of its checks; and it must have asked enough."""
    headers = {"Host": HOST, "Accept-Encoding": "identity"}
    chosen: dict[str, Any] = {
        "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
        "phases": {name: {"enabled": is_on} for name, is_on in phases.items()},
        "headers": headers,
    }
    config = SchemathesisConfig.from_dict(chosen)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config, headers=headers)
    schema.hook("map_case")(sensible)
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            yield str(event)
        if isinstance(event, events.ScenarioFinished):
            yield from _against(event)


def _against(event: events.ScenarioFinished) -> Iterator[str]:
    recorder = event.recorder
    for number, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                asked = recorder.cases[number].value
                yield f"{recorder.label} {asked.query}: {check.name}: {check.failure_info.failure}"


def test_no_question_that_the_description_allows_or_forbids_is_answered_against_it(app: Flask) -> None:
    phases = {"examples": True, "coverage": False, "fuzzing": True, "stateful": False}
    assert list(failures(app, 4, phases)) == []


@pytest.mark.slow
def test_none_of_very_many_questions_is_answered_against_the_description(app: Flask) -> None:
    phases = {"examples": True, "coverage": True, "fuzzing": True, "stateful": False}
    assert list(failures(app, 200, phases)) == []


def test_what_holds_answers_to_the_description_sees_one_that_does_not(app: Flask) -> None:
    @app.after_request
    def as_a_page(response: Response) -> Response:
        if response.status_code == 400:
            response.content_type = "text/html"
        return response

    phases = {"examples": False, "coverage": False, "fuzzing": True, "stateful": False}
    assert any("content_type_conformance" in each for each in failures(app, 3, phases))
