"""One person is looked up by their exact address alone, helped by the service's own steps, and named nowhere else."""

import re

import pytest

from alerts.db import emails, signups, subscriptions
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.domain.person_subject import FORGOTTEN, person_subject
from alerts.domain.suppression import Reason
from alerts.services.privacy import held_about
from alerts.services.reception import take_in
from alerts.services.suppression import suppress, why_suppressed
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited
from tests.integration.web.neighbourhood import KEY, NOW
from tests.integration.web.people import ALICE, BOB, Cast, reception_of, states

SEALED = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{74}(?![\w-])")
"""As long as every token of a link."""

NOBODY = "nobody@example.org"


def lanes(database: Database, person: int) -> list[str]:
    with database.reading() as session:
        return [row.lane for row in emails.of_subscriber(session, person)]


def noted(database: Database) -> list[tuple[str, str]]:
    return [(row.action, row.subject) for row in audited(database)]


def test_their_state_is_shown_with_areas_proof_and_e_mails(as_role: As, cast: Cast) -> None:
    page = as_role(Role.OPERATOR).post("/admin/person/look", data={"email": f" {ALICE.upper()} "}).text
    assert "postcode:NW51TL:400" in page
    assert "ward:E05013658" in page
    assert "on /areas; confirmed 10:00, 23 Nov" in page
    assert "nothing speaks against writing to this address" in page
    assert "Wants to move to another address" in page


@pytest.mark.fault("U-15")
@pytest.mark.fault("P-06")
def test_neither_the_audit_nor_any_link_of_the_page_names_them(
    as_role: As, database: Database, cast: Cast
) -> None:
    browser = as_role(Role.OPERATOR)
    for path in ("look", "export", "link", "stop"):
        answer = browser.post(f"/admin/person/{path}", data={"email": ALICE, "why": "ASKED"})
        assert answer.status_code == 200
        assert not SEALED.search(answer.text), path
        assert not re.search(r'(href|action|src)="[^"]*alice', answer.text)
        assert answer.headers["Cache-Control"] == "no-store"
    subject = person_subject(ALICE, KEY)
    assert noted(database) == [
        ("look-up-person", subject),
        ("export-person", subject),
        ("send-link", subject),
        ("stop-person", subject),
    ]
    assert ALICE not in str([(row.subject, row.detail) for row in audited(database)])


@pytest.mark.fault("P-02")
def test_somebody_who_was_erased_looks_like_somebody_never_known(
    as_role: As, database: Database, cast: Cast
) -> None:
    browser = as_role(Role.OPERATOR)
    browser.post("/admin/person/erase", data={"email": ALICE, "again": ALICE})
    erased = browser.post("/admin/person/look", data={"email": ALICE}).text
    unknown = browser.post("/admin/person/look", data={"email": NOBODY}).text
    assert "We hold nothing under this address." in unknown
    assert erased.replace(ALICE, NOBODY) == unknown


@pytest.mark.fault("P-02")
def test_what_was_done_for_somebody_is_kept_and_for_whom_is_forgotten_with_them(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    browser = as_role(Role.OPERATOR)
    browser.post("/admin/person/look", data={"email": ALICE})
    browser.post("/admin/person/look", data={"email": BOB})
    browser.post("/admin/person/erase", data={"email": ALICE, "again": ALICE})
    assert noted(database) == [
        ("look-up-person", FORGOTTEN),
        ("look-up-person", person_subject(BOB, KEY)),
        ("erase-person", FORGOTTEN),
    ]


def test_looking_is_noted_also_where_nobody_is_known(as_role: As, database: Database) -> None:
    as_role(Role.OPERATOR).post("/admin/person/look", data={"email": NOBODY})
    assert noted(database) == [("look-up-person", person_subject(NOBODY, KEY))]


@pytest.mark.fault("W-18")
@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("stop", {}, 400),
        ("erase", {}, 200),
        ("erase", {"again": "another"}, 400),
        ("allow", {}, 409),
        ("explain", {"subscription": "0"}, 404),
    ],
)
def test_nobody_is_seen_without_a_line_by_an_act_that_was_not_done(
    path: str, fields: dict[str, str], status: int, as_role: As, database: Database, cast: Cast
) -> None:
    answer = as_role(Role.OPERATOR).post(f"/admin/person/{path}", data={"email": ALICE, **fields})
    assert answer.status_code == status
    assert ALICE in answer.text
    assert noted(database) == [("look-up-person", person_subject(ALICE, KEY))]


def test_what_operators_did_stands_on_their_page(as_role: As, database: Database, cast: Cast) -> None:
    browser = as_role(Role.OPERATOR)
    browser.post("/admin/person/stop", data={"email": ALICE, "why": "UNWANTED"})
    page = browser.post("/admin/person/look", data={"email": ALICE}).text
    assert "as they say that they never asked for it, by operator@council.example" in page


def test_something_that_is_no_address_is_refused_and_not_noted(as_role: As, database: Database) -> None:
    answer = as_role(Role.OPERATOR).post("/admin/person/look", data={"email": "alice"})
    assert answer.status_code == 400
    assert "Enter an e-mail address in the right form" in answer.text
    assert noted(database) == []


def test_the_export_is_what_the_command_gives(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    answer = as_role(Role.OPERATOR).post("/admin/person/export", data={"email": ALICE})
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, ALICE)
        assert person is not None
        assert answer.json == held_about(session, person, context.identity.keys)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="person.json"'


def test_a_confirmation_goes_out_again_and_the_proof_of_what_was_asked_stays(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    with database.reading() as session:
        before = [
            (row.consent_source, row.requested_at)
            for row, _ in subscriptions.subscriptions_of(session, cast.bob.id)
        ]
    lately = lanes(database, cast.bob.id)
    # Ten minutes on, as one address is written to no more often.
    page = as_role(Role.OPERATOR).post("/admin/person/confirmation", data={"email": BOB}).text
    assert "waits, as one was answered within the last ten minutes" in page
    assert take_in(reception_of(context)) == 0
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM counter")
    assert take_in(reception_of(context)) == 1
    assert lanes(database, cast.bob.id) == [*lately, "confirmation"]
    with database.reading() as session:
        after = [
            (row.consent_source, row.requested_at)
            for row, _ in subscriptions.subscriptions_of(session, cast.bob.id)
        ]
    assert after == before
    assert states(database, cast.bob) == [("postcode:NW51TL:400", "pending")]


def test_a_link_goes_to_the_person_and_the_operator_sees_none(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    page = as_role(Role.OPERATOR).post("/admin/person/link", data={"email": ALICE}).text
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM counter")
    assert take_in(reception_of(context)) == 1
    assert lanes(database, cast.alice.id)[-1] == "manage"
    assert "/manage/" not in page


def test_one_network_gets_no_more_letters_sent_than_a_form_would(
    as_role: As, database: Database, cast: Cast
) -> None:
    browser = as_role(Role.OPERATOR)
    answers = [browser.post("/admin/person/link", data={"email": ALICE}).status_code for _ in range(11)]
    assert answers == [200] * 10 + [409]
    with database.reading() as session:
        assert len(signups.waiting(session, 100)) == 10
    assert [action for action, _ in noted(database)] == ["send-link"] * 10 + ["look-up-person"]


def test_an_address_is_allowed_once_and_a_second_press_changes_nothing(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    with database.writing() as session:
        suppress(session, KEY, ALICE, Reason.COMPLAINT, NOW)
    browser = as_role(Role.OPERATOR)
    assert (
        "they reported our mail as unwanted" in browser.post("/admin/person/look", data={"email": ALICE}).text
    )
    first, second = (browser.post("/admin/person/allow", data={"email": ALICE}) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 409)
    assert "nothing speaks against writing to this address" in second.text
    with database.reading() as session:
        assert why_suppressed(session, context.identity.keys, ALICE) is None
    assert [action for action, _ in noted(database)] == ["look-up-person", "allow-person", "look-up-person"]


def test_stopping_needs_a_reason_and_ends_all_areas_once(as_role: As, database: Database, cast: Cast) -> None:
    browser = as_role(Role.OPERATOR)
    assert browser.post("/admin/person/stop", data={"email": ALICE}).status_code == 400
    assert {state for _, state in states(database, cast.alice)} == {"confirmed"}
    first, second = (
        browser.post("/admin/person/stop", data={"email": ALICE, "why": "ASKED"}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 409)
    assert {state for _, state in states(database, cast.alice)} == {"ended"}
    lines = [row.detail for row in audited(database) if row.action == "stop-person"]
    assert lines == [{"why": "they asked us to"}]


@pytest.mark.fault("P-02")
@pytest.mark.parametrize(("again", "status"), [("", 200), ("alice@example.com", 400)])
def test_erasing_is_asked_about_first_and_wants_the_address_typed_again(
    as_role: As, database: Database, cast: Cast, again: str, status: int
) -> None:
    answer = as_role(Role.OPERATOR).post("/admin/person/erase", data={"email": ALICE, "again": again})
    assert answer.status_code == status
    assert f"All that is held about {ALICE} is forgotten" in answer.text
    assert [action for action, _ in noted(database)] == ["look-up-person"]
    assert len(states(database, cast.alice)) == 2


@pytest.mark.fault("P-02")
def test_erasing_forgets_them_and_a_second_press_finds_nobody(
    as_role: As, database: Database, cast: Cast
) -> None:
    browser = as_role(Role.OPERATOR)
    first, second = (
        browser.post("/admin/person/erase", data={"email": ALICE, "again": ALICE}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 404)
    assert ALICE not in first.text
    with database.reading() as session:
        assert subscriptions.subscriber_of(session, ALICE) is None
    assert [action for action, _ in noted(database)] == ["erase-person", "look-up-person"]


def test_it_is_explained_why_they_were_not_told(as_role: As, cast: Cast) -> None:
    asked = {
        "email": ALICE,
        "subscription": str(cast.alice.subscriptions[0]),
        "authority": "E09000007",
        "reference": "2026/0123/P",
    }
    page = as_role(Role.OPERATOR).post("/admin/person/explain", data=asked).text
    assert "known from the silent first load, unchanged since" in page
    assert "inside the watch area" in page


@pytest.mark.parametrize("subscription", ["bob", "", "999", "x"])
def test_only_their_own_areas_are_explained(as_role: As, cast: Cast, subscription: str) -> None:
    number = str(cast.bob.subscriptions[0]) if subscription == "bob" else subscription
    asked = {"email": ALICE, "subscription": number, "authority": "E09000007", "reference": "2026/0123/P"}
    answer = as_role(Role.OPERATOR).post("/admin/person/explain", data=asked)
    assert answer.status_code == 404
    assert "Choose one of this person’s areas." in answer.text


def test_a_viewer_is_not_offered_the_page(as_role: As) -> None:
    browser = as_role(Role.VIEWER)
    assert "One person" not in browser.get("/admin").text
    assert browser.get("/admin/person").status_code == 403
