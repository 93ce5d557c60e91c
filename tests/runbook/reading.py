"""The symptoms of docs/operator/runbook.md, each with the blocks of its parts, which are followed from the page."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from tests.docs.following import follow_all
from tests.docs.reading import Block, blocks_of
from tests.docs.scenes import Scene
from tests.rig.machine import Machine

PAGE = "docs/operator/runbook.md"
MAKE_SURE, PUT_RIGHT, OVER = "Make sure", "Put it right", "It is over"


@dataclass
class Symptom:
    """One section of the page, followed on a machine; every block of it has to be followed."""

    heading: str
    machine: Machine
    stands_for: dict[str, str] = field(default_factory=dict)
    _followed: set[int] = field(default_factory=set)

    def make_sure(self) -> None:
        self._follow(MAKE_SURE)

    def put_right(self) -> None:
        self._follow(PUT_RIGHT)

    def is_over(self, patience_s: float = 0.0) -> None:
        """What the page says of the end holds, now or within this time."""
        until = time.monotonic() + patience_s
        while True:
            try:
                return self._follow(OVER)
            except AssertionError:
                if time.monotonic() > until:
                    raise
            time.sleep(0.3)

    @property
    def left_out(self) -> list[str]:
        """The blocks of the section that nobody followed."""
        return [block.where for block in self._blocks if block.line not in self._followed]

    @property
    def _blocks(self) -> list[Block]:
        return [block for block in blocks_of(PAGE) if block.heading == self.heading]

    def _follow(self, part: str) -> None:
        blocks = [block for block in self._blocks if block.part == part]
        site = {"http://127.0.0.1:5000": self.machine.base_url}
        follow_all(blocks, Scene(self.machine, site | self.stands_for))
        self._followed |= {block.line for block in blocks}
