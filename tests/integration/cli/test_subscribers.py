"""`subscribers`: counts without addresses, everything about one person, and nothing of them afterwards."""

import pytest

from alerts.cli.installation import Installation
from alerts.db import failures, subscriptions
from alerts.domain.suppression import Reason
from alerts.services.suppression import suppress
from tests.factories import NOW, TODAY, Cast, all_of
from tests.integration.cli.conftest import Run


@pytest.fixture
def peopled(ready: Run, installation: Installation) -> Run:
    with installation.database.writing() as session:
        Cast.enter(session, all_of())
    return ready


def test_the_list_counts_and_names_nobody(peopled: Run) -> None:
    done = peopled("subscribers", "list", "--json")
    assert done.json == {
        "subscribers": 3,
        "subscriptions": {"confirmed": 1, "ended": 1, "pending": 1},
        "emails": {},
        "not_written_to": {},
    }
    words = peopled("subscribers", "list").out
    assert words.splitlines() == [
        "subscribers: 3",
        "subscriptions: confirmed 1, ended 1, pending 1",
        "emails: none",
        "not_written_to: none",
    ]
    assert "@" not in done.out + words


@pytest.mark.fault("P-03")
@pytest.mark.parametrize("typed", ["alice@example.com", " Alice@EXAMPLE.com"])
def test_everything_about_one_person_is_one_document(peopled: Run, typed: str) -> None:
    document = peopled("subscribers", "export", typed).json
    assert document["email"] == "alice@example.com"
    assert [row["state"] for row in document["subscriptions"]] == ["confirmed"]


@pytest.mark.fault("P-02")
def test_an_erased_person_is_known_no_more(peopled: Run) -> None:
    done = peopled("subscribers", "erase", "alice@example.com")
    assert (done.status, done.out, done.err) == (0, "", "Forgotten.\n")
    assert peopled("subscribers", "list", "--json").json["subscribers"] == 2
    for command in ("export", "erase"):
        again = peopled("subscribers", command, "alice@example.com")
        assert (again.status, again.err) == (1, "planning-alerts: nobody of this address is known\n")


def test_an_operator_sees_who_is_not_written_to_and_can_lift_it(
    peopled: Run, installation: Installation
) -> None:
    key = installation.identity.key
    with installation.database.writing() as session:
        suppress(session, key, "alice@example.com", Reason.HARD_BOUNCE, NOW)
        suppress(session, key, "dora@example.com", Reason.COMPLAINT, NOW)
        person = subscriptions.subscriber_of(session, "alice@example.com")
        assert person is not None
        failures.note(session, person.id, TODAY, "5.7.1")
    listed = peopled("subscribers", "list", "--json").json
    assert listed["not_written_to"] == {"hard-bounce": 1, "complaint": 1}
    document = peopled("subscribers", "export", "alice@example.com").json
    assert document["not_written_to_because"] == "hard-bounce"
    assert document["refused_mail"] == [{"on_date": "2026-06-10", "status": "5.7.1"}]
    done = peopled("subscribers", "allow", " Alice@example.com")
    assert (done.status, done.out) == (0, "")
    assert peopled("subscribers", "list", "--json").json["not_written_to"] == {"complaint": 1}
    assert peopled("subscribers", "export", "alice@example.com").json["refused_mail"] == []
    again = peopled("subscribers", "allow", "alice@example.com")
    assert (again.status, again.err) == (
        1,
        "planning-alerts: nothing speaks against writing to this address\n",
    )


def test_what_is_no_address_ends_with_1(peopled: Run) -> None:
    done = peopled("subscribers", "export", "alice")
    assert done.status == 1
    assert "right form" in done.err
