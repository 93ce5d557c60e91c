"""`bounces read` and the job that does the same: from a sent e-mail through a maildir to the address given up."""

import mailbox
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db.tables import EmailRow
from alerts.domain.return_address import return_address
from alerts.mail.compose import Email
from alerts.services.queueing import queue
from alerts.services.sending import send_due
from alerts.settings import load_settings
from tests.factories import all_of, subscribe
from tests.integration.cli.conftest import Run
from tests.returned_mail import returned

ALICE = "alice@example.com"


@pytest.fixture
def maildir(config: Path, tmp_path: Path) -> mailbox.Maildir:
    """A box in the configuration, in a folder beside it."""
    text = config.read_text(encoding="utf-8")
    text = text.replace("[mail]\n", '[mail]\nenvelope_domain = "bounces.example"\n')
    config.write_text(f'{text}\n[bounces]\nsource = "maildir"\npath = "box"\n', encoding="utf-8")
    return mailbox.Maildir(tmp_path / "box", create=True)


@pytest.fixture
def bounced(maildir: mailbox.Maildir, ready: Run, config: Path) -> Run:
    """Alice's confirmation was sent, and has come back into the box."""
    made = Installation(load_settings(config))
    with made.database.writing() as session:
        person = subscribe(session, ALICE, all_of(), "pending").subscriber_id
        words = Email("Confirm", "Hello\n", "<p>Hello</p>")
        queued = queue(session, made.identity, person, "confirmation", words, made.desk().now)
    assert send_due(made.post).sent == 1
    maildir.add(
        returned("gmail_no_such_user", return_address(queued.id, ALICE, "bounces.example", made.identity.key))
    )
    made.database.engine.dispose()
    return ready


def test_what_lies_in_the_box_is_read_at_once(bounced: Run) -> None:
    done = bounced("bounces", "read", "--json")
    assert done.status == 0
    assert {name: done.json[name] for name in ("bounces", "complaints", "left", "ignored")} == {
        "bounces": 1, "complaints": 0, "left": 0, "ignored": 0,
    }  # fmt: skip
    assert bounced("bounces", "read").out == "bounces 0, complaints 0, left 0, ignored 0\n"
    listed = bounced("subscribers", "list", "--json").json
    assert (listed["emails"], listed["not_written_to"]) == ({"bounced": 1}, {"hard-bounce": 1})


def test_the_job_reads_it_too(bounced: Run, config: Path) -> None:
    made = Installation(load_settings(config))
    made.pipeline.read_bounces()
    with made.database.reading() as session:
        assert session.scalars(select(EmailRow.state)).all() == ["bounced"]
    made.database.engine.dispose()


def test_a_box_that_cannot_be_read_fails_the_command_and_not_the_job(
    bounced: Run, config: Path, tmp_path: Path
) -> None:
    (tmp_path / "box").rename(tmp_path / "gone")
    done = bounced("bounces", "read")
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("planning-alerts: the maildir ")
    Installation(load_settings(config)).pipeline.read_bounces()


def test_without_a_box_the_command_says_what_to_set(ready: Run) -> None:
    done = ready("bounces", "read")
    assert (done.status, done.err) == (
        2,
        "planning-alerts: no box is configured: set bounces.source, and what its kind needs\n",
    )


def test_the_help_has_an_example(run: Run) -> None:
    assert "planning-alerts --config config.toml bounces read" in run("bounces", "read", "--help").out
