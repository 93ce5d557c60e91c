"""Where a page's commands are typed: an installed machine or a fresh checkout, and what the page takes as given."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.rig.machine import Machine, Workshop, a_machine
from tests.rig.service import PROJECT, free_port

LENT = ("docs", "config.example.toml", "alerts", "geo", "scheduler", "tests", "pyproject.toml", "deploy")
"""What of the checkout a page may name."""


@dataclass(frozen=True)
class Scene:
    """A machine, and what stands in a page for something of it."""

    machine: Machine
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def put(self, text: str) -> str:
        """The text as it is typed here: on free ports, in this folder; what CI does by itself is not done again."""
        for written, meant in self.stands_for.items():
            text = text.replace(written, meant)
        text = re.sub(
            r"(?<=planning-alerts) (run|site)$", rf" \1 --port {self.machine.port}", text, flags=re.M
        )
        return re.sub(r"^(?=make )", ": ", text, flags=re.M)


Prepared = Callable[[Machine], None]


def _a_checkout(machine: Machine) -> None:
    """As a clone with `make install` behind it: no configuration yet, the command in .venv/bin."""
    for made in (machine.config, machine.database, machine.folder / "secret_key"):
        made.unlink(missing_ok=True)
    for name in LENT:
        if (PROJECT / name).exists() and not (machine.folder / name).exists():
            (machine.folder / name).symlink_to(PROJECT / name)


def _edited_by_hand(machine: Machine) -> None:
    """A checkout whose $EDITOR writes what the page says is the reader's to set, and the trial's own feed."""
    _a_checkout(machine)
    settings = machine.folder / "settings"
    settings.write_text(machine.config_text, encoding="utf-8")
    editor = machine.folder / "editor"
    editor.write_text(f'#!/bin/sh\ncp "{settings}" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)


def _a_checkout_to_work_in(machine: Machine) -> None:
    """The same with sources that can be changed, which the command there runs."""
    for name in ("scheduler", "tests"):
        kept = shutil.ignore_patterns("__pycache__", "browser", "crash", "integration", "mutants")
        shutil.copytree(PROJECT / name, machine.folder / name, ignore=kept)
    _a_checkout(machine)
    command = machine.folder / "bin" / "planning-alerts"
    command.parent.mkdir()
    command.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'from alerts.cli.main import main; main()' \"$@\"\n",
        encoding="utf-8",
    )
    command.chmod(0o755)
    machine.must(f"export PYTHONPATH={machine.folder} PATH={command.parent}:$PATH")


def _as_it_is(_machine: Machine) -> None:
    """The machine as it was made: configured, its borough read."""


PREPARED: dict[str, Prepared] = {
    "README.md": _edited_by_hand,
    "docs/new-council.md": _a_checkout,
    "docs/operator/install.md": _a_checkout,
    "docs/contributor/feed-kind.md": _a_checkout_to_work_in,
    "docs/contributor/tests.md": _a_checkout,
}


@contextmanager
def scene_of(page: str, workshop: Workshop, folder: Path) -> Iterator[Scene]:
    prepare = PREPARED.get(page, _as_it_is)
    with ExitStack() as stack:
        machine = stack.enter_context(
            a_machine(
                workshop, folder / "machine", environment={"EDITOR": str(folder / "machine" / "editor")}
            )
        )
        binaries = machine.folder / ".venv" / "bin"
        binaries.mkdir(parents=True)
        (binaries / "planning-alerts").symlink_to(workshop.quick.program)
        prepare(machine)
        stands_for = {
            "https://alerts.example.org": machine.base_url,
            "http://127.0.0.1:5000": machine.base_url,
            "127.0.0.1:8099": f"127.0.0.1:{(trial := free_port())}",
            "http.server 8099": f"http.server {trial}",
            "127.0.0.1:8000": f"127.0.0.1:{free_port()}",
            "/etc/planning-alerts/": f"{machine.folder}/",
            "/var/lib/planning-alerts/": f"{machine.folder}/",
            "/var/backups/planning-alerts/": f"{machine.folder}/backups/",
        }
        yield Scene(machine, stands_for)
