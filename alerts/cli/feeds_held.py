"""`feeds held`: what is held of a feed, and what becomes of it."""

from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.cli.console import Failure, Setup, json_option, print_json, setup
from alerts.cli.feeds_named import named_feed
from alerts.cli.feeds_tables import print_rows
from alerts.cli.installation import now
from alerts.db import holds, operators
from alerts.db.tables import HoldRow
from alerts.services.holding import held_of, let_go, release_record


@click.command()
@click.argument("name")
@click.argument("action", type=click.Choice(["release", "discard"]), required=False)
@click.option(
    "--reference", help="release this one record that looked odd, instead of what the flood guard holds"
)
@json_option
@setup
def held(found: Setup, name: str, action: str | None, reference: str | None, as_json: bool) -> None:
    """What the flood guard or the quarantine holds of a feed, and what becomes of it.

    `release` lets the changes that the flood guard holds be told, `discard` keeps them in the history alone. A record
    that looks odd (a trial, say) is read anew at every poll and let go as soon as the feed has put it right;
    `release --reference` takes it as it is.

    Example: planning-alerts feeds held camden release
    """
    with found.installation() as installation:
        named_feed(installation, name)
        today = installation.timetable.today(now())
        with installation.database.writing() as session:
            if reference is not None:
                if action != "release":
                    raise click.UsageError("--reference goes with release")
                if not release_record(session, name, reference, today, now):
                    raise Failure(f"{name} holds no record {reference} back; see `feeds held {name}`")
                _note(session, "release-record", name, reference=reference)
                click.echo(f"{reference} released.", err=True)
            elif action is not None:
                hold = holds.open_of(session, name)
                count = let_go(session, name, is_released=action == "release", now=now())
                _note(session, f"{action}-hold", name, hold, counts={"changes": count})
                click.echo(
                    f"{count:,} changes {'released' if action == 'release' else 'discarded'}.", err=True
                )
            waiting = [each._asdict() for each in held_of(session, name)]
    if as_json:
        print_json(waiting)
    else:
        print_rows(("authority", "reference", "why", "description"), waiting)


def _note(session: Session, action: str, name: str, hold: HoldRow | None = None, **detail: Any) -> None:
    """The line in the audit: about the hold, as a decision of the operators' page is, where there is one."""
    subject = f"hold:{hold.id}" if hold else f"feed:{name}"
    operators.note(session, now(), "planning-alerts feeds held", action, subject, detail)
