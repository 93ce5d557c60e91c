"""What docs/feeds.md tells community groups is so: every address in it is asked for."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.domain.licence import Licence
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.syndication.columns import OF_FILE
from alerts.syndication.record import COLUMNS
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, record

TEXT = (Path(__file__).parents[3] / "docs" / "feeds.md").read_text()
EXAMPLES = sorted(
    {each for each in re.findall(r"`(/(?:cy/)?areas/[^`]+)`", TEXT) if not re.search("NAME|NUMBER", each)}
)


def test_there_is_an_example_of_every_format_and_every_filter() -> None:
    assert {re.findall(r"\.([a-z]+)(?:\?|$)", each)[0] for each in EXAMPLES} == set(AREA_FORMATS)
    named = {name for each in EXAMPLES for name in re.findall(r"[?&]([a-z]+)=", each)}
    assert named >= {"show", "stage", "types", "include", "exclude", "major", "constraints", "from", "to"}
    assert len(EXAMPLES) >= 20


@pytest.mark.parametrize("address", EXAMPLES)
def test_every_example_is_answered(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    ending = re.findall(r"\.([a-z]+)(?:\?|$)", address)[0]
    assert answer.content_type == AREA_FORMATS[ending].content_type
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_id_in_the_text_is_one_that_a_feed_gives(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        record(session, [application("2026/0123/P", description="Two storeys")], NOW)
    (written,) = re.findall(r"^    (tag:\S+)$", TEXT, re.MULTILINE)
    assert written in client.get("/areas/authority/E09000007.rss").text


def test_taking_one_apostrophe_away_gives_what_the_register_says(
    client: FlaskClient, database: Database
) -> None:
    said = {"2026/0801/P": "=SUM(A1)", "2026/0802/P": "'quoted'", "2026/0803/P": "plain -1"}
    with database.writing() as session:
        record(session, [application(name, description=words) for name, words in said.items()], NOW)
    answer = client.get("/areas/authority/E09000007.csv")
    rows = csv.DictReader(io.StringIO(answer.data.decode("utf-8"), newline=""))
    plain = [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]
    assert {row["reference"]: row["description"] for row in plain if row["reference"] in said} == said
    assert {float(row["longitude"]) < 0 for row in plain if row["longitude"]} == {True}


def test_a_table_has_the_columns_that_are_written_down_and_says_where_it_is_from(
    context: SiteContext,
) -> None:
    table = TEXT.partition("## Tables in a spreadsheet")[2].partition("\n\nThe first line")[0]
    here, _, missing = table.partition("The nightly files have five more:")
    licences = {"camden": Licence("Open Government Licence v3.0", "https://ogl.example/")}
    for is_invented, licence, url in (
        (False, *licences["camden"]),
        (True, "Demonstration data: invented, no council has received it", ""),
    ):
        site = create_app(replace(context, licences=licences, is_demonstration=is_invented)).test_client()
        site.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
        answer = site.get("/areas/authority/E09000007.csv")
        row = next(csv.DictReader(io.StringIO(answer.data.decode("utf-8"), newline="")))
        assert (row["authority_name"], row["licence"], row["licence_url"]) == ("Camden", licence, url)
        assert row["page"] == f"{BASE_URL}/applications/{row['authority']}/{row['reference']}"
        assert list(row) == [*COLUMNS, *re.findall(r"`(\w+)`", here)[3:]]
        assert set(re.findall(r"`(\w+)`", missing)) == {column.name for column in OF_FILE} - set(row)


def test_a_filter_that_is_none_is_named(client: FlaskClient) -> None:
    answer = client.get("/areas/ward/E05013658.rss?show=oldest")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert list(answer.json["parameters"]) == ["show"]
