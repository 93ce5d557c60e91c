"""`feeds list`: how each feed does."""

from datetime import tzinfo
from typing import Any

import click
from rich.text import Text

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.cli.feeds_tables import cell, console, moment, table
from alerts.cli.installation import now
from alerts.services.coverage import FeedState
from alerts.services.feed_overview import FeedOverview, overviews, summary_words

_COLUMNS = ("name", "state", "since", "why", "pace", "known", "held", "quarantined", "next poll")
_STYLES = {
    FeedState.LOADING: "blue",
    FeedState.FINE: "green",
    FeedState.QUIET: "yellow",
    FeedState.HELD: "yellow",
    FeedState.FAILING: "red",
    FeedState.STALE: "red",
}


@click.command(name="list")
@json_option
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """The health of each feed: its state and since when, its usual pace, what is held back of it.

    Example: planning-alerts --config config.toml feeds list
    """
    with found.installation() as installation:
        with installation.database.reading() as session:
            listed = overviews(session, now(), enabled_only=False)
        zone = installation.timetable.zone
    if as_json:
        print_json([_as_json(each) for each in listed])
        return
    if listed:
        console().print(table(_COLUMNS, [_row(each, zone) for each in listed]))
    console().print(cell(summary_words([each for each in listed if each.is_enabled])))


def _row(feed: FeedOverview, zone: tzinfo) -> tuple[object, ...]:
    state = feed.health.state
    return (
        feed.name,
        _state(feed, state),
        moment(feed.health.since, zone),
        feed.health.why,
        feed.usual,
        f"{feed.applications:,}",
        f"{feed.health.held:,}",
        f"{feed.quarantined:,}",
        moment(feed.next_poll_at, zone),
    )


def _state(feed: FeedOverview, state: FeedState) -> Text:
    if not feed.is_enabled:
        return cell("disabled", "dim")
    return cell("paused", "yellow") if feed.paused_at else cell(state, _STYLES[state])


def _as_json(feed: FeedOverview) -> dict[str, Any]:
    """With what only operators see: a record of each kind of problem."""
    return {**feed.as_json(), "problem_examples": {each.reason: each.example for each in feed.reasons}}
