"""The welcome put into words: what is open for comment today, what follows, and how to stop."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.domain.change import ChangeKind
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.mail.welcome import OpenApplication, Welcome, compose_welcome
from tests.factories import SITE, TODAY, an_application
from tests.unit.mail.alerts import assert_never_says, assert_says, lines_that_are_links

LAST_DAY = date(2026, 6, 26)
EMPTY = Welcome(
    subscriber_id=7,
    watch=AreaName(AreaKind.POSTCODE, "NW51TL:400"),
    about="within 400 m of NW5 1TL",
    wishes=Wishes(Frequency.WEEKLY, frozenset({ChangeKind.NEW, ChangeKind.DECIDED})),
    confirmed_on=date(2026, 6, 9),
    today=TODAY,
    open_count=0,
    listed=(),
)


def with_open(count: int, listed: int) -> Welcome:
    each = OpenApplication(an_application(1, consultation_end_date=LAST_DAY), "50 m east of NW5 1TL")
    return replace(EMPTY, open_count=count, listed=(each,) * listed)


@pytest.mark.fault("U-08")
def test_a_welcome_says_how_it_was_confirmed_what_follows_and_how_to_stop() -> None:
    email = compose_welcome(EMPTY, SITE)
    assert email.subject == "Welcome: nothing is open for comment within 400 m of NW5 1TL today"
    assert_says(
        email,
        "You get planning alerts within 400 m of NW5 1TL",
        "You confirmed this on Tuesday 9 June by the link in our e-mail.",
        "We write only when there is something to tell, once a week: new, decided.",
        "Open for comment on Wednesday 10 June Nothing is open for comment within 400 m of NW5 1TL today.",
        "Was it not you who confirmed? Then stop these e-mails: nothing else is needed.",
    )
    assert lines_that_are_links(email.text) == [
        "https://alerts.example/areas/postcode/NW51TL?radius=400",
        "{{link:manage:7:0}}",
        "{{link:unsubscribe:7:0}}",
        "https://alerts.example/links",
    ]


def test_a_welcome_lists_what_is_open_and_counts_the_rest() -> None:
    email = compose_welcome(with_open(1_032, 20), SITE)
    assert email.subject == (
        "Welcome: 1,032 planning applications are open for comment within 400 m of NW5 1TL today"
    )
    assert_says(
        email,
        "Erection of a single storey rear extension, 50 m east of NW5 1TL."
        " Comment by Friday 26 June, 16 days left. Read more",
        "And 1,012 more.",
    )
    assert lines_that_are_links(email.text)[:2] == [
        "https://alerts.example/applications/E09000007/2026/0001/P",
        "https://alerts.example/applications/E09000007/2026/0001/P.ics",
    ]


def test_one_open_application_is_one() -> None:
    email = compose_welcome(with_open(1, 1), SITE)
    assert (
        email.subject == "Welcome: 1 planning application is open for comment within 400 m of NW5 1TL today"
    )
    assert_never_says(email, "more.")


def test_an_estimated_day_is_marked_in_a_welcome_too() -> None:
    each = OpenApplication(an_application(1), "50 m east of NW5 1TL")
    assert_says(
        compose_welcome(replace(EMPTY, open_count=1, listed=(each,)), SITE),
        "Comment by about Wednesday 24 June (our estimate: see the council's page).",
    )


def test_every_wish_is_repeated() -> None:
    wishes = replace(EMPTY.wishes, include=("loft",), hour=8, weekday=0, only_major=True)
    assert_says(
        compose_welcome(replace(EMPTY, wishes=wishes), SITE),
        "once a week on Monday at 08:00: new, decided; only major development; only with the words loft.",
    )


def test_who_follows_one_application_is_told_of_that_one() -> None:
    followed = replace(
        with_open(1, 1),
        watch=AreaName(AreaKind.APPLICATION, "E09000007:2026/0001/P"),
        about="about application 2026/0001/P",
    )
    email = compose_welcome(followed, SITE)
    assert email.subject == "Welcome: you get planning alerts about application 2026/0001/P"
    assert_says(
        email, "You get planning alerts about application 2026/0001/P", "You can comment on it today."
    )
