"""A Containerfile read into its stages and steps."""

import json
import re
from pathlib import Path
from typing import NamedTuple


class Step(NamedTuple):
    """One instruction with what follows it."""

    name: str
    words: str

    @property
    def command(self) -> list[str]:
        """What follows as a list, where it is written as one."""
        listed: list[str] = json.loads(self.words[self.words.index("[") :])
        return listed


class Stage(NamedTuple):
    """One FROM with the steps that follow it."""

    base: str
    name: str
    steps: list[Step]

    def of(self, name: str) -> list[Step]:
        return [step for step in self.steps if step.name == name]

    def environment(self) -> dict[str, str]:
        found = {}
        for step in self.of("ENV"):
            found.update(re.findall(r"([A-Z0-9_]+)=(\S+)", step.words))
        return found


def read_stages(file: Path) -> list[Stage]:
    text = re.sub(r"(?m)^\s*#.*\n", "", file.read_text(encoding="utf-8")).replace("\\\n", " ")
    stages: list[Stage] = []
    for line in filter(str.strip, text.splitlines()):
        name, _, words = line.strip().partition(" ")
        if name == "FROM":
            base, _, called = words.partition(" AS ")
            stages.append(Stage(base, called, []))
        else:
            stages[-1].steps.append(Step(name, " ".join(words.split())))
    return stages
