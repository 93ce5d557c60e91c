"""`poll`, `match`, `send`, `explain`: the steps of the service one by one. None does another's work."""

import sys
import time

import click

from alerts.cli import foreseen
from alerts.cli.console import Failure, Setup, json_option, print_json, setup, wrong_usage
from alerts.cli.installation import now
from alerts.cli.stopping import stopped_by_signals
from alerts.db import ledger
from alerts.domain.application import ApplicationKey
from alerts.services.alarming import tell_operator
from alerts.services.alerting import match_changes
from alerts.services.asking import ask_people
from alerts.services.composing import compose_due
from alerts.services.explaining import explain as explain_rules
from alerts.services.reception import take_in
from alerts.services.reminding import remind
from alerts.services.sending import send_due
from alerts.services.summarising import summarise
from alerts.services.welcoming import compose_welcomes
from scheduler.poll import poll_feed
from scheduler.poll_run import PollReport


@click.command()
@click.argument("names", nargs=-1)
@json_option
@setup
def poll(found: Setup, names: tuple[str, ...], as_json: bool) -> None:
    """Poll these feeds (all enabled ones by default) once, now. Never matches.

    Example: planning-alerts --config config.toml poll camden --json
    """
    with found.installation() as installation:
        known = {configured.feed.name: configured for configured in installation.feeds}
        if unknown := [name for name in names if name not in known]:
            wrong_usage(f"no feed is called {', '.join(unknown)}; there are: {', '.join(known) or 'none'}")
        wanted = [known[name] for name in names] or [feed for feed in known.values() if feed.is_enabled]
        reports = [poll_feed(installation.poller, configured) for configured in wanted]
    if as_json:
        print_json([report.as_json() for report in reports])
    else:
        for report in reports:
            click.echo(_in_words(report))
    failed = [report for report in reports if report.error]
    for report in failed:
        click.echo(f"planning-alerts: {report.name}: {report.error}", err=True)
    sys.exit(1 if failed else 0)


@click.command()
@json_option
@setup
def match(found: Setup, as_json: bool) -> None:
    """Turn changes that were not matched yet, and reminders whose day has come, into alerts. Never sends.

    Example: planning-alerts --config config.toml match
    """
    started = time.monotonic()
    with found.installation() as installation:
        remind(installation.database, installation.timetable, now)
        report = match_changes(
            installation.database, installation.timetable, now, watched=installation.watched
        )
    seconds = round(time.monotonic() - started, 3)
    if as_json:
        print_json(
            {
                "changes": report.changes,
                "alerts": report.alerts,
                "subscriptions": report.subscriptions,
                "seconds": seconds,
            }
        )
    else:
        click.echo(
            f"{report.changes} changes, {report.alerts} alerts for {report.subscriptions} subscriptions"
        )


@click.command()
@click.option(
    "--again", is_flag=True, help="Try again too what could not be put into words and was set aside."
)
@click.option("--dry-run", is_flag=True, help="Say what would go out until tomorrow's end; send nothing.")
@json_option
@setup
def send(found: Setup, again: bool, dry_run: bool, as_json: bool) -> None:
    """Send all that is due: confirmations first, then alerts; digests whose hour has passed.

    While the mail server is in trouble everything waits, and the exit status is 1.

    Example: planning-alerts --config config.toml send
    """
    if dry_run:
        with found.installation() as installation:
            foreseen.dry_run(installation, as_json=as_json)
        return
    started = time.monotonic()
    with found.installation() as installation, stopped_by_signals(installation.stopping):
        site, identity = installation.mail_site, installation.identity
        if again:
            with installation.database.writing() as session:
                ledger.try_again(session)
        take_in(installation.reception)
        tell_operator(installation.database, site, identity, now, installation.watch)
        if installation.summary is not None:
            summarise(installation.database, site, identity, now, installation.summary)
        ask_people(installation.database, site, identity, installation.timetable, now)
        compose_welcomes(installation.database, site, identity, installation.timetable, now)
        compose_due(
            installation.database,
            site,
            identity,
            installation.timetable,
            now,
            gazetteer=installation.maps_from,
            is_stopping=installation.stopping.is_set,
        )
        report = send_due(installation.post)
    counts = {
        "sent": report.sent,
        "failed_temporarily": report.failed_temporarily,
        "failed_permanently": report.failed_permanently,
        "held": report.held,
        "seconds": round(time.monotonic() - started, 3),
    }
    if as_json:
        print_json(counts)
    else:
        click.echo(", ".join(f"{name} {value}" for name, value in counts.items()))
    if report.trouble:
        raise Failure(f"{report.trouble}; {report.held} e-mails wait")


@click.command()
@click.argument("subscription", type=int)
@click.argument("authority")
@click.argument("reference")
@json_option
@setup
def explain(found: Setup, subscription: int, authority: str, reference: str, as_json: bool) -> None:
    """Why this subscription was, or was not, told of this application, rule by rule.

    Example: planning-alerts explain 12 E09000007 2026/0123/P
    """
    with found.installation() as installation, installation.database.reading() as session:
        key = ApplicationKey(authority, reference)
        explained = explain_rules(session, subscription, key, installation.timetable, now())
    if as_json:
        print_json(
            [
                {
                    "change": change.kind,
                    "noticed_at": change.noticed_at.isoformat(),
                    "outcome": change.outcome,
                    "rules": [rule._asdict() for rule in change.rules],
                }
                for change in explained
            ]
        )
        return
    for change in explained:
        click.echo(f"{change.kind}, noticed {change.noticed_at:%Y-%m-%d %H:%M} UTC: {change.outcome}")
        for rule in change.rules:
            click.echo(f"  {'yes' if rule.is_passed else 'NO '}  {rule.name}: {rule.detail}")


def _in_words(report: PollReport) -> str:
    if report.error and not report.fetched:
        return f"{report.name}: nothing was read: {report.error}"
    return (
        f"{report.name}: {report.fetched} records in {report.requests} requests: {report.new} new, "
        f"{report.changed} changed, {report.unchanged} unchanged, {report.problems} problems, "
        f"{report.quarantined} quarantined"
    )


COMMANDS = (poll, match, send, explain)
