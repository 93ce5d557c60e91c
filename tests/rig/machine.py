"""An operator's machine: a folder with a configuration and a database, a council's feed, a mail server, a terminal.

The commands typed there are the shipped ones (`tests.rig.quick_commands`), its feed and its mail server real sockets.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alerts.cli.installation import Installation
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import watch_area
from alerts.settings import load_settings
from geo.gazetteer_build import build_from_lists
from geo.gazetteer_sources import Row
from tests.factories import subscribe
from tests.integration.cli.conftest import Council, a_row
from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer, json_answer
from tests.rig.quick_commands import QuickCommands
from tests.rig.service import PROJECT, free_port
from tests.rig.smtp import SmtpRig
from tests.rig.terminal import Terminal

CAMDEN = "E09000007"
SECRET = "a key for trials only, 32 letters or more"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
_ROWS = {
    "N": [
        Row("NW51TL", (529_000, 185_500), CAMDEN),
        Row("NW52AA", (529_300, 185_500), CAMDEN),
        Row("NW53AE", (529_000, 185_900), CAMDEN),
    ]
}
BOUNDS = [[-0.2135, 51.5126], [-0.1053, 51.5126], [-0.1053, 51.5731], [-0.2135, 51.5731], [-0.2135, 51.5126]]


class _Postcodes:
    """A list of three postcodes of Camden."""

    def rows(self, letter: str) -> Iterator[Row]:
        yield from _ROWS.get(letter, ())


@dataclass(frozen=True)
class Workshop:
    """What machines are made from, once for all of them: the quick commands, a gazetteer, a database with a borough."""

    folder: Path
    quick: QuickCommands

    @property
    def gazetteer(self) -> Path:
        return self.folder / "postcodes.sqlite"

    @property
    def database(self) -> Path:
        return self.folder / "planning-alerts.sqlite"


@contextmanager
def a_workshop(folder: Path) -> Iterator[Workshop]:
    with QuickCommands(folder) as quick:
        workshop = Workshop(folder, quick)
        build_from_lists(_Postcodes(), _Postcodes(), workshop.gazetteer, "Code-Point Open, October 2024")
        with a_machine(workshop, folder / "first", has_database=False) as first:
            first.council.publish(*(a_row(number) for number in range(1, 13)))
            first.must("planning-alerts db upgrade; planning-alerts poll; planning-alerts match")
            for kind in ("ward", "authority"):
                first.must(f"planning-alerts boundaries fetch --kind {kind} --authority {CAMDEN}")
            first.somebody_watches("alice@example.com", "ward:E05013658")
            shutil.copyfile(first.database, workshop.database)
        yield workshop


@dataclass
class Machine:
    """One of them. `type(text)` is what its operator types; `must` is the same, and has to work."""

    folder: Path
    council: Council
    smtp: SmtpRig
    terminal: Terminal
    port: int
    config_text: str = field(default="", repr=False)

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "planning-alerts.sqlite"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def must(self, text: str) -> str:
        """Type this, which has to work; gives what it printed on both streams."""
        ended = self.terminal.run(text)
        assert ended.status == 0, f"{text}\n{ended.out}\n{ended.err}"
        return ended.out + ended.err

    def report(self, command: str) -> Any:
        """What a command says as JSON."""
        ended = self.terminal.run(f"planning-alerts {command} --json")
        assert ended.status == 0, ended.err
        return json.loads(ended.out)

    def somebody_watches(self, email: str, area: str, **wishes: Any) -> int:
        """Somebody confirmed this area some time ago, to be told at once; gives the subscription's number."""
        installation = Installation(load_settings(self.config))
        try:
            with installation.database.writing() as session:
                place = watch_area(session, installation.places, parse_area_name(area))
                wanted = Wishes(**{"frequency": Frequency.INSTANT, **wishes})
                return subscribe(session, email, place, wishes=wanted, since=_LONG_AGO).id
        finally:
            installation.database.engine.dispose()

    def set(self, section: str, **values: object) -> None:
        """Change settings of a section of config.toml, as an operator's editor does."""
        lines = self.config.read_text(encoding="utf-8").splitlines()
        start = lines.index(f"[{section}]") if f"[{section}]" in lines else len(lines)
        if start == len(lines):
            first = next((n for n, line in enumerate(lines) if line.startswith("[[")), len(lines))
            lines.insert(first, f"[{section}]")
            start = first
        for name, value in values.items():
            end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("[")), len(lines))
            kept = [line for line in lines[start + 1 : end] if line.split(" =")[0] != name]
            lines[start + 1 : end] = [f"{name} = {_toml(value)}", *kept]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """One statement in the database: what the world did to it, or what is to be seen there."""
        with sqlite3.connect(self.database, timeout=20) as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def site(self) -> Iterator[None]:
        """The site, on this machine's port."""
        self.terminal.leave_running(
            f"planning-alerts site --port {self.port}", until=f"http://127.0.0.1:{self.port}"
        )
        try:
            yield
        finally:
            self.terminal.stop_what_runs()


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@contextmanager
def a_machine(
    workshop: Workshop,
    folder: Path,
    *,
    has_database: bool = True,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Machine]:
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        rig = stack.enter_context(FeedRig())
        smtp = stack.enter_context(SmtpRig())
        council = Council(rig)
        council.publish(*(a_row(number) for number in range(1, 13)))
        rig.on("GET", "/ons/WD_DEC_2025_UK_BGC/FeatureServer/0/query", _ons(ward=True))
        authorities = "/ons/Local_Authority_Districts_May_2026_Boundaries_UK_BGC/FeatureServer/0/query"
        rig.on("GET", authorities, _ons(ward=False))
        port = free_port()
        surroundings = _environment(workshop, folder, rig) | dict(environment or {})
        terminal = Terminal(folder, surroundings)
        stack.callback(terminal.close)
        machine = Machine(folder, council, smtp, terminal, port)
        machine.config_text = _config(workshop, rig, smtp, port)
        machine.config.write_text(machine.config_text, encoding="utf-8")
        (folder / "secret_key").write_text(SECRET, encoding="utf-8")
        if has_database:
            shutil.copyfile(workshop.database, machine.database)
        yield machine


def _environment(workshop: Workshop, folder: Path, rig: FeedRig) -> dict[str, str]:
    own = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ") if name in os.environ}
    return own | {
        "HOME": str(folder),
        "PATH": f"{workshop.quick.program.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(PROJECT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PLANNING_ALERTS__BOUNDARIES__ONS_URL": f"{rig.url}/ons",
    }


def _config(workshop: Workshop, rig: FeedRig, smtp: SmtpRig, port: int) -> str:
    return f"""[site]
base_url = "http://127.0.0.1:{port}"
secret_key_file = "secret_key"
contact_email = "help@alerts.example.org"
operator_name = "Example Alerts CIC"

[mail]
host = "{smtp.host}"
port = {smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 1000.0

[fetch]
allow_private_hosts = ["{rig.netloc}"]

[postcodes]
path = "{workshop.gazetteer}"

[[feeds]]
name = "camden"
kind = "socrata"
authority = "{CAMDEN}"
url = "{rig.url}/camden.json"
licence = "Open Government Licence v3.0"
"""


def _ons(*, ward: bool) -> Any:
    """The ONS service as far as one borough needs it."""
    codes = {"WD25CD": "E05013658", "WD25NM": "Kentish Town South", "LAD25CD": CAMDEN}
    properties = codes if ward else {"LAD26CD": CAMDEN, "LAD26NM": "Camden"}
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [BOUNDS]},
    }

    def answer(asked: Asked) -> Answer:
        if asked.query.get("returnCountOnly") == "true":
            return json_answer({"count": 1})
        return json_answer({"type": "FeatureCollection", "features": [feature]})

    return answer
