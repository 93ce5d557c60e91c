"""`subscribers`: counts without addresses, everything about one person, and nothing of them afterwards."""

import pytest

from alerts.cli.installation import Installation
from tests.factories import Cast, all_of
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
    }
    words = peopled("subscribers", "list").out
    assert words == "subscribers: 3\nsubscriptions: confirmed 1, ended 1, pending 1\nemails: none\n"
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


def test_what_is_no_address_ends_with_1(peopled: Run) -> None:
    done = peopled("subscribers", "export", "alice")
    assert done.status == 1
    assert "right form" in done.err
