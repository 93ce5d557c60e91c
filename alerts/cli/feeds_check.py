"""`feeds check`: a dry run of one feed."""

import click
from shapely import Point

from alerts.cli.console import Failure, Setup, json_option, print_json, setup
from alerts.cli.feeds_check_tables import print_checked
from alerts.cli.feeds_named import named_feed
from alerts.cli.installation import Installation, now
from alerts.db import boundaries
from alerts.db.schema import check_current
from alerts.db.session import DatabaseUnusable
from alerts.services.placing import place
from geo.errors import GazetteerMissing, PostcodeError
from geo.postcode import parse_postcode
from scheduler.check import Place, check_feed
from scheduler.check_advice import advice
from scheduler.configured import ConfiguredFeed
from scheduler.errors import FetchFailed
from scheduler.meanings import with_meanings
from scheduler.page import PageUnreadable


@click.command()
@click.argument("name")
@json_option
@setup
def check(found: Setup, name: str, as_json: bool) -> None:
    """Fetch one page of a feed and show how each field was read. Stores nothing.

    It ends with a verdict: good, or what to do next.

    Example: planning-alerts --config config.toml feeds check camden
    """
    with found.installation(needs_database=False) as installation:
        configured = _as_read_now(installation, named_feed(installation, name))
        today = installation.timetable.today(now())
        try:
            checked = check_feed(installation.fetcher, configured, today, _place(installation, configured))
        except (FetchFailed, PageUnreadable) as error:
            raise Failure(f"{name}: {error}. {advice(error)}") from error
    if as_json:
        print_json(checked.as_json())
    else:
        print_checked(checked)
    if not checked.is_readable:
        raise Failure(f"{name}: {checked.verdict}")


def _as_read_now(installation: Installation, configured: ConfiguredFeed) -> ConfiguredFeed:
    """With what operators said of its words, where there is a database that knows."""
    try:
        check_current(installation.database)
        with installation.database.reading() as session:
            return with_meanings(session, configured)
    except DatabaseUnusable:
        return configured


def _place(installation: Installation, configured: ConfiguredFeed) -> Place:
    """Applications by their postcode where the gazetteer is built, within their authority where it is known."""
    try:
        check_current(installation.database)
        with installation.database.reading() as session:
            extents = boundaries.extents(session, configured.kind.authorities(configured.feed))
    except DatabaseUnusable:
        extents = {}

    def point_of(postcode: str) -> Point | None:
        try:
            located = installation.gazetteer.find(parse_postcode(postcode))
        except (PostcodeError, GazetteerMissing):
            return None
        return Point(located.easting, located.northing)

    return lambda reading: place(reading, extents, point_of)
