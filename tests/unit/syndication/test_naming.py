"""Names of items and lists: unique over the whole world, and the same for as long as nothing new is told."""

import re
from datetime import UTC, date, datetime

import pytest

from alerts.domain.change import Change, ChangeKind
from alerts.domain.story import HistoryEntry, Story, published_at
from alerts.syndication.naming import item_id, list_id
from tests.factories import NOW, an_application

BASE = "https://alerts.example:8443"
_TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9\-._~!$&'()*+,;=:@/?%]*")
"""RFC 4151, section 2.1, with what RFC 3986 lets stand in a path and a query."""


def told(*changes: tuple[ChangeKind, datetime]) -> Story:
    news = tuple(HistoryEntry(Change(kind), at) for kind, at in changes)
    return Story(1, NOW, NOW, len(news), news)


def test_an_item_is_named_for_authority_reference_and_latest_change() -> None:
    plain = an_application(reference="2026/0123/P")
    assert item_id(BASE, plain, told()) == "tag:alerts.example,2026:E09000007/2026/0123/P/baseline"
    changed = told((ChangeKind.DECIDED, NOW), (ChangeKind.NEW, datetime(2026, 6, 1, tzinfo=UTC)))
    assert item_id(BASE, plain, changed) == (
        "tag:alerts.example,2026:E09000007/2026/0123/P/decided-20260610T110000Z"
    )


@pytest.mark.parametrize("reference", ["A b", 'x"<y>', "é/ü", "100%", "a#b?c", "\x01", "🏠"])
def test_a_name_is_a_uri_whatever_the_reference(reference: str) -> None:
    assert _TAG_URI.fullmatch(item_id(BASE, an_application(reference=reference), told()))


def test_a_list_is_named_for_its_area_and_its_filters() -> None:
    assert list_id(BASE, "/areas/ward/E05013658?types=hh") == (
        "tag:alerts.example,2026:areas/ward/E05013658?types=hh"
    )


@pytest.mark.parametrize(
    ("received", "is_baseline", "published"),
    [
        (date(2026, 6, 1), True, datetime(2026, 5, 31, 23, tzinfo=UTC)),  # summer: London is an hour ahead
        (date(2026, 1, 5), True, datetime(2026, 1, 5, tzinfo=UTC)),
        (date(2027, 1, 5), True, NOW),  # a day that is still to come is a slip of the register
        (date(2026, 6, 1), False, NOW),
        (None, True, NOW),
    ],
)
def test_an_application_is_as_old_as_its_register_or_our_notice_says(
    received: date | None, is_baseline: bool, published: datetime
) -> None:
    found = an_application(received_date=received, valid_date=None)
    assert published_at(found, NOW, is_baseline=is_baseline) == published
