"""From feed to inbox with nothing faked inside: real feed formats over HTTP in, a real SMTP server at the end."""

import sqlite3
from pathlib import Path

import pytest

from tests.e2e.streets import STREETS
from tests.rig.feed import FeedRig
from tests.rig.service import Service, a_service, link_for, links_of, text_of

ALICE = "alice@example.org"


@pytest.mark.fault("U-07")
@pytest.mark.fault("C-03")
@pytest.mark.parametrize("kind", STREETS)
def test_a_subscriber_is_told_once_of_exactly_what_happened_near_home(kind: str, tmp_path: Path) -> None:
    street = STREETS[kind]()
    with FeedRig() as rig, a_service(tmp_path) as service:
        service.configure(street.serve(rig))
        service.command("db", "upgrade")
        (baseline,) = service.report("poll")
        assert baseline["error"] is None
        assert baseline["fetched"] > 5
        assert service.report("match")["changes"] == 0

        expected = street.news()
        with service.site():
            subscribe_and_confirm(service, expected.postcode)
            (news,) = service.report("poll")
            assert (news["new"], news["changed"]) == (1, 2)
            assert service.report("match")["alerts"] == 2
            assert service.report("send")["sent"] == 1
            assert_exactly_this_mail(service, expected.new, expected.amended, expected.elsewhere)
            assert_links_open_and_change_nothing(service)

        street.noise()
        (quiet,) = service.report("poll")
        assert (quiet["new"], quiet["changed"], quiet["error"]) == (0, 0, None)
        assert service.report("match") | {"seconds": 0} == {
            "changes": 0,
            "alerts": 0,
            "subscriptions": 0,
            "seconds": 0,
        }
        assert service.report("send")["sent"] == 0
        assert len(service.mail_to(ALICE)) == 3


def subscribe_and_confirm(service: Service, postcode: str) -> None:
    """Over HTTP as a person would: the page, the form, the link in the mail, the button behind it."""
    compact = postcode.replace(" ", "").upper()
    assert service.get(f"/areas/postcode/{compact}?radius=100").status == 200
    asked = service.post("/subscriptions", email=ALICE, area=f"postcode:{compact}:100", frequency="instant")
    assert asked.status == 303
    assert service.report("send")["sent"] == 1
    (confirmation,) = service.mail_to(ALICE)
    link = link_for(confirmation, "confirm")
    before = rows_of(service)
    assert service.get(link).status == 200
    assert rows_of(service) == before
    assert service.post(link).status == 200
    assert service.report("send")["sent"] == 1
    assert service.mail_to(ALICE)[1]["Subject"].startswith("Welcome: ")


def assert_exactly_this_mail(service: Service, new: str, amended: str, elsewhere: str) -> None:
    alert = service.mail_to(ALICE)[2]
    text = text_of(alert)
    html = alert.get_body(("html",))
    assert html is not None
    maps = [part for part in alert.walk() if part.get_content_type() == "image/png"]
    assert [f'src="cid:{str(part["Content-ID"]).strip("<>")}"' in html.get_content() for part in maps] == [
        True,
        True,
    ]
    assert "Contains OS data © Crown copyright" in text
    assert alert["Subject"].startswith("2 planning applications within 100 m of ")
    assert ": 1 new, 1 amended" in alert["Subject"]
    assert text.count("Reference: ") == 2
    for words in (
        f"Reference: {new}",
        f"Reference: {amended}",
        "NEW: Single storey rear extension & new windows",
    ):
        assert words in text
    assert "Single storey rear extension &amp; new windows" in html.get_content()
    assert elsewhere not in text
    assert elsewhere not in html.get_content()
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert alert["Auto-Submitted"] == "auto-generated"


def assert_links_open_and_change_nothing(service: Service) -> None:
    """A scanner follows every link of every mail, with GET and with HEAD."""
    before = rows_of(service)
    own = {
        link
        for mail in service.mail_to(ALICE)
        for link in links_of(mail)
        if link.startswith(service.base_url)
    }
    assert {link.split("/")[3] for link in own} >= {
        "confirm",
        "manage",
        "unsubscribe",
        "follow",
        "mute",
        "applications",
    }
    for link in sorted(own):
        for method in ("GET", "HEAD"):
            assert service.get(link, method).status == 200, link
    assert rows_of(service) == before


def rows_of(service: Service) -> list[str]:
    """Every row of every table, as SQL, but for how many pages the site has answered, which it notes now and then."""
    with sqlite3.connect(f"file:{service.folder / 'planning-alerts.sqlite'}?mode=ro", uri=True) as database:
        return [line for line in database.iterdump() if not line.startswith('INSERT INTO "counted"')]
