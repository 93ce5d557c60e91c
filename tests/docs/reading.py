"""What stands in the pages of the documentation: their fenced blocks, with what a comment before each says of it.

<!-- not run: REASON -->       it cannot run here; the reason is one of `reasons.py`
<!-- fails: STATUS -->         it is to end with this status
<!-- stays: WORDS -->          it goes on running; what follows waits until it has said these words
<!-- second terminal: WORDS --> the same, in a terminal of its own, opened where the page began
<!-- file: NAME -->            the block is the content of this file
<!-- instead of: WORDS -->     it stands in that file for the one line that begins so
<!-- above: LINE -->           it stands there above this line; `under` is below it
<!-- output -->                the block is what the one before it prints; `…` stands for anything
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.rig.service import PROJECT

SHELLS = frozenset({"sh", "bash"})
_FENCE = re.compile(r"^```(?P<language>\w*)[^\n]*\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_SAID = re.compile(
    r"<!-- (not run|fails|stays|second terminal|file|instead of|above|under|output)(?:: ([^\n]*?))? -->\n$"
)
_PART = re.compile(r"^\*\*([^*.]+)\.?\*\*", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """One fenced block: `said` is the name of the comment before it, `about` the rest of that comment."""

    page: str
    line: int
    heading: str
    language: str
    text: str
    said: str = ""
    about: str = ""
    part: str = ""
    """The words in bold that the paragraph before it begins with."""

    @property
    def is_shell(self) -> bool:
        return self.language in SHELLS

    @property
    def where(self) -> str:
        return f"{self.page}:{self.line}"


def pages() -> list[str]:
    """Every page, by its path in the project; README.md first."""
    found = sorted(PROJECT.glob("docs/**/*.md"))
    return ["README.md", *(str(page.relative_to(PROJECT)) for page in found)]


def blocks_of(page: str) -> list[Block]:
    return list(_blocks(page, (PROJECT / page).read_text(encoding="utf-8")))


def shell_blocks() -> list[Block]:
    return [block for page in pages() for block in blocks_of(page) if block.is_shell]


def _blocks(page: str, text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        before = text[: found.start()]
        said = _SAID.search(before)
        headings = _HEADING.findall(_FENCE.sub("", before))
        yield Block(
            page=page,
            line=before.count("\n") + 1,
            heading=headings[-1] if headings else "",
            language=found["language"],
            text=found["text"],
            said=said[1] if said else "",
            about=(said[2] or "") if said else "",
            part=parts[-1] if (parts := _PART.findall(before)) else "",
        )


def page_path(page: str) -> Path:
    return PROJECT / page
