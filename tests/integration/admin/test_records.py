"""Records that were not understood are kept, shown beside their reading, and read again once that is mended."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db import stored_records
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, ChangeRow, FeedRow, StoredRecordRow
from alerts.domain.operators import Role
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.bench import Council, a_row, council_of, with_bench
from tests.integration.admin.conftest import audited, signed_in_client
from tests.integration.web.neighbourhood import FEED

RECORDS, REREAD = f"/admin/feeds/{FEED}/records", f"/admin/feeds/{FEED}/reread"


@pytest.fixture
def council(database: Database, context: SiteContext) -> Council:
    return council_of(database, context)


@pytest.fixture
def browser(database: Database, context: SiteContext, council: Council) -> FlaskClient:
    with_it = with_bench(context, council)
    return signed_in_client(create_app(with_it), database, with_it, Role.OPERATOR)


def stored(database: Database) -> dict[str, StoredRecordRow]:
    with database.reading() as session:
        return {row.key: row for row in session.scalars(select(StoredRecordRow).order_by(StoredRecordRow.id))}


def outcomes(database: Database) -> dict[str, str]:
    return {key: row.outcome for key, row in stored(database).items()}


def the(database: Database, reference: str) -> ApplicationRow | None:
    with database.reading() as session:
        return session.scalars(select(ApplicationRow).where(ApplicationRow.reference == reference)).first()


def told(database: Database, reference: str) -> list[tuple[str, str]]:
    row = the(database, reference)
    assert row is not None
    with database.reading() as session:
        found = session.scalars(
            select(ChangeRow).where(ChangeRow.application_id == row.id).order_by(ChangeRow.id)
        )
        return [(change.kind, change.state) for change in found]


def test_what_is_odd_is_kept_and_what_is_well_is_not(database: Database, council: Council) -> None:
    council.publish(
        a_row(1),
        a_row(2, proposal="TEST application please ignore"),
        a_row(3, state="ZZZ"),
        a_row(4, valid="the day before"),
        a_row(5, proposal="Extension", ref=""),
    )
    found = outcomes(database)
    assert found.pop("2026/0002/P") == "quarantined"
    assert found.pop("2026/0003/P") == "unmapped"
    assert found.pop("2026/0004/P") == "unfit"
    assert list(found.values()) == ["problem"]


@pytest.mark.fault("P-07")
def test_no_applicant_is_stored(database: Database, council: Council) -> None:
    council.publish(
        a_row(3, state="ZZZ"), a_row(4, ref="", contact="someone@example.org", notes="Ask for Mrs Somebody")
    )
    for row in stored(database).values():
        body = stored_records.body_of(row).decode()
        assert not [word for word in ("Someone", "Or-Other", "example.org", "Somebody") if word in body]
        assert "applicant_name" in row.left_out
    assert len(stored(database)) == 2


def test_a_record_that_is_well_by_now_is_let_go(database: Database, council: Council) -> None:
    council.publish(a_row(2, proposal="TEST application please ignore"), a_row(3, state="ZZZ"))
    council.publish(a_row(2), a_row(3, state="ZZZ"))
    assert outcomes(database) == {"2026/0003/P": "unmapped"}


def test_the_record_stands_beside_its_reading(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(4, valid="the day before", mystery="what is this"))
    number = stored(database)["2026/0004/P"].id
    page = browser.get(f"/admin/records/{number}").text
    raw = page.partition("<pre")[2].partition("</pre>")[0]
    assert "the day before" in raw
    assert "bad date" in page
    assert "mystery" in page
    assert "Never stored, as it may be about a person: applicant_name, mystery." in page
    assert "Or-Other" not in page


def test_a_mended_column_map_reads_what_could_not_be_read(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(*(a_row(number) for number in range(1, 7)))
    renamed = [a_row(number, ref="", app_no=f"2026/{number:04}/P") for number in (7, 8)]
    council.publish(*renamed)
    assert the(database, "2026/0007/P") is None
    council.reads(columns={"reference": "app_no"})

    ahead = browser.get(f"{REREAD}?outcome=problem").text
    assert "<li>2 new</li>" in ahead
    assert "nothing → 2026/0007/P" in ahead
    assert the(database, "2026/0007/P") is None
    assert audited(database) == []

    done = browser.post(REREAD, data={"outcome": "problem"}).text
    assert "<li>2 new</li>" in done
    assert told(database, "2026/0007/P") == [("new", "unmatched")]
    assert outcomes(database) == {}
    assert [(row.action, row.subject) for row in audited(database)] == [("reread-records", "feed:camden")]


def test_nobody_is_told_of_old_things_as_new(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(1))
    council.publish(a_row(2, ref="", app_no="2019/0002/P", valid="2019-05-01"))
    council.reads(columns={"reference": "app_no"})
    browser.post(REREAD, data={"outcome": "problem"})
    assert told(database, "2019/0002/P") == [("noted", "history")]


@pytest.mark.fault("C-04")
def test_what_reads_otherwise_of_a_known_application_waits_for_an_operator(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(1, until="10/12/2026"))
    council.reads(dates=["yyyy-mm-dd", "dd/mm/yyyy"])
    assert "consultation end date:</span> nothing → 2026-12-10" in browser.get(REREAD).text
    done = browser.post(REREAD).text
    assert "<li>1 changed</li>" in done
    assert "1 change of an application that was known waits" in done
    assert told(database, "2026/0001/P") == [("new", "unmatched"), ("amended", "held")]


def test_a_word_that_is_given_a_meaning_is_no_news(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(1, outcome="QQQ", state=""))
    council.reads(standings={"QQQ": "refused"})
    assert "decision:</span> nothing → refused" in browser.get(REREAD).text
    assert "<li>1 changed</li>" in browser.post(REREAD).text
    assert told(database, "2026/0001/P") == [("new", "unmatched"), ("noted", "history")]


def test_a_second_reading_finds_nothing_and_leaves_no_line(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(3, state="ZZZ"))
    council.reads(standings={"ZZZ": "undetermined"})
    assert browser.post(REREAD).status_code == 200
    assert browser.post(REREAD).status_code == 409
    assert len(audited(database)) == 1


def test_a_feed_that_is_being_polled_is_left_alone(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    from datetime import timedelta

    from alerts.services.owner import this_process

    council.publish(a_row(3, state="ZZZ"))
    with database.writing() as session:
        row = session.get_one(FeedRow, FEED)
        row.poll_owner, row.poll_until = this_process(), council.context.clock() + timedelta(minutes=4)
    assert browser.post(REREAD).status_code == 409
    assert audited(database) == []


def test_an_odd_record_is_released_once(database: Database, council: Council, browser: FlaskClient) -> None:
    council.publish(a_row(1))
    council.publish(a_row(2, proposal="TEST application please ignore"))
    number = stored(database)["2026/0002/P"].id
    assert "suspected test" in browser.get(f"/admin/records/{number}").text
    assert browser.post(f"/admin/records/{number}/release").status_code == 303
    assert told(database, "2026/0002/P") == [("new", "unmatched")]
    assert browser.post(f"/admin/records/{number}/release").status_code == 409
    (line,) = audited(database)
    assert (line.action, line.detail) == ("release-record", {"told": {"reference": "2026/0002/P"}})


def test_a_record_off_the_list_comes_back_when_it_reads_otherwise(
    database: Database, council: Council, browser: FlaskClient
) -> None:
    council.publish(a_row(3, state="ZZZ"))
    number = stored(database)["2026/0003/P"].id
    assert "2026/0003/P" in browser.get(RECORDS).text
    assert browser.post(f"/admin/records/{number}/dismiss").status_code == 303
    assert browser.post(f"/admin/records/{number}/dismiss").status_code == 409
    council.publish(a_row(3, state="ZZZ"))
    assert "2026/0003/P" not in browser.get(RECORDS).text
    council.publish(a_row(3, state="YYY"))
    assert "2026/0003/P" in browser.get(RECORDS).text
    assert len(audited(database)) == 1


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</pre><script>alert(1)</script>"]


@pytest.mark.fault("C-11")
@pytest.mark.fault("W-03")
@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_record_says_is_shown_as_text(
    database: Database, council: Council, browser: FlaskClient, words: str
) -> None:
    council.publish(a_row(3, state=words, **{f"column {words}": words}), a_row(4, ref="", proposal=words))
    pages = [f"/admin/records/{row.id}" for row in stored(database).values()]
    for path in (*pages, RECORDS, REREAD, f"/admin/feeds/{FEED}"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
