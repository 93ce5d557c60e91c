"""What leaves as a PlanningAlerts file comes back through our own reader of them as it was."""

from datetime import date

import pytest
from lxml import etree

from alerts.domain.application import Application
from alerts.syndication.area_planningalerts import write_planningalerts
from scheduler.feeds import planningalerts_xml
from scheduler.page import Problem
from tests.factories import CAMDEN, ISLINGTON, TODAY, an_application
from tests.unit.scheduler.feeds.planningalerts_xml_cases import somewhere
from tests.unit.syndication.documents import PUBLICATION, document

KEPT = (
    "reference",
    "description",
    "address",
    "postcode",
    "received_date",
    "consultation_start_date",
    "consultation_end_date",
    "url",
)


def read_back(*applications: Application, **more: object) -> list[Application]:
    payload = write_planningalerts(document(*applications, **more), PUBLICATION)
    readings = planningalerts_xml.readings(somewhere(), payload.encode(), TODAY)
    outcomes = [each.outcome for each in readings]
    assert not [each for each in outcomes if isinstance(each, Problem)], outcomes
    return outcomes


def test_every_element_comes_back_as_it_was() -> None:
    sent = an_application(
        1,
        consultation_start_date=date(2026, 6, 4),
        consultation_end_date=date(2026, 6, 26),
        url="https://planning.example/a?b=1&c=<2>".replace("<2>", "2"),
    )
    (got,) = read_back(sent)
    assert [getattr(got, name) for name in KEPT] == [getattr(sent, name) for name in KEPT]
    assert got.site is not None
    assert got.site.geometry.distance(sent.site.geometry) < 0.1


def test_what_is_not_known_is_not_made_up() -> None:
    (got,) = read_back(
        an_application(1, address=None, postcode=None, received_date=None, url=None, site=None)
    )
    assert (got.address, got.postcode, got.received_date, got.url, got.site) == (None,) * 5


@pytest.mark.fault("C-11")
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<script>alert(1)</script>", None),
        ("</description></application></applications></planning>", None),
        ("]]> & &bogus; <!--", None),
        ("🏠 𝔘𝔫𝔦 \u202eabc\u202c e\u0301 é", None),
        ("=1+1", None),
        ("bell\x07 null\x00 half\ufffe", "bell null half"),
    ],
)
def test_hostile_words_come_back_as_words(written: str, read: str | None) -> None:
    (got,) = read_back(an_application(1, description=written, address=written))
    assert (got.description, got.address) == (read or written,) * 2


@pytest.mark.fault("C-11")
@pytest.mark.parametrize("written", ["&lt;b&gt; &amp;amp;", "one\r\ntwo\rthree\n", "🏠" * 5_000])
def test_a_file_holds_what_the_register_says_to_the_letter(written: str) -> None:
    # Our own reader takes words that were escaped twice for once, as councils do, and shortens what is too long.
    file = write_planningalerts(document(an_application(1, description=written)), PUBLICATION)
    (found,) = etree.fromstring(file.encode()).iter("description")
    assert found.text == written


@pytest.mark.fault("C-12")
@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://a@b/"])
def test_a_link_that_is_none_is_left_out(link: str) -> None:
    assert read_back(an_application(1, url=link))[0].url is None


def test_a_file_is_of_one_council_and_says_which() -> None:
    ours, theirs = an_application(1), an_application(2, authority=ISLINGTON)
    written = write_planningalerts(document(theirs, ours), PUBLICATION)
    assert "<authority_name>Camden</authority_name>" in written
    assert [each.reference for each in read_back(theirs, ours)] == [ours.reference]
    # Where nobody knows the councils of an area, the first application tells.
    unknown = read_back(theirs, ours, authorities=frozenset())
    assert [each.reference for each in unknown] == [theirs.reference]
    assert read_back() == []
    assert ours.authority == CAMDEN
