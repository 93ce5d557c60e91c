"""Writes the table of docs/operator/privacy.md anew from the program's list: `python -m tests.docs.privacy_table`."""

import re

from alerts.domain.personal_data import HELD
from tests.docs.reading import page_path

PAGE = page_path("docs/operator/privacy.md")
_TABLE = re.compile(r"\| what \| what for \| kept \|\n(\|.*\|\n)+")


def table() -> str:
    rows = ("| what | what for | kept |", "|---|---|---|", *(_row(held) for held in HELD))
    return "".join(f"{row}\n" for row in rows)


def written() -> str:
    found = _TABLE.search(PAGE.read_text(encoding="utf-8"))
    assert found is not None
    return found[0]


def _row(held: object) -> str:
    return f"| {held.what} | {held.why} | {held.kept} |"


if __name__ == "__main__":
    PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(written(), table()), encoding="utf-8")
