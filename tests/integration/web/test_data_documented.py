"""What docs/open-data.md tells those who use the data is so: its commands run, against a server."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import update
from werkzeug.serving import make_server

from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.mail.compose import MailSite
from alerts.syndication.dictionary import COLUMNS_OF
from alerts.web.app import create_app
from tests.integration.web.neighbourhood import context_over
from tests.integration.web.test_data import MADE_AT, files_of, made
from tests.rig.service import PROJECT

PAGE = (PROJECT / "docs" / "open-data.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def folder(database: Database, tmp_path: Path) -> Path:
    made(database, tmp_path / "open-data")
    return tmp_path / "open-data"


@pytest.fixture
def address(database: Database, folder: Path) -> Iterator[str]:
    """Where the site is served from, on a port of its own."""
    server = make_server("127.0.0.1", 0, lambda *asked: server.site(*asked), threaded=True)
    url = f"http://127.0.0.1:{server.port}"
    site = MailSite(url, "Planning alerts", "Example Alerts CIC", "hello@alerts.example.org")
    server.site = create_app(context_over(database, None, site=site, files=files_of(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield url
    server.shutdown()


def test_the_commands_take_a_council_and_verify_it(address: str, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    take, verify = (text.replace("https://alerts.example.org", address) for text in blocks("bash"))
    done = subprocess.run(["bash", "-e", "-c", take], cwd=work, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("authority,reference,description,")
    assert "\nE09000007," in done.stdout
    done = subprocess.run(["bash", "-e", "-c", verify], cwd=work, capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()) == (
        0, ["E09000007/applications.csv: OK", "E09000007/applications.csv.gz: OK"],
    )  # fmt: skip


def test_the_lines_of_python_and_sql_read_the_parquet(folder: Path) -> None:
    script = blocks("python")[0].replace(
        '"applications.parquet"', repr(str(folder / "current/applications.parquet"))
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    camden, nearby = map(int, done.stdout.split())
    assert camden > 0
    assert nearby > 0
    query = blocks("sql")[0].replace("applications.parquet", str(folder / "current/applications.parquet"))
    assert duckdb.sql(query).fetchall()


def test_the_program_keeps_a_copy_in_step(
    address: str, database: Database, folder: Path, tmp_path: Path
) -> None:
    program, copy = tmp_path / "keep.py", tmp_path / "copy"
    program.write_text(blocks("python")[1])

    def run() -> list[str]:
        done = subprocess.run([sys.executable, program, address, copy], capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()

    assert "took E09000007/applications.jsonl.gz" in run()
    assert run() == []
    with database.writing() as session:
        of_camden = update(ApplicationRow).where(ApplicationRow.authority == "E09000007")
        session.execute(of_camden.values(changed_at=MADE_AT, address="Moved"))
    made(database, folder, MADE_AT.replace(day=12))
    assert run() == ["took E09000007/applications.jsonl.gz"]


def test_the_columns_that_the_page_names_are_there() -> None:
    names = {column.name for columns in COLUMNS_OF.values() for column in columns}
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE))
    assert named - names == {"files_at"}
