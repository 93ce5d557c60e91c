"""What `boundaries` and `postcodes` say on a console of a new vintage, and of how things stand."""

from collections.abc import Iterable, Iterator

import click

from alerts.domain.new_vintage import NewBoundaries, NewPostcodes, Place, counted
from alerts.services.boundary_status import BoundaryStatus

_MOST_SHOWN = 20


def say_compared(found: NewBoundaries) -> None:
    """What a vintage of boundaries would change."""
    former = ", ".join(map(str, found.former)) or "none"
    click.echo(
        f"{found.kind} boundaries of {found.vintage}: {found.count_after:,};"
        f" in use now: {found.count_before:,} (of {former})"
    )
    for name, lines in (
        ("new", [_place(each) for each in found.added]),
        ("abolished", list(_abolished(found))),
        ("redrawn", list(_redrawn(found))),
        ("renamed", [f"{each.place.code}: {each.before} is now {each.place.name}" for each in found.renamed]),
    ):
        _say_list(name, lines)
    click.echo(f"as they were: {found.unmoved:,}")
    click.echo(f"touched: {found.touched.words}")
    if found.is_too_few:
        click.echo("Far fewer than now: `boundaries fetch` refuses this without --anyway.")


def say_postcodes(found: NewPostcodes) -> None:
    """What a postcode list would change."""
    click.echo(
        f"{found.vintage}: {found.count_after:,} live postcodes; in use now: {found.count_before:,} ({found.former})"
    )
    click.echo(f"new: {found.added:,}\nended: {found.ended:,}\nmoved more than 100 m: {found.moved:,}")
    click.echo(f"touched: {found.touched.words}")
    if found.is_too_few:
        click.echo("Far fewer than now: `postcodes fetch` refuses this without --anyway.")


def say_status(standing: BoundaryStatus) -> None:
    """Vintages, what has no boundary any more, and the licence."""
    for each in standing.vintages:
        taken = f", taken {each.taken_at:%Y-%m-%d}, {each.age_days} days ago" if each.taken_at else ""
        click.echo(f"{each.kind} {each.year}: {each.count:,} boundaries, {each.in_use:,} in use{taken}")
    if not standing.vintages:
        click.echo("No boundaries are known. Take them in with `planning-alerts boundaries fetch`.", err=True)
    for lost in standing.unbounded:
        people = counted(lost.people, "person", "people")
        click.echo(f"watched, and no boundary any more: {lost.code} {lost.label}, by {people}")
    for line in standing.licence_lines:
        click.echo(line)


def _abolished(found: NewBoundaries) -> Iterator[str]:
    for each in found.abolished:
        heirs = ", ".join(f"{_place(heir.place)} {heir.share:.0%}" for heir in each.successors)
        yield f"{_place(each.place)}; its ground: {heirs or 'nobody has it'}"


def _redrawn(found: NewBoundaries) -> Iterator[str]:
    for each in found.redrawn:
        yield f"{_place(each.place)}: lost {each.lost:.1%} of its ground, {each.gained:.1%} of it is new"


def _say_list(name: str, lines: Iterable[str]) -> None:
    found = list(lines)
    click.echo(f"{name}: {len(found):,}")
    for line in found[:_MOST_SHOWN]:
        click.echo(f"  {line}")
    if len(found) > _MOST_SHOWN:
        click.echo(f"  and {len(found) - _MOST_SHOWN:,} more: see them all with `boundaries compare --json`")


def _place(place: Place) -> str:
    return f"{place.code} {place.name}"
