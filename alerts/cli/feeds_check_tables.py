"""What a dry run found, as tables and lines on a console."""

from collections.abc import Iterator

import click
from rich.table import Table

from alerts.cli.feeds_tables import cell, console, table
from alerts.domain.wording import day_words
from scheduler.check_fields import CheckedField
from scheduler.checked import CheckedFeed

_LOCATED_BY = {"boundary": "by its boundary", "point": "by a point", "postcode": "by its postcode"}


def print_checked(checked: CheckedFeed) -> None:
    """All of it: every column, what is missing, what went wrong, where it is, and the verdict at the end."""
    on = console()
    on.print(cell(f"{checked.name} ({checked.kind}): {checked.fetched:,} records on the page"))
    for title, found in _tables(checked):
        on.print("", cell(f"{title}:"), found, sep="\n")
    click.echo()
    for line in _lines(checked):
        click.echo(line)
    style = "bold green" if checked.verdict.startswith("Good") else "bold yellow"
    on.print("", cell(checked.verdict, style), sep="\n", soft_wrap=True)


def _columns(checked: CheckedFeed) -> Table:
    rows = [
        (
            column.name,
            column.called,
            column.raw,
            column.read_as,
            cell(f"{column.filled_percent} %", "" if column.filled else "yellow"),
            cell(_remarks(column), "yellow"),
        )
        for column in checked.fields
    ]
    return table(
        ("column of the feed", "our field", "as it came", "as it was read", "filled", "unfit or put right"),
        rows,
    )


def _remarks(column: CheckedField) -> str:
    return ", ".join(f"{reason} {count:,}" for reason, count in column.remarks.most_common())


def _tables(checked: CheckedFeed) -> Iterator[tuple[str, Table]]:
    yield "How the columns were read", _columns(checked)
    if checked.left_over:
        left = [(column.name, f"{column.count:,}", column.example) for column in checked.left_over]
        title = "Columns left over: map them, or name them in `unread`"
        yield title, table(("column of the feed", "filled", "such as"), left)
    if checked.without:
        missing = list(checked.without.items())
        yield "What no application has", table(("our field", "why, and what people miss"), missing)
    if checked.words:
        yield "The register's own words", _words(checked)
    for title, found in (
        ("Records that could not be read", checked.problems),
        ("Records that look odd and would be held back", checked.quarantined),
    ):
        if found:
            reasons = [(reason, f"{each.count:,}", each.example) for reason, each in found.items()]
            yield title, table(("reason", "records", "such as"), reasons)


def _words(checked: CheckedFeed) -> Table:
    rows = [
        (
            word.field,
            word.value,
            word.meaning or cell("no meaning yet", "yellow"),
            f"{word.seen:,}",
            word.example,
        )
        for word in checked.words
    ]
    return table(("our field", "word", "meaning", "records", "such as"), rows)


def _lines(checked: CheckedFeed) -> Iterator[str]:
    if checked.config_lines:
        yield "To give the words without a meaning one, write under this feed's [[feeds]]:"
        yield from (f"  {line}" for line in checked.config_lines)
    located = [f"{count:,} {_LOCATED_BY[by]}" for by, count in checked.located_by.items()]
    yield f"On the map: {', '.join(located) or 'none'}, of {checked.applications:,}"
    yield _within_words(checked)
    if checked.earliest_date and checked.newest_date:
        first, last = (day_words(day, with_year=True) for day in (checked.earliest_date, checked.newest_date))
        yield f"Dates: from {first} to {last}"
    if checked.example.map_link:
        yield f"{checked.example.record} on a map: {checked.example.map_link}"
    if checked.example.council_link:
        yield f"{checked.example.record} at the council: {checked.example.council_link}"


def _within_words(checked: CheckedFeed) -> str:
    if checked.within is None:
        return "Within the authority: not checked, as no boundary of it is loaded (`planning-alerts boundaries fetch`)"
    return f"Within the authority: {checked.within['inside']:,}, outside it {checked.within['outside']:,}"
