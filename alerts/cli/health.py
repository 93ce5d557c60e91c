"""`health`: whether the service does its work, asked by people and by whatever starts its processes anew."""

from dataclasses import asdict
from datetime import datetime

import click
from sqlalchemy.orm import Session

from alerts.cli.console import Failure, Setup, json_option, print_json, setup
from alerts.cli.installation import now
from alerts.db import beats
from alerts.domain.steps import Beat
from alerts.domain.wellness import USUAL, Ailment, step_ailments
from alerts.services.owner import this_process
from alerts.services.wellness import ailments, in_one_line, of_process

PARTS = ("run", "scheduler", "worker")


@click.command()
@click.argument("part", type=click.Choice(PARTS), required=False)
@click.option("--here", is_flag=True, help="Only the processes of this machine, or of this container.")
@json_option
@setup
def health(found: Setup, part: str | None, here: bool, as_json: bool) -> None:
    """Whether the service does its work, in one line; exit status 1 where people would miss alerts.

    With a PART or --here it is asked whether such a process lives and moves, which is what systemd, compose or
    Kubernetes have to know of one that has no site. Every process says so itself every quarter of a minute.

    Example: planning-alerts health scheduler --here
    """
    with found.installation() as installation, installation.database.reading() as session:
        asked_at = now()
        is_whole = part is None and not here
        ill = ailments(session, asked_at) if is_whole else _of_processes(session, part, here, asked_at)
    is_well = not any(each.is_essential for each in ill)
    if as_json:
        print_json({"well": is_well, "ailments": [asdict(each) for each in ill]})
    elif is_well:
        click.echo(f"well, but for: {in_one_line(ill)}" if ill else "well")
    if not is_well:
        raise Failure(f"not well: {in_one_line(ill)}")


def _of_processes(session: Session, part: str | None, here: bool, asked_at: datetime) -> list[Ailment]:
    """What is wrong with the processes of a part, of this machine where only those are meant."""
    said = beats.everybody(session)
    if here:
        said = of_process(said, this_process().partition(":")[0])
    living = [each for each in said if _is_living(each, asked_at) and part in (None, each.part)]
    if not living:
        last = max((each.beat_at for each in said if part in (None, each.part)), default=None)
        since = f" since {last:%H:%M:%S} on {last.day} {last:%B} UTC" if last else ""
        what = part or "process"
        return [
            Ailment(
                what, f"no {what}{' of this machine' if here else ''} has said that it lives{since}", last
            )
        ]
    return step_ailments(living, asked_at)


def _is_living(beat: Beat, asked_at: datetime) -> bool:
    return asked_at - beat.beat_at <= USUAL.clock


COMMANDS = (health,)
