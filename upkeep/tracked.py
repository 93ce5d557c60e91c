"""The files that git keeps, as they lie in the folder now."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from upkeep import PROJECT


def tracked(*patterns: str) -> list[Path]:
    """The tracked files of these patterns (all without any), by their way from the project's folder."""
    command = ["git", "-C", str(PROJECT), "ls-files", "-z", "--", *patterns]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (git, and our patterns)
    names = filter(None, done.stdout.split("\0"))
    return [Path(name) for name in names if (PROJECT / name).is_file()]


def texts(files: list[Path]) -> Iterator[tuple[Path, str]]:
    """The files that are text, each with its text."""
    for file in files:
        try:
            yield file, (PROJECT / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
