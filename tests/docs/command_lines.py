"""Whether each `planning-alerts …` that a page names exists, with its options, wherever it stands."""

import re
from collections.abc import Iterator

import click

from alerts.cli.main import cli
from tests.docs.reading import page_path

# A user and a group have the same name: `-u planning-alerts`, `-g planning-alerts`.
_NAMED = re.compile(r"(?<![\w./-])(?<!-[gou] )(?:\S*/bin/)?planning-alerts((?: +(?:\\\n *)?[^\s`|;&)>#]+)+)")
_PLACE = re.compile(r"^(\[.*|…|[A-Z][A-Z…_.-]*|\S*…\S*|<.*|\$.*|\".*|'.*)$")


def complaints_of(page: str) -> Iterator[str]:
    """What is wrong with the commands of this page: those in code, which alone are commands."""
    text = page_path(page).read_text(encoding="utf-8")
    for found in re.findall(r"^```(?:sh|bash)?\n(.*?)^```|`([^`\n]+)`", text, re.DOTALL | re.MULTILINE):
        for line in (found[0] or found[1]).replace("\\\n", " ").splitlines():
            for complaint in complaints_about(line):
                yield f"{page}: {complaint}: {line}"


def complaints_about(line: str) -> list[str]:
    return [said for found in _NAMED.findall(line) if (said := _complaint(found.split()))]


def _complaint(words: list[str]) -> str:
    command: click.Command = cli
    path: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-") and len(word) > 1 and not _PLACE.match(word):
            option = next((each for each in _options(command) if word.split("=")[0] in each.opts), None)
            if option is None and word not in {"-h", "--help", "--version"}:
                return f"{' '.join(path) or 'planning-alerts'} has no option {word}"
            skip = option is not None and not option.is_flag and "=" not in word
        elif isinstance(command, click.Group) and not _PLACE.match(word):
            if word not in command.commands:
                where = f"{' '.join(path)} has no" if path else "there is no"
                return f"{where} command {word}"
            command = command.commands[word]
            path.append(word)
    return ""


def _options(command: click.Command) -> list[click.Option]:
    return [each for each in command.params if isinstance(each, click.Option)]
