"""`webhooks`: those who are told of changes by requests, how that goes, and telling them again."""

from datetime import UTC, datetime, time
from uuid import uuid4

import click

from alerts.cli.console import Failure, Setup, json_option, print_json, setup, wrong_usage
from alerts.cli.feeds_tables import moment, print_rows
from alerts.cli.installation import Installation, now
from alerts.db import log_followers, log_windows
from alerts.services.pushing_hub import HUB
from alerts.services.pushing_overview import standings, told_to
from alerts.services.pushing_trouble import raise_alarms
from alerts.services.pushing_webhooks import Webhook, ping
from scheduler.push import post_through, webhook_of

_COLUMNS = ("name", "told_to", "behind", "failures", "last_delivery", "next_try", "state", "last_error")


@click.group()
def webhooks() -> None:
    """Receivers of the [[webhooks]] tables, who are told of every change by a signed request."""


@webhooks.command(name="list")
@json_option
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """How far each receiver was told, and what is wrong; the hub of feeds too, as feeds.hub.

    Numbers are those of the public log of changes; `behind` counts those after the last that a receiver took.

    Example: planning-alerts webhooks list --json
    """
    with found.installation() as installation:
        known = {each.name: each.enabled for each in installation.settings.webhooks}
        with installation.database.reading() as session:
            rows = [each._asdict() for each in standings(session)]
        zone = installation.timetable.zone
    if as_json:
        print_json(rows)
        return
    for row in rows:
        row["state"] = "gone" if row["is_stopped"] else "failing" if row["failures"] else "fine"
        row["last_delivery"], row["next_try"] = (
            moment(row[key], zone) for key in ("last_delivery", "next_try")
        )
    print_rows(_COLUMNS, rows)
    if idle := [name for name, is_enabled in known.items() if not is_enabled]:
        click.echo(f"Not enabled, and told nothing: {', '.join(idle)}.", err=True)


@webhooks.command()
@click.argument("name")
@click.option("--from", "from_no", type=click.IntRange(1, 2**63 - 1), help="The first number to tell again.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Tell again what was noticed since this day."
)
@json_option
@setup
def replay(found: Setup, name: str, from_no: int | None, since: datetime | None, as_json: bool) -> None:
    """Tell a receiver again what it was told before, from a number of the log or a day on.

    What was told before is marked as a replay in the requests; what is new follows it in order.

    Example: planning-alerts webhooks replay civic-group --since 2026-11-01
    """
    if (from_no is None) == (since is None):
        wrong_usage("say either --from or --since")
    with found.installation() as installation:
        _named(installation, name)
        with installation.database.writing() as session:
            told, after_no = told_to(session, name), (from_no or 0) - 1
            if since is not None:
                day = datetime.combine(since, time(), installation.timetable.zone)
                before = log_windows.before(session, day.astimezone(UTC))
                if before is None:
                    raise Failure(f"nothing was noticed since {since:%Y-%m-%d}")
                after_no = min(before, told)
            if not log_followers.rewind(session, name, after_no):
                raise Failure(f"{name} was told up to {told:,}: what comes after that it is told anyway")
    again = told - after_no
    if as_json:
        print_json({"name": name, "after_no": after_no, "told_to": told, "again": again})
    else:
        click.echo(f"{name} is told again the {again:,} numbers after {after_no:,}.", err=True)


@webhooks.command()
@click.argument("name")
@json_option
@setup
def test(found: Setup, name: str, as_json: bool) -> None:
    """Send a receiver a signed request that tells of nothing, and show what it answers.

    Example: planning-alerts webhooks test civic-group
    """
    with found.installation(needs_database=False) as installation:
        webhook = _named(installation, name)
        answer = ping(webhook, post_through(installation.fetcher), f"msg_{uuid4().hex}", now())
    if as_json:
        print_json(
            {"name": name, "status": answer.status, "is_taken": answer.is_taken, "words": answer.words}
        )
    if not answer.is_taken:
        raise Failure(f"{name}: {answer.words}")
    if not as_json:
        click.echo(f"{name} {answer.words}")


@webhooks.command()
@click.argument("name")
@setup
def resume(found: Setup, name: str) -> None:
    """Try a receiver again at once that said it was gone, or that waits for its next try; or the hub, feeds.hub.

    Example: planning-alerts webhooks resume civic-group
    """
    with found.installation() as installation:
        if name != HUB:
            _named(installation, name)
        with installation.database.writing() as session:
            if not log_followers.try_now(session, name):
                raise Failure(f"{name} was never told of anything")
            raise_alarms(session, name, now())
    click.echo(f"{name} is told again from where it was.", err=True)


def _named(installation: Installation, name: str) -> Webhook:
    """The webhook of this name, with its key."""
    known = {each.name: each for each in installation.settings.webhooks}
    if name not in known:
        wrong_usage(f"no webhook is called {name}; there are: {', '.join(known) or 'none'}")
    return webhook_of(known[name])


COMMANDS = (webhooks,)
