"""`feeds unmapped`: the words of registers that have no meaning here yet."""

from dataclasses import dataclass
from typing import Any

import click

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.cli.feeds_named import named_feed
from alerts.cli.feeds_tables import cell, console, table
from alerts.db import unmapped as store
from alerts.db.tables import UnmappedValueRow
from alerts.domain.unmapped import Word
from scheduler.check_words import config_lines

_COLUMNS = ("field", "word", "seen", "example")
NO_SETTING = "This kind of feed takes no meanings of words: they are shown to people as they come."


@dataclass(frozen=True)
class _Unmapped:
    """The words of one feed, and what to write into its settings."""

    name: str
    words: list[UnmappedValueRow]
    config_lines: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "words": [
                {
                    "field": word.field,
                    "value": word.value,
                    "seen": word.seen,
                    "example": word.example,
                    "first_seen": word.first_seen_at.isoformat(),
                    "last_seen": word.last_seen_at.isoformat(),
                }
                for word in self.words
            ],
            "config_lines": list(self.config_lines),
        }


@click.command()
@click.argument("name", required=False)
@json_option
@setup
def unmapped(found: Setup, name: str | None, as_json: bool) -> None:
    """Words for type, status or decision that have no meaning here yet, and the settings that would give them one.

    People see such words as the council writes them, and are told of a decision in the council's own word, but cannot
    choose by them.

    Example: planning-alerts --config config.toml feeds unmapped camden
    """
    with found.installation() as installation:
        chosen = [named_feed(installation, name)] if name else list(installation.feeds)
        with installation.database.reading() as session:
            rows = {feed.feed.name: store.of_feed(session, feed.feed.name) for feed in chosen}
        listed = [
            _Unmapped(
                feed.feed.name,
                rows[feed.feed.name],
                config_lines(feed, [Word(row.field, row.value) for row in rows[feed.feed.name]]),
            )
            for feed in chosen
        ]
    if as_json:
        print_json([each.as_json() for each in listed])
        return
    for each in listed:
        _print(each)


def _print(found: _Unmapped) -> None:
    if not found.words:
        console().print(cell(f"{found.name}: every word has a meaning."))
        return
    rows = [(word.field, word.value, f"{word.seen:,}", word.example) for word in found.words]
    console().print(cell(f"{found.name}:"), table(_COLUMNS, rows))
    if not found.config_lines:
        console().print(NO_SETTING)
        return
    console().print(
        cell(f"To give them a meaning, write under [[feeds]] of {found.name}, for each … one of those named:")
    )
    for line in found.config_lines:
        click.echo(line)
