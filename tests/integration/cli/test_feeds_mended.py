"""`feeds pause`, `resume`, `map`, `unmap` and `reread`: what the operators' pages do, from a console, in one audit."""

from alerts.cli.installation import Installation
from alerts.db import holds, operators
from tests.integration.cli.conftest import Council, Run, a_row


def audited(installation: Installation) -> list[tuple[str, str]]:
    """(action, subject) of every line, oldest first."""
    with installation.database.reading() as session:
        return [(row.action, row.subject) for row in reversed(operators.noted(session))]


def test_what_is_decided_from_a_console_stands_in_the_history_of_the_hold(
    ready: Run, council: Council, installation: Installation
) -> None:
    council.publish(*(a_row(number) for number in range(1, 251)))
    ready("poll")
    assert ready("feeds", "held", "camden", "discard").status == 0
    with installation.database.reading() as session:
        (hold,) = holds.listed(session, 10)
        (line,) = operators.about(session, f"hold:{hold.id}")
    assert (line.action, line.detail) == ("discard-hold", {"counts": {"changes": 250}})


def test_a_paused_feed_says_so_until_it_is_resumed(
    ready: Run, council: Council, installation: Installation
) -> None:
    council.publish(a_row(1))
    ready("poll")
    assert ready("feeds", "pause", "camden").status == 0
    assert "paused" in ready("feeds", "list").out
    again = ready("feeds", "pause", "camden")
    assert (again.status, again.err) == (
        1,
        "planning-alerts: camden is paused already. Nothing was changed.\n",
    )
    assert ready("feeds", "resume", "camden").status == 0
    assert ready("feeds", "list", "--json").json[0]["paused"] is None
    assert audited(installation) == [("pause-feed", "feed:camden"), ("resume-feed", "feed:camden")]


def test_a_word_is_mapped_shown_and_what_is_stored_is_read_again(ready: Run, council: Council) -> None:
    council.publish(a_row(1, application_type="Odd One"))
    ready("poll")
    assert ready("feeds", "map", "camden", "application_type", "Odd One", "nonsense").status == 1
    assert ready("feeds", "map", "camden", "application_type", "Odd One", "hh").status == 0
    (listed,) = ready("feeds", "unmapped", "camden", "--json").json
    assert (listed["words"], listed["given_lines"]) == ([], ['types = { "Odd One" = "hh" }'])
    assert "“Odd One” means hh" in ready("feeds", "unmapped", "camden").out
    ahead = ready("feeds", "reread", "camden", "--dry-run", "--json").json
    assert ahead["records"][0]["differences"] == [
        {"field": "application_type", "before": None, "after": "hh"}
    ]
    assert ready("feeds", "reread", "camden").out.splitlines()[-1] == "1 changed"
    assert ready("feeds", "reread", "camden").status == 1
    assert ready("feeds", "unmap", "camden", "application_type", "Odd One").status == 0
    assert ready("feeds", "unmap", "camden", "application_type", "Odd One").status == 1
