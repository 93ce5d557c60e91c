"""The service as nobody, as the first process, with no home, where nothing but its data can be written."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.integration.deploy.containerfile import read_stages
from tests.integration.deploy.test_compose import SERVICES
from tests.rig.container import PROGRAM, container, is_possible
from tests.rig.service import PROJECT, free_port

CONFIG = """
[site]
base_url = "http://127.0.0.1:{port}"
secret_key_file = "secret_key"
[database]
url = "sqlite:////data/planning-alerts.sqlite"
[mail]
backend = "outbox"
outbox_dir = "/data/outbox"
[publishing]
files_dir = "/data/open-data"
[backup]
folder = "/data/copies"
"""

held = pytest.mark.skipif(
    not is_possible(),
    reason="this machine lets nobody make a root of its own: only root may, and not everywhere",
)


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def given(tmp_path: Path, port: int) -> Path:
    """What lies in /data before anything runs."""
    folder = tmp_path / "given"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "config.toml").write_text(CONFIG.format(port=port))
    (folder / "data" / "secret_key").write_text("0123456789abcdef0123456789abcdef\n")
    return folder


def shell(port: int, *last: str) -> list[str]:
    """The database is made and copied; then the service takes the place of the shell."""
    command = f"{PROGRAM} --config /data/config.toml"
    first = ["db upgrade", "db backup"]
    return [
        "sh",
        "-ec",
        "; ".join([*(f"{command} {each}" for each in first), f"exec {command} {' '.join(last)}"]),
    ]


def get(port: int, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return int(answer.status)


@held
@pytest.mark.timeout(180)
def test_it_makes_its_database_serves_and_ends_as_nobody_and_writes_its_data_alone(
    given: Path, port: int
) -> None:
    with container(given, *shell(port, "run", "--port", str(port))) as running:
        running.await_words("Planning alerts is at", seconds=120)
        assert [get(port, path) for path in ("/healthz", "/readyz", "/", "/status")] == [200] * 4
        assert get(port, "/areas/postcode/NW51TL") == 200
        check = SERVICES["embedded"]["healthcheck"]["test"][1:]
        asks = [sys.executable, *check[1:-1], check[-1].replace(":8000", f":{port}")]
        assert subprocess.run(asks, check=False).returncode == 0
        files = running.files()
        assert running.end() == 0
        said = running.words()
    assert "Traceback" not in said
    written = {name.partition("/")[0].removesuffix("-wal").removesuffix("-shm") for name in files}
    assert written - {"planning-alerts.sqlite.areas", "open-data"} == {
        "config.toml",
        "secret_key",
        "planning-alerts.sqlite",
        "planning-alerts.sqlite.scheduler.lock",
        "copies",
    }
    (copy,) = (name for name in files if name.startswith("copies/"))
    assert files[copy].st_mode & 0o077 == 0


@held
@pytest.mark.timeout(120)
def test_asked_to_end_while_it_starts_the_first_process_does(given: Path) -> None:
    """The system gives the first process of a container no signal that it has not said it minds."""
    starts = "main.cli.main = lambda *_, **__: (print('ready', flush=True), time.sleep(60))"
    program = f"import time, alerts.cli.main as main; {starts}; main.main([])"
    with container(given, PROGRAM.with_name("python"), "-c", program) as running:
        running.await_words("ready")
        assert running.end() == 143


@held
def test_nothing_but_its_data_can_be_written_there(given: Path) -> None:
    """That the other tests show anything: the rig itself refuses."""
    tries = (
        "import os, pathlib, json\n"
        "def may(path):\n"
        "    try: pathlib.Path(path).write_text('x'); return True\n"
        "    except OSError: return False\n"
        f"places = ['/x', '/etc/x', '/usr/x', {str(PROJECT / 'x')!r}, '/data/x', '/tmp/x']\n"
        "print(json.dumps([[may(each) for each in places], os.getuid(), os.getpid(), os.environ.get('HOME')]))"
    )
    with container(given, PROGRAM.with_name("python"), "-c", tries) as running:
        assert running.ended() == 0
        assert json.loads(running.words()) == [[False] * 4 + [True] * 2, 65534, 1, None]


def test_the_image_makes_the_folders_that_are_all_it_needs() -> None:
    final = read_stages(PROJECT / "deploy" / "Containerfile")[-1]
    written = {value for key, value in final.environment().items() if key.endswith(("_DIR", "FOLDER"))}
    assert written == {"/data/outbox", "/data/open-data", "/backups"}
