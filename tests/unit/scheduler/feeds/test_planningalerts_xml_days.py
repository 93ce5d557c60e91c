"""How a poll goes through PlanningAlerts files: one file, or one a day, and where it goes on."""

from datetime import date, timedelta

import pytest

from scheduler.feeds import planningalerts_xml
from scheduler.loops import LoopGuard
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds.cases import TODAY
from tests.unit.scheduler.feeds.fake_servers import keys, pages
from tests.unit.scheduler.feeds.planningalerts_xml_cases import GOOD, application, by_day, somewhere, wrapped


class FakeCouncil:
    """A council that publishes one application a day, named for the day."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: Request) -> bytes:
        self.asked.append(request.url.partition("?")[2])
        return wrapped([application({**GOOD, "council_reference": self.asked[-1]})])


def asked(cursor: str, today: date = TODAY, **settings: int) -> list[str]:
    council = FakeCouncil()
    list(pages(planningalerts_xml, by_day(**settings), council, today, cursor))
    return council.asked


def test_one_address_is_asked_once_and_tells_all_and_keeps_no_cursor() -> None:
    polled = list(pages(planningalerts_xml, somewhere(), FakeCouncil(), TODAY, "rubbish"))
    request = planningalerts_xml.first_request(somewhere(), "", TODAY)
    assert (request.url, request.tells_all) == ("https://council.example/planning.xml", True)
    assert [(page.cursor, page.next, page.total) for page in polled] == [("", None, None)]


def test_a_first_load_asks_for_each_of_sixty_days_and_for_today() -> None:
    requests = asked("")
    assert len(requests) == 61
    assert (requests[0], requests[-1]) == ("year=2026&month=4&day=11", "year=2026&month=6&day=10")


def test_a_later_poll_asks_for_the_last_three_days_again() -> None:
    assert asked('{"complete":"2026-06-09"}') == [
        "year=2026&month=6&day=8",
        "year=2026&month=6&day=9",
        "year=2026&month=6&day=10",
    ]
    assert asked('{"complete":"2026-06-09"}', days=1) == ["year=2026&month=6&day=10"]


def test_days_missed_while_the_service_was_down_are_made_up_for() -> None:
    requests = asked('{"complete":"2026-06-04"}')
    assert (len(requests), requests[0]) == (6, "year=2026&month=6&day=5")


def test_after_a_year_without_polls_no_more_is_asked_for_than_at_a_first_load() -> None:
    assert len(asked('{"complete":"2025-06-04"}')) == 61


def test_a_whole_poll_leaves_yesterday_as_the_last_day_complete() -> None:
    polled = list(pages(planningalerts_xml, by_day(), FakeCouncil(), TODAY, '{"complete":"2026-06-08"}'))
    assert polled[-1].cursor == '{"complete":"2026-06-09"}'
    assert [page.next is None for page in polled] == [False, False, True]


def test_a_poll_cut_off_goes_on_with_the_next_day_and_loses_none() -> None:
    council = FakeCouncil()
    poll = pages(planningalerts_xml, by_day(), council, TODAY)
    read = [next(poll), next(poll)]
    rest = list(pages(planningalerts_xml, by_day(), council, TODAY + timedelta(days=1), read[-1].cursor))
    assert read[-1].cursor == '{"complete":"2026-04-12","following":"2026-04-13"}'
    assert keys(rest)[0] == "year=2026&month=4&day=13"
    assert len({*keys(read), *keys(rest)}) == 62


def test_months_and_days_are_written_with_two_digits_where_the_address_says_so() -> None:
    feed = somewhere("https://council.example/{year}/{month:02}/{day:02}.xml", days=1)
    request = planningalerts_xml.first_request(feed, '{"complete":"2026-06-04"}', date(2026, 6, 5))
    assert request.url == "https://council.example/2026/06/05.xml"
    assert not request.tells_all


@pytest.mark.parametrize(
    "path", ["{day}", "{year}{month}", "{year}{month}{day}{hour}", "{year}{month}{day:03}", "{}"]
)
def test_an_address_that_lacks_a_part_of_the_day_says_what_to_write(path: str) -> None:
    feed = somewhere(f"https://council.example/{path}")
    request = planningalerts_xml.first_request(feed, "", TODAY)
    with pytest.raises(PageUnreadable, match=r"\{year\}, \{month\} and \{day\}") as refused:
        planningalerts_xml.parse(feed, request, wrapped([]), TODAY)
    assert refused.value.reason == "bad-url"


@pytest.mark.fault("F-15")
@pytest.mark.parametrize(
    "cursor",
    [
        "rubbish",
        "null",
        '{"complete":"9999-12-31"}',
        '{"following":"9999-12-31"}',
        '{"following":"0001-01-01"}',
        '{"complete":"0001-01-01"}',
        '{"complete":"2026-06-09","following":"2026-06-10"}',
        '{"page":7}',
    ],
)
def test_whatever_the_cursor_says_a_poll_comes_to_its_end(cursor: str) -> None:
    requests = asked(cursor)
    assert 1 <= len(requests) <= 61
    assert len(requests) == len(set(requests))
    assert requests[-1] == "year=2026&month=6&day=10"


def test_a_clock_that_ran_ahead_skips_no_day_once_it_is_put_right() -> None:
    assert asked('{"complete":"2026-06-20"}')[0] == "year=2026&month=6&day=8"


@pytest.mark.fault("F-13")
def test_an_error_in_the_midst_of_the_days_fails_the_poll_at_that_day() -> None:
    answers = iter([wrapped([]), b"<html>Busy</html>"])
    read: list[Page] = []
    with pytest.raises(PageUnreadable):
        read.extend(pages(planningalerts_xml, by_day(), lambda request: next(answers), TODAY))
    assert [page.cursor for page in read] == ['{"complete":"2026-04-11","following":"2026-04-12"}']


@pytest.mark.fault("F-15")
def test_a_council_that_gives_the_same_file_for_every_day_is_found_out() -> None:
    guard, same = LoopGuard(), wrapped([application(GOOD)])

    def answer(request: Request) -> bytes:
        guard.seen(request)
        guard.read(request, same, had_records=True)
        return same

    with pytest.raises(PageUnreadable) as refused:
        list(pages(planningalerts_xml, by_day(), answer, TODAY))
    assert refused.value.reason == "page-loop"


def test_days_without_applications_may_all_be_alike() -> None:
    guard, empty = LoopGuard(), wrapped([])

    def answer(request: Request) -> bytes:
        guard.seen(request)
        guard.read(request, empty, had_records=False)
        return empty

    assert len(list(pages(planningalerts_xml, by_day(), answer, TODAY))) == 61
