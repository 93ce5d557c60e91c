"""Words of registers are given a meaning that holds from the next poll on, and taken back."""

import tomllib

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, FeedRow
from alerts.domain.operators import Role
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.bench import Council, a_row, council_of, with_bench
from tests.integration.admin.conftest import audited, signed_in_client
from tests.integration.web.neighbourhood import FEED

PAGE = "/admin/unmapped"


@pytest.fixture
def council(database: Database, context: SiteContext) -> Council:
    return council_of(database, context)


@pytest.fixture
def browser(database: Database, context: SiteContext, council: Council) -> FlaskClient:
    with_it = with_bench(context, council)
    return signed_in_client(create_app(with_it), database, with_it, Role.OPERATOR)


def means(word: str, meaning: str, field: str = "status", feed: str = FEED) -> dict[str, str]:
    return {"feed": feed, "field": field, "word": word, "meaning": meaning}


def read_as(database: Database, reference: str) -> tuple[str | None, str | None, str | None]:
    with database.reading() as session:
        row = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == reference)).one()
        return row.status, row.decision, row.application_type


def test_words_without_a_meaning_stand_with_an_example(council: Council, browser: FlaskClient) -> None:
    council.publish(a_row(1, state="ZZZ"), a_row(2, state="ZZZ"), a_row(3, kind="Odd & Ends"))
    page = browser.get(PAGE).text
    assert "ZZZ" in page
    assert "Odd &amp; Ends" in page
    assert "2026/0001/P" in page


def test_a_meaning_holds_from_the_next_poll_on_without_a_restart(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    rows = [a_row(1, state="ZZZ"), a_row(2, kind="Odd", outcome="Yes"), a_row(3)]
    council.publish(*rows)
    assert read_as(database, "2026/0001/P")[0] is None
    for field, word, meaning in (
        ("status", "ZZZ", "withdrawn"), ("application_type", "Odd", "hh"), ("decision", "Yes", "granted"),
    ):  # fmt: skip
        assert browser.post(PAGE, data=means(word, meaning, field)).status_code == 303
    council.publish(*rows)
    assert read_as(database, "2026/0001/P")[0] == "withdrawn"
    assert read_as(database, "2026/0002/P") == ("determined", "granted", "hh")
    page = browser.get(PAGE).text
    assert "Choose" not in page
    assert "by operator@council.example" in page


def test_a_meaning_is_taken_back(database: Database, council: Council, browser: FlaskClient) -> None:
    rows = [a_row(1, kind="Odd")]
    browser.post(PAGE, data=means("Odd", "hh", "application_type"))
    council.publish(*rows)
    back = {"feed": FEED, "field": "application_type", "word": "Odd"}
    assert browser.post(f"{PAGE}/back", data=back).status_code == 303
    assert browser.post(f"{PAGE}/back", data=back).status_code == 409
    council.publish(*rows)
    assert read_as(database, "2026/0001/P")[2] is None
    assert [row.action for row in audited(database)] == ["map-word", "unmap-word"]


def test_the_configuration_goes_before(database: Database, council: Council, browser: FlaskClient) -> None:
    browser.post(PAGE, data=means("ZZZ", "withdrawn"))
    council.reads(standings={"zzz": "undetermined"})
    council.publish(a_row(1, state="ZZZ"))
    assert read_as(database, "2026/0001/P")[0] == "undetermined"
    assert "The configuration says undetermined, and that holds" in browser.get(PAGE).text


def test_what_was_said_can_be_pasted_into_the_configuration(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.reads(types={"OLD": "full"})
    word = 'Quo"ted \\ ” word'
    browser.post(PAGE, data=means(word, "withdrawn"))
    browser.post(PAGE, data=means("Odd", "hh", "application_type"))
    answer = browser.get(f"{PAGE}/{FEED}.toml")
    written = tomllib.loads(answer.text)
    assert written == {"standings": {word: "withdrawn"}, "types": {"Odd": "hh", "OLD": "full"}}
    council.reads(**written)
    council.publish(a_row(1, state=word, kind="Odd"))
    assert read_as(database, "2026/0001/P")[::2] == ("withdrawn", "hh")


@pytest.mark.parametrize(
    "wrong",
    [
        means("ZZZ", "nonsense"),
        means("ZZZ", ""),
        means("ZZZ", "hh"),
        means("ZZZ", "granted", "reference"),
        means("…", "withdrawn"),
        means("Z" * 201, "withdrawn"),
    ],
)
def test_what_is_no_meaning_is_refused(
    database: Database, browser: FlaskClient, wrong: dict[str, str]
) -> None:
    answer = browser.post(PAGE, data=wrong)
    assert answer.status_code == 400
    assert "That was not taken" in answer.text
    assert audited(database) == []


def test_of_one_setting_a_word_means_one_thing(database: Database, browser: FlaskClient) -> None:
    browser.post(PAGE, data=means("ZZZ", "withdrawn"))
    assert browser.post(PAGE, data=means("zzz", "granted", "decision")).status_code == 400
    assert browser.post(PAGE, data=means("ZZZ", "withdrawn")).status_code == 409
    assert browser.post(PAGE, data=means("ZZZ", "undetermined")).status_code == 303
    assert len(audited(database)) == 2


def test_a_feed_that_is_not_there_has_no_words(database: Database, browser: FlaskClient) -> None:
    assert browser.post(PAGE, data=means("ZZZ", "withdrawn", feed="nobody")).status_code == 404
    assert browser.get(f"{PAGE}/nobody.toml").status_code == 404
    assert browser.get(f"{PAGE}/{FEED}.toml").status_code == 404
    assert audited(database) == []


def test_a_meaning_is_offered_to_what_is_stored(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(1, kind="Odd"))
    browser.post(PAGE, data=means("Odd", "hh", "application_type"))
    assert f"/admin/feeds/{FEED}/reread?outcome=unmapped" in browser.get(PAGE).text
    ahead = browser.get(f"/admin/feeds/{FEED}/reread?outcome=unmapped").text
    assert "application type:</span> nothing → hh" in ahead
    browser.post(f"/admin/feeds/{FEED}/reread", data={"outcome": "unmapped"})
    assert read_as(database, "2026/0001/P")[2] == "hh"
    with database.reading() as session:
        assert session.get_one(FeedRow, FEED).poll_owner is None
