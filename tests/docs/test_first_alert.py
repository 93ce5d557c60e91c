"""The operator's guide alone leads from an empty folder to a first alert and a second council; with the minutes."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.following import follow_all
from tests.docs.reading import Block, blocks_of
from tests.docs.scenes import Scene
from tests.rig.machine import Machine
from tests.rig.service import PROJECT, Service, free_port, link_for, text_of, wait_until
from tests.rig.smtp import SmtpRig
from tests.rig.terminal import Terminal

PAGE = "docs/operator/install.md"
YOU = "you@example.org"
OF_THE_SYSTEM = ("PATH", "HOME", "LANG", "TMPDIR", "http_proxy", "https_proxy", "no_proxy")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(5400)]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """An empty folder, a terminal that knows nothing of this checkout, a mail server."""
    with SmtpRig() as smtp, a_terminal(tmp_path / "operator") as terminal:
        port, council = free_port(), free_port()
        machine = Machine(tmp_path / "operator" / "planning-alerts", None, smtp, terminal, port)  # type: ignore[arg-type]
        stands_for = {
            "https://git.example.org/planning-alerts.git": str(PROJECT),
            "http://127.0.0.1:5000": machine.base_url,
            "127.0.0.1:8099": f"127.0.0.1:{council}",
            "http.server 8099": f"http.server {council}",
            "port = 25\n": f"port = {smtp.port}\n",
        }
        yield Scene(machine, stands_for)


@contextmanager
def a_terminal(folder: Path) -> Iterator[Terminal]:
    folder.mkdir()
    kept = {
        name: value for name, value in os.environ.items() if name in OF_THE_SYSTEM or name.startswith("PIP_")
    }
    without = os.pathsep.join(each for each in kept["PATH"].split(os.pathsep) if ".venv" not in each)
    terminal = Terminal(folder, kept | {"PATH": without, "PYTHONUNBUFFERED": "1"}, patience_s=3000.0)
    try:
        yield terminal
    finally:
        terminal.close()


def test_the_guide_alone_leads_to_a_first_alert(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    machine, terminal = scene.machine, scene.machine.terminal
    service = Service(machine.folder, machine.port, machine.smtp)
    blocks = blocks_of(PAGE)
    (get_it,) = (block for block in blocks if "git clone" in block.text)
    began = time.monotonic()
    assert terminal.run(scene.put(get_it.text).replace(": make", "make")).status == 0
    installed = time.monotonic()
    follow_all(under(blocks, "1.", "2.", "3.", "4.", "5."), scene)
    ask_for_alerts(service)
    asked = time.monotonic()
    happens, by_hand = under(blocks, "7.")
    follow_all([happens], scene)
    wait_until(lambda: len(service.mail_to(YOU)) == 3, 240, "the first alert")
    told = time.monotonic()
    assert "26/00999/HOU" in text_of(service.mail_to(YOU)[2])
    terminal.stop_the_last()
    follow_all([by_hand], scene)
    follow_all(under(blocks, "8."), scene)
    terminal.leave_running(f"planning-alerts run --port {machine.port}", until=machine.base_url)
    wait_until(lambda: is_read(service, "portsmouth"), 240, "the second council")
    assert len(service.mail_to(YOU)) == 3
    second = time.monotonic()
    steps = {"install": installed - began, "settings and first load": asked - installed}
    steps |= {"the first alert": told - asked, "a second council": second - told, "in all": second - began}
    with capsys.disabled():
        print("\n" + "\n".join(f"{name}: {seconds / 60:.1f} minutes" for name, seconds in steps.items()))


def under(blocks: list[Block], *numbers: str) -> list[Block]:
    return [block for block in blocks if block.heading.startswith(numbers)]


def ask_for_alerts(service: Service) -> None:
    """What the guide says is done in a browser: the postcode's page, the form, the link in the e-mail, the button."""
    wait_until(lambda: service.get("/areas/postcode/YO17HH?radius=400").status == 200, 60, "the page")
    asked = service.post("/subscriptions", email=YOU, area="postcode:YO17HH:400", frequency="instant")
    assert asked.status == 303
    wait_until(lambda: len(service.mail_to(YOU)) == 1, 120, "the e-mail that asks back")
    assert service.post(link_for(service.mail_to(YOU)[0], "confirm")).status == 200
    wait_until(lambda: len(service.mail_to(YOU)) == 2, 120, "the welcome")


def is_read(service: Service, name: str) -> bool:
    feeds = {each["name"]: each for each in json.loads(service.get("/status.json").text)["feeds"]}
    return name in feeds and feeds[name]["state"] == "fine" and feeds[name]["applications"] == 3
