"""The real service over its real flows, saying all that it ever says: no address, no token and no secret is in it."""

import json
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import SECRET, Council, Run, a_row
from tests.integration.cli.test_parts import service
from tests.rig.service import Service, free_port, link_for, links_of
from tests.rig.smtp import SmtpRig
from tests.rig.smtp_script import Script

ALICE, BOB, CAROL = "alice@example.org", "bob.o'brien@example.org", "carol@example.org"
REFUSED = f"550 5.1.1 <{BOB}>: no such user"


@pytest.fixture
def smtp() -> Iterator[SmtpRig]:
    with SmtpRig(Script(recipients={BOB: (REFUSED,), CAROL: (f"451 {CAROL} later",)})) as rig:
        yield rig


@pytest.fixture
def site(config: Path, smtp: SmtpRig) -> Service:
    """The service as its visitors meet it, writing JSON."""
    made = Service(config.parent, free_port(), smtp)
    text = config.read_text().replace('backend = "outbox"', f'host = "{smtp.host}"\nport = {smtp.port}')
    text = text.replace("https://alerts.example", made.base_url)
    schedule = '[schedule]\nsend_every = "1s"\npoll_every = "1s"\n'
    config.write_text(f'{text}\n{schedule}[logging]\nformat = "json"\nlevel = "debug"\n')
    return made


def _mail(site: Service, address: str, count: int) -> list[Any]:
    until = time.monotonic() + 40
    while len(found := site.mail_to(address)) < count:
        assert time.monotonic() < until, f"{address} has {len(found)} e-mails"
        time.sleep(0.1)
    return found


@pytest.mark.fault("U-15")
@pytest.mark.fault("P-06")
@pytest.mark.fault("W-28")
def test_no_address_token_or_secret_is_in_anything_that_the_service_says(
    run: Run, config: Path, council: Council, site: Service
) -> None:
    assert run("db", "upgrade").status == 0
    assert run("poll").status == 0, "what comes before the silent first load is over is told to nobody"
    with service("--config", config, "-v", "run", "--port", site.port) as running:
        running.wait_for("Planning alerts is at")
        links = _people_come_and_go(site, council)
        running.wait_for("to be tried again")  # and by then the refusals are written down, too
        assert running.stop(signal.SIGTERM) == 0
    lines = [line for line in running.err.splitlines() if line.startswith("{")]
    assert len(lines) == len(running.err.splitlines()) - 1  # but for the one line for who started it
    events = [json.loads(line) for line in lines]
    said = running.err
    tokens = {link.rpartition("/")[2] for link in links if re.search(r"/[A-Za-z0-9_-]{74}$", link)}
    assert len(tokens) > 5
    for never in (*tokens, ALICE, BOB, CAROL, "o'brien", "%40example", SECRET, "a token of ours"):
        assert never not in said
    _are_of_use(events)


def _people_come_and_go(site: Service, council: Council) -> list[str]:
    """Alice signs up, is told, and leaves; Bob's and Carol's servers refuse; a stranger tries links and attacks."""
    for address in (ALICE, BOB, CAROL):
        asked = site.post("/subscriptions", email=address, area="authority:E09000007", frequency="instant")
        assert asked.status == 303
    (confirmation,) = _mail(site, ALICE, 1)
    assert site.post(link_for(confirmation, "confirm")).status == 200
    council.publish(a_row(1))
    *_, alert = _mail(site, ALICE, 3)
    for purpose in ("follow", "mute", "unsubscribe"):
        assert site.get(link_for(alert, purpose)).status == 200
    assert site.post(link_for(alert, "unsubscribe"), **{"List-Unsubscribe": "One-Click"}).status == 200
    wrong = f"{site.base_url}/manage/{'A1b' * 24}AB"
    assert site.get(wrong).status == 404
    assert site.get(f"/search?q={ALICE}%0d%0aforged").status < 500
    return [link for message in (confirmation, alert) for link in links_of(message)]


def _are_of_use(events: list[dict[str, Any]]) -> None:
    """What an operator looks for is there: the poll with its feed, the route with its status, no noise of others."""
    requests = [event for event in events if event["logger"] == "planning_alerts.requests"]
    answered = {(each["method"], each["route"], each["status"]) for each in requests}
    assert {
        ("POST", "/subscriptions", 303),
        ("POST", "/confirm/<token>", 200),
        ("GET", "/manage/<token>", 404),
        ("POST", "/unsubscribe/<token>", 200),
    } <= answered
    assert all(isinstance(each["ms"], int) for each in requests)
    polled = [event for event in events if event["event"].startswith("polled camden")]
    assert {(each["feed"], each["job"]) for each in polled} == {("camden", "poll camden")}
    of_others = [event for event in events if not event["logger"].startswith(("planning_alerts", "alerts"))]
    assert {event["level"] for event in of_others} <= {"warning"}
