"""`feeds unmapped`: the words of registers that have no meaning here yet."""

from dataclasses import dataclass
from typing import Any

import click

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.cli.feeds_named import named_feed
from alerts.cli.feeds_tables import cell, console, table
from alerts.domain.unmapped import Word
from alerts.services.word_pages import WordsOfFeed, words_of_feeds
from scheduler.check_words import config_lines
from scheduler.workbench import FeedWorkbench

_COLUMNS = ("field", "word", "seen", "example")
NO_SETTING = "This kind of feed takes no meanings of words: they are shown to people as they come."


@dataclass(frozen=True)
class _Unmapped:
    """The words of one feed, and what to write into its settings."""

    found: WordsOfFeed
    config_lines: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.found.feed,
            "words": [
                {
                    "field": word.field,
                    "value": word.value,
                    "seen": word.seen,
                    "example": word.example,
                    "first_seen": word.first_seen_at.isoformat(),
                    "last_seen": word.last_seen_at.isoformat(),
                }
                for word in self.found.words
            ],
            "config_lines": list(self.config_lines),
            "given": [
                {
                    "field": given.row.field,
                    "word": given.row.word,
                    "meaning": given.row.meaning,
                    "given_at": given.row.given_at.isoformat(),
                    "given_by": given.row.given_by,
                    "configured": given.configured,
                }
                for given in self.found.given
            ],
            "given_lines": list(self.found.lines),
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
        bench = FeedWorkbench(installation.poller, installation.feeds)
        with installation.database.reading() as session:
            words = words_of_feeds(session, bench, [feed.feed.name for feed in chosen])
        listed = [
            _Unmapped(of_feed, config_lines(feed, [Word(row.field, row.value) for row in of_feed.words]))
            for feed, of_feed in zip(chosen, words, strict=True)
        ]
    if as_json:
        print_json([each.as_json() for each in listed])
        return
    for each in listed:
        _print(each)


def _print(listed: _Unmapped) -> None:
    _print_unmapped(listed)
    for given in listed.found.given:
        said = f"  {given.row.field} “{given.row.word}” means {given.row.meaning}, by {given.row.given_by}"
        configured = (
            f"; the configuration says {given.configured}, and that holds" if given.configured else ""
        )
        console().print(cell(f"{said}{configured}"))


def _print_unmapped(found: _Unmapped) -> None:
    name, words = found.found.feed, found.found.words
    if not words:
        console().print(cell(f"{name}: every word has a meaning."))
        return
    rows = [(word.field, word.value, f"{word.seen:,}", word.example) for word in words]
    console().print(cell(f"{name}:"), table(_COLUMNS, rows))
    if not found.config_lines:
        console().print(NO_SETTING)
        return
    console().print(
        cell(f"To give them a meaning, write under [[feeds]] of {name}, for each … one of those named:")
    )
    for line in found.config_lines:
        click.echo(line)
