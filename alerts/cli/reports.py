"""`reports`: what people told us of applications shown at the wrong place, and that it was seen to."""

import click

from alerts.cli.console import Failure, Setup, json_option, print_json, setup
from alerts.cli.feeds_tables import print_rows
from alerts.cli.installation import now
from alerts.db import place_reports
from alerts.services.reporting import reports as all_reports

_COLUMNS = ("number", "authority", "reference", "fault", "words", "reported_at", "is_closed")


@click.group()
def reports() -> None:
    """Reports of wrong places, which anybody can send from an application's page."""


@reports.command(name="list")
@click.option("--all", "with_closed", is_flag=True, help="Those that are closed as well.")
@json_option
@setup
def list_command(found: Setup, with_closed: bool, as_json: bool) -> None:
    """The reports that nobody has closed, oldest first.

    Example: planning-alerts reports list --all
    """
    with found.installation() as installation, installation.database.reading() as session:
        rows = [report._asdict() for report in all_reports(session, open_only=not with_closed)]
    if as_json:
        print_json(rows)
    else:
        print_rows(_COLUMNS, rows)


@reports.command()
@click.argument("numbers", metavar="NUMBER...", nargs=-1, required=True, type=click.IntRange(1, 2**31 - 1))
@json_option
@setup
def close(found: Setup, numbers: tuple[int, ...], as_json: bool) -> None:
    """Close reports that you have seen to.

    Example: planning-alerts reports close 12 14
    """
    with found.installation() as installation, installation.database.writing() as session:
        closed = place_reports.close(session, numbers, now())
    if as_json:
        print_json({"closed": closed})
    if missing := sorted(set(numbers) - set(closed)):
        raise Failure(f"no open report has the number {', '.join(map(str, missing))}")
    if not as_json:
        click.echo(f"{len(closed)} closed.", err=True)


COMMANDS = (reports,)
