"""`feeds reread`: stored records of a feed read again with today's configuration."""

from typing import Any

import click
from sqlalchemy.orm import Session

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.cli.feeds_named import named_feed
from alerts.cli.feeds_tables import cell, console, table
from alerts.cli.installation import now
from alerts.db import operators
from alerts.domain.stored_record import MOST_KEPT_OF_FEED, Outcome
from alerts.services.workbench import Became, Compared, Reread
from scheduler.workbench import FeedWorkbench

_SHOWN = 50


@click.command()
@click.argument("name")
@click.option("--problems", "which", flag_value="problems", help="Only those that could not be read.")
@click.option("--all", "which", flag_value="all", default=True, help="All that are stored (the default).")
@click.option("--dry-run", is_flag=True, help="Show what would come of it, and change nothing.")
@json_option
@setup
def reread(found: Setup, name: str, which: str, dry_run: bool, as_json: bool) -> None:
    """Read the stored records of a feed again, once its settings or the words of its register were mended.

    A record is stored when it cannot be read, looks odd, or has a word or a field that is not understood. What comes of
    it is recorded as at any poll: what reads otherwise of an application that was known waits for an operator.

    Example: planning-alerts --config config.toml feeds reread camden --problems --dry-run
    """
    outcomes = (Outcome.PROBLEM,) if which == "problems" else tuple(Outcome)
    with found.installation() as installation:
        named_feed(installation, name)
        bench = FeedWorkbench(installation.poller, installation.feeds)

        def note(session: Session) -> None:
            detail = {"outcomes": [str(each) for each in outcomes]}
            operators.note(session, now(), "planning-alerts feeds", "reread-records", f"feed:{name}", detail)

        done = (
            bench.compare(name, outcomes, MOST_KEPT_OF_FEED)
            if dry_run
            else bench.reread(name, outcomes, MOST_KEPT_OF_FEED, note)
        )
    if as_json:
        print_json(_as_json(done))
    else:
        _print(done)


def _counts(done: Reread) -> dict[str, int]:
    return {str(each): done.count(each) for each in Became}


def _as_json(done: Reread) -> dict[str, Any]:
    return {
        "counts": _counts(done),
        "held": done.held,
        "records": [
            {
                "key": each.key,
                "reference": each.reference,
                "became": str(each.became),
                "why": each.words,
                "differences": [difference._asdict() for difference in each.differences],
            }
            for each in done.compared
        ],
    }


def _print(done: Reread) -> None:
    differing = [each for each in done.compared if each.became is not Became.UNCHANGED]
    if differing:
        rows = [(each.reference or each.key, each.became, _words(each)) for each in differing[:_SHOWN]]
        console().print(table(("record", "is", "before and after"), rows))
    counted = ", ".join(f"{count:,} {became}" for became, count in _counts(done).items() if count)
    console().print(cell(counted or "No record is stored that could be read again."))
    if done.held:
        console().print(
            cell(f"{done.held:,} changes wait for an operator: see `planning-alerts feeds held`.")
        )


def _words(each: Compared) -> str:
    told = [
        f"{field}: {before or 'nothing'} → {after or 'nothing'}" for field, before, after in each.differences
    ]
    return "; ".join(filter(None, (each.words, *told)))
