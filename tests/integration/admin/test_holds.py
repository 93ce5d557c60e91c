"""What the flood guard holds is looked at, released or discarded once, and told of before it goes."""

import re

import pytest
from sqlalchemy import select

from alerts.db import holds
from alerts.db.session import Database
from alerts.db.tables import ChangeRow, HoldRow
from alerts.domain.operators import Role
from alerts.services.alerting import match_changes
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited
from tests.integration.admin.floods import held, held_ids
from tests.integration.web.neighbourhood import FEED
from tests.integration.web.people import HOME, Cast, subscribed


def states(database: Database) -> dict[str, int]:
    with database.reading() as session:
        found = session.scalars(
            select(ChangeRow.state).where(ChangeRow.feed == FEED, ChangeRow.kind == "new")
        ).all()
    return {state: found.count(state) for state in set(found)}


def the_hold(database: Database, number: int) -> HoldRow:
    with database.reading() as session:
        row = holds.by_id(session, number)
        assert row is not None
        return row


def sure(database: Database) -> dict[str, object]:
    """What the question's form carries, once it has been read."""
    return {"sure": held_ids(database)[-1]}


def decided(database: Database) -> list[tuple[str, str, dict[str, object]]]:
    return [(row.action, row.subject, row.detail) for row in audited(database)]


def test_a_release_is_asked_about_first_and_tells_what_would_go(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    number = held(database, "2026/2001/P", "2026/2002/P")
    browser = as_role(Role.OPERATOR)
    question = browser.post(f"/admin/holds/{number}/release")
    assert question.status_code == 200
    assert "Fewer than 5 e-mails to fewer than 5 people will go" in question.text
    assert states(database) == {"held": 2}
    assert decided(database) == []


def test_of_five_people_and_more_the_number_is_told(
    as_role: As, database: Database, context: SiteContext
) -> None:
    for each in range(6):
        subscribed(database, context, f"person{each}{'x' * each}@example.org", HOME)
    number = held(database, "2026/2001/P")
    assert "about 6 e-mails to 6 people will go" in as_role(Role.VIEWER).get(f"/admin/holds/{number}").text


def test_what_is_told_ahead_is_what_is_told(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    """Bob has not confirmed, Charlie has left: Alice alone hears, once for each of her areas."""
    number = held(database, "2026/2001/P")
    as_role(Role.OPERATOR).post(f"/admin/holds/{number}/release", data=sure(database))
    report = match_changes(database, context.timetable, context.clock)
    assert (report.changes, report.subscriptions) == (1, 2)


@pytest.mark.parametrize(("word", "left"), [("release", "unmatched"), ("discard", "discarded")])
def test_all_of_it_is_decided_at_once(as_role: As, database: Database, word: str, left: str) -> None:
    number = held(database, "2026/2001/P", "2026/2002/P")
    answer = as_role(Role.OPERATOR).post(f"/admin/holds/{number}/{word}", data=sure(database))
    assert answer.status_code == 303
    assert states(database) == {left: 2}
    assert the_hold(database, number).state == {"release": "released", "discard": "discarded"}[word]
    assert decided(database) == [(f"{word}-hold", f"hold:{number}", {"counts": {"changes": 2}})]


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("word", ["release", "discard"])
def test_a_stale_tab_changes_nothing_and_leaves_no_line(as_role: As, database: Database, word: str) -> None:
    number = held(database, "2026/2001/P")
    browser = as_role(Role.OPERATOR)
    browser.post(f"/admin/holds/{number}/discard", data=sure(database))
    later = held(database, "2026/2002/P")
    again = browser.post(f"/admin/holds/{number}/{word}", data=sure(database))
    assert again.status_code == 409
    assert "decided on this already" in again.text
    assert states(database) == {"discarded": 1, "held": 1}
    assert the_hold(database, later).state == "open"
    assert len(decided(database)) == 1


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("word", ["release", "discard"])
def test_what_is_held_after_the_question_was_asked_is_not_decided_on_with_it(
    as_role: As, database: Database, word: str
) -> None:
    number = held(database, "2026/2001/P")
    browser = as_role(Role.OPERATOR)
    question = browser.post(f"/admin/holds/{number}/{word}").text
    assert "1 change is" in question
    (shown,) = re.findall(r'name="sure" value="(\d+)"', question)
    held(database, *(f"2026/{2100 + each}/P" for each in range(3)))
    again = browser.post(f"/admin/holds/{number}/{word}", data={"sure": shown})
    assert again.status_code == 409
    assert "More is held by now" in again.text
    assert "4 changes are" in again.text
    assert (states(database), decided(database)) == ({"held": 4}, [])
    (shown,) = re.findall(r'name="sure" value="(\d+)"', again.text)
    assert browser.post(f"/admin/holds/{number}/{word}", data={"sure": shown}).status_code == 303
    assert "held" not in states(database)


def test_changes_are_decided_on_one_by_one_and_the_last_ends_the_hold(
    as_role: As, database: Database
) -> None:
    number = held(database, "2026/2001/P", "2026/2002/P", "2026/2003/P")
    first, second, third = held_ids(database)
    browser = as_role(Role.OPERATOR)
    browser.post(
        f"/admin/holds/{number}/release", data={"which": "ticked", "change": [first], **sure(database)}
    )
    assert states(database) == {"unmatched": 1, "held": 2}
    assert (the_hold(database, number).state, the_hold(database, number).changes) == ("open", 2)
    browser.post(f"/admin/holds/{number}/discard", data={"which": "ticked", "change": [second, third]})
    assert states(database) == {"unmatched": 1, "discarded": 2}
    assert the_hold(database, number).state == "discarded"


def test_one_that_was_let_go_cannot_be_let_go_again(as_role: As, database: Database) -> None:
    number = held(database, "2026/2001/P", "2026/2002/P")
    first, _ = held_ids(database)
    browser = as_role(Role.OPERATOR)
    for status in (303, 409):
        answer = browser.post(f"/admin/holds/{number}/discard", data={"which": "ticked", "change": [first]})
        assert answer.status_code == status
    assert len(decided(database)) == 1
    assert the_hold(database, number).changes == 1


def test_nothing_ticked_is_not_taken_for_everything(as_role: As, database: Database) -> None:
    number = held(database, "2026/2001/P")
    answer = as_role(Role.OPERATOR).post(f"/admin/holds/{number}/discard", data={"which": "ticked"})
    assert answer.status_code == 400
    assert states(database) == {"held": 1}


def test_the_history_says_who_decided(as_role: As, database: Database) -> None:
    number = held(database, "2026/2001/P")
    browser = as_role(Role.OPERATOR)
    assert "Held" in browser.get("/admin/holds").text
    browser.post(f"/admin/holds/{number}/discard", data=sure(database))
    assert "by operator@council.example" in browser.get("/admin/holds").text
    assert "discard hold, 1 change, by operator@council.example" in browser.get(f"/admin/holds/{number}").text


def test_a_viewer_sees_what_is_held_and_decides_nothing(as_role: As, database: Database) -> None:
    number = held(database, "2026/2001/P")
    browser = as_role(Role.VIEWER)
    page = browser.get(f"/admin/holds/{number}").text
    assert "2026/2001/P" in page
    assert "Release all" not in page
    assert browser.post(f"/admin/holds/{number}/release", data=sure(database)).status_code == 403
    assert browser.post(f"/admin/holds/{number}/discard").status_code == 403
    assert states(database) == {"held": 1}


def test_a_hold_that_never_was_is_not_found(as_role: As) -> None:
    assert as_role(Role.OPERATOR).get("/admin/holds/77").status_code == 404
    assert as_role(Role.OPERATOR).post("/admin/holds/77/discard", data={"sure": "1"}).status_code == 404
