"""A breakage: one guard taken out of the code, and the test that has to fail then."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
_COPIED = (
    "alerts", "geo", "scheduler", "tests", "deploy", "pyproject.toml", "config.example.toml", "README.md",
)  # fmt: skip
_TESTS_FAILED = 1


@dataclass(frozen=True)
class Breakage:
    """`old` stands once in `file` and guards against `fault`; with `new` in its place `test` fails."""

    fault: str
    file: str
    old: str
    new: str
    test: str

    def __str__(self) -> str:
        return f"{self.fault} {Path(self.file).stem}: {' '.join(self.old.split())[:50]}"


def occurrences(breakage: Breakage) -> int:
    """How often the text to be replaced stands in its file; once, if the list is true."""
    return (PROJECT / breakage.file).read_text(encoding="utf-8").count(breakage.old)


def copy_of_the_project(folder: Path) -> Path:
    """The code and its tests, to be broken at will."""
    for name in _COPIED:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, folder / name)
    return folder


def is_noticed(breakage: Breakage, copy: Path) -> bool:
    """Whether the test fails on the broken code. Raises where it cannot be run at all; the copy is mended again."""
    file = copy / breakage.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(breakage.old, breakage.new), encoding="utf-8")
    try:
        # Without byte code, as a file changed twice in a second would be taken for the same.
        done = subprocess.run(
            [
                sys.executable,
                "-B",
                "-m",
                "pytest",
                "-x",
                "-q",
                "-n",
                "0",
                "-p",
                "no:cacheprovider",
                breakage.test,
            ],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=280,
        )
    finally:
        file.write_text(whole, encoding="utf-8")
    if done.returncode not in (0, _TESTS_FAILED):
        raise AssertionError(f"{breakage.test} could not be run: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == _TESTS_FAILED
