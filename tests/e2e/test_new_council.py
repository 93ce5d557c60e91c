"""The walk-through of adding a council, followed to the letter: its settings, its commands, what it says they print."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.rig.service import PROJECT, Service, a_service

_DOCUMENT = PROJECT / "docs" / "new-council.md"
_SERVER = "127.0.0.1:8099"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def council():
    """The file's server, on a port of its own."""
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(_Quiet, directory=str(PROJECT / "docs" / "new-council"))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", _DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)


def test_the_walk_through_of_a_new_council_is_true_to_its_end(tmp_path: Path, council: str) -> None:
    first, two_columns, mapped, words = blocks("toml")
    first = first.replace(_SERVER, council)
    without_columns = first.replace('columns = { reference = "?", description = "?" }\n', "")
    with a_service(tmp_path) as service:
        configure(service, first)
        done = service.failing("feeds", "check", "york")
        assert "no column “?”; the header has “CaseNo”, “Kind”, “Proposal”" in done

        configure(service, without_columns + two_columns)
        checked = service.command("feeds", "check", "york")
        assert "no column is mapped to consultation_end_date: people will see an estimate" in checked
        assert "not shown: it looks personal" in checked
        assert "Not published" not in checked

        configure(service, without_columns + mapped)
        report = service.report("feeds", "check", "york")
        assert not report["left_over"]
        assert "no meaning yet" in service.command("feeds", "check", "york")

        configure(service, without_columns + words + mapped)
        assert service.command("config", "check").endswith("The configuration is good.\n")
        service.command("db", "upgrade")
        assert "Good: 24 of 24 records read, 24 on the map." in service.command("feeds", "check", "york")
        (polled,) = service.report("poll", "york")
        assert (polled["new"], polled["problems"], polled["error"]) == (24, 0, None)
        assert service.report("match")["alerts"] == 0
        (listed,) = service.report("feeds", "list")
        assert listed["state"] == "fine"
        assert "TRE" in service.command("feeds", "unmapped", "york")


def test_the_walk_through_names_only_commands_that_there_are() -> None:
    named = {
        tuple(line.split("#")[0].split()[1:3])
        for block in blocks("sh")
        for line in block.splitlines()
        if line.startswith("planning-alerts")
    }
    assert named == {
        ("feeds", "kinds"),
        ("feeds", "check"),
        ("db", "upgrade"),
        ("poll", "york"),
        ("feeds", "list"),
        ("run",),
    }


def configure(service: Service, text: str) -> None:
    (service.folder / "config.toml").write_text(text, encoding="utf-8")
