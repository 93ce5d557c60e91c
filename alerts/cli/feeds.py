"""`feeds`: their health, a dry run of one, the kinds there are, and what is held of one."""

import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from alerts.cli.console import Failure, Setup, json_option, print_json, setup, wrong_usage
from alerts.cli.installation import Installation, now
from alerts.db import changes
from alerts.db import feeds as store
from alerts.services import coverage
from scheduler.check import CheckedFeed, check_feed
from scheduler.configured import ConfiguredFeed
from scheduler.errors import FetchFailed
from scheduler.feeds import KINDS
from scheduler.page import PageUnreadable


@click.group()
def feeds() -> None:
    """The feeds."""


@feeds.command(name="list")
@json_option
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """The health of each feed.

    Example: planning-alerts --config config.toml feeds list
    """
    with found.installation() as installation, installation.database.reading() as session:
        listed = [
            {
                "name": row.name,
                "kind": row.kind,
                "enabled": row.is_enabled,
                "state": (health := coverage.health(row, now())).state,
                "why": health.why,
                "authorities": row.authorities,
                "applications": store.applications_of(session, row.name),
                "unlocated": store.unlocated_count(session, row.name),
                "held": len(store.held_changes_of(session, row.name)),
                "quarantined": len(store.quarantined_of(session, row.name)),
                "last_success": row.last_success_at,
                "last_new": row.last_new_at,
                "next_poll": row.next_poll_at,
            }
            for row in store.all_feeds(session)
        ]
    if as_json:
        print_json(listed)
        return
    _print_rows(("name", "kind", "state", "why", "applications", "held", "quarantined"), listed)


@feeds.command()
@json_option
def kinds(as_json: bool) -> None:
    """What kinds of feed there are, with their settings.

    Example: planning-alerts feeds kinds
    """
    listed: list[dict[str, Any]] = [
        {
            "kind": kind.name,
            "summary": kind.summary,
            "needs_authority": kind.needs_authority,
            "settings": [
                {
                    "key": key,
                    "default": None if field.is_required() else field.get_default(call_default_factory=True),
                    "required": field.is_required(),
                    "meaning": field.description,
                }
                for key, field in kind.settings_model.model_fields.items()
            ],
        }
        for kind in KINDS.values()
    ]
    if as_json:
        print_json(listed)
        return
    for entry in listed:
        click.echo(f"{entry['kind']}: {entry['summary']}")
        for key in entry["settings"]:
            default = "required" if key["required"] else f"default {key['default']!r}"
            click.echo(f"  {key['key']}: {key['meaning']} ({default})")


@feeds.command()
@click.argument("name")
@json_option
@setup
def check(found: Setup, name: str, as_json: bool) -> None:
    """Fetch one page of a feed and show how each field was read. Stores nothing.

    Example: planning-alerts --config config.toml feeds check camden
    """
    with found.installation(needs_database=False) as installation:
        configured = _configured(installation, name)
        try:
            checked = check_feed(installation.fetcher, configured, installation.timetable.today(now()))
        except (FetchFailed, PageUnreadable) as error:
            raise Failure(f"{name}: {error}") from error
    if as_json:
        print_json(checked.as_json())
    else:
        _print_checked(checked)


@feeds.command()
@click.argument("name")
@click.argument("action", type=click.Choice(["release", "discard"]), required=False)
@json_option
@setup
def held(found: Setup, name: str, action: str | None, as_json: bool) -> None:
    """What the flood guard or the quarantine holds of a feed; release or discard what the guard holds.

    A quarantined record is read anew at every poll and let go as soon as the feed has put it right.

    Example: planning-alerts feeds held camden release
    """
    with found.installation() as installation:
        _configured(installation, name)
        with installation.database.writing() as session:
            if action is not None:
                count = changes.let_go(session, name, "unmatched" if action == "release" else "discarded")
                click.echo(f"{count} changes {'released' if action == 'release' else 'discarded'}.", err=True)
            waiting = [
                {
                    "reference": application.reference,
                    "authority": application.authority,
                    "why": f"flood: {change.kind}",
                }
                for change, application in store.held_changes_of(session, name)
            ]
            waiting += [
                {"reference": row.reference, "authority": row.authority, "why": str(row.quarantine)}
                for row in store.quarantined_of(session, name)
            ]
    if as_json:
        print_json(waiting)
        return
    _print_rows(("authority", "reference", "why"), waiting)


def _configured(installation: Installation, name: str) -> ConfiguredFeed:
    known = {configured.feed.name: configured for configured in installation.feeds}
    if name not in known:
        wrong_usage(f"no feed is called {name}; there are: {', '.join(known) or 'none'}")
    return known[name]


def _print_rows(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    table = Table(*columns)
    for row in rows:
        table.add_row(*(str(row[column]) for column in columns))
    _console().print(table if rows else "Nothing.")


def _print_checked(checked: CheckedFeed) -> None:
    table = Table("field", "as it came", "as it was read")
    for field in checked.example_fields:
        table.add_row(field.name, field.raw, field.read_as)
    _console().print(f"{checked.name}: {checked.fetched} records on the page")
    _console().print(f"How {checked.example} was read:", table)
    for line in checked.summary():
        _console().print(line, markup=False)


def _console() -> Console:
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False)


COMMANDS = (feeds,)
