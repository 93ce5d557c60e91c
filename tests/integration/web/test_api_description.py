"""The description of the API holds: it tells of every address, and no question it allows is answered otherwise."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
