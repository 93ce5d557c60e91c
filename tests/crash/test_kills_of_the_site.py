"""The site killed -9 while people confirm and leave: what it answered is so when it comes back."""

import http.client
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.cli.installation import Installation
from alerts.db.tables import SubscriberRow, SubscriptionRow
from alerts.domain.links import Claim, Purpose, token_for
from alerts.settings import load_settings
from tests.factories import all_of, subscribe
from tests.rig.service import Service, a_service

PEOPLE = 60
KILLED_AFTER = 20


@pytest.mark.fault("K-10")
@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("purpose", "before", "after"),
    [("confirm", "pending", "confirmed"), ("unsubscribe", "confirmed", "ended")],
)
def test_what_the_site_has_answered_holds_after_a_kill(
    tmp_path: Path, purpose: str, before: str, after: str
) -> None:
    with a_service(tmp_path) as service:
        service.configure("")
        service.command("db", "upgrade")
        installation = Installation(load_settings(tmp_path / "config.toml"))
        links = enlist(installation, Purpose(purpose), before)
        answered = press_until_killed(service, links)
        assert KILLED_AFTER <= len(answered) < PEOPLE
        with installation.database.reading() as session:
            states = dict(session.execute(select(SubscriptionRow.id, SubscriptionRow.state)).all())
        installation.database.engine.dispose()
    assert {states[number] for number in answered} == {after}
    assert set(states.values()) == {before, after}


def enlist(installation: Installation, purpose: Purpose, state: str) -> dict[int, str]:
    """People with one area each in this state; the path of each one's link by the number of the subscription."""
    now, key = installation.post.clock(), installation.identity.key
    links = {}
    with installation.database.writing() as session:
        for number in range(PEOPLE):
            row = subscribe(session, f"person{number}@example.org", all_of(), state)
            person = session.get_one(SubscriberRow, row.subscriber_id)
            subject = row.id if purpose is Purpose.CONFIRM else person.id
            links[row.id] = f"/{purpose}/{token_for(Claim(purpose, subject, person.generation, now), key)}"
    return links


def press_until_killed(service: Service, links: dict[int, str]) -> list[int]:
    """Press one button after the other while the site runs, which is killed amid that; the subscriptions answered."""
    answered: list[int] = []
    enough = threading.Event()
    site = subprocess.Popen(
        service.command_line("site", "--port", str(service.port)), stderr=subprocess.PIPE, text=True
    )
    assert site.stderr is not None
    assert str(service.port) in site.stderr.readline()

    def press() -> None:
        for number, link in links.items():
            request = urllib.request.Request(service.base_url + link, b"", {"Origin": service.base_url})
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    if answer.status == 200:
                        answered.append(number)
                    if len(answered) == KILLED_AFTER:
                        enough.set()
            except (urllib.error.URLError, http.client.HTTPException, ConnectionError):
                return

    hand = threading.Thread(target=press)
    hand.start()
    try:
        assert enough.wait(60)
    finally:
        site.send_signal(signal.SIGKILL)
        site.wait()
    hand.join(30)
    return answered
