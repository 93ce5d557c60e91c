"""`queue`: what waits and who does it, by the engine's jobs and by the rows, which have the last word."""

from datetime import datetime
from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.cli.feeds_tables import moment, print_rows
from alerts.cli.installation import now
from alerts.db import agenda, engine_jobs, feed_numbers

_WORK = ("work", "waiting", "doing", "failed", "oldest_waiting_at")
_WORKERS = ("number", "heartbeat_at", "doing")


@click.command()
@json_option
@setup
def queue(found: Setup, as_json: bool) -> None:
    """What waits to be done and who does it.

    The first table has the jobs of the distributed engine, which only wake workers; what is really to be done stands
    in the rows, whose numbers come last. With the embedded engine there are these alone.

    Example: planning-alerts queue --json
    """
    with found.installation() as installation, installation.database.reading() as session:
        seen = _seen(session, now())
        zone = installation.timetable.zone
    if as_json:
        print_json({**seen, "engine": installation.settings.engine.kind})
        return
    if installation.settings.engine.is_distributed:
        for row in seen["jobs"]:
            row["oldest_waiting_at"] = moment(row["oldest_waiting_at"], zone)
        click.echo("Jobs that wait, run or failed:")
        print_rows(_WORK, seen["jobs"])
        for row in seen["workers"]:
            row |= {"heartbeat_at": moment(row["heartbeat_at"], zone), "doing": ", ".join(row["doing"])}
        click.echo("Workers:")
        print_rows(_WORKERS, seen["workers"])
        click.echo(f"Leader: {seen['leader'] or 'nobody: is any worker running?'}")
    oldest = moment(seen["rows"].pop("oldest_email_due_at"), zone)
    click.echo(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in seen["rows"].items()))
    click.echo(f"The oldest e-mail that is due: {oldest or 'none'}")


def _seen(session: Session, at: datetime) -> dict[str, Any]:
    return {
        "jobs": [each._asdict() for each in engine_jobs.queued(session)],
        "workers": [each._asdict() for each in engine_jobs.joined(session)],
        "leader": engine_jobs.leader(session),
        "rows": {
            "forms_waiting": agenda.forms_waiting(session),
            "feeds_due": agenda.feeds_due(session, at),
            "changes_unmatched": feed_numbers.waiting_changes(session),
            "alerts_due": agenda.alerts_due(session, at),
            "emails_due": agenda.emails_due(session, at),
            "oldest_email_due_at": feed_numbers.oldest_due_at(session, at),
        },
    }


COMMANDS = (queue,)
