"""Alerts and requests put into words: both parts of every e-mail say the same."""

from dataclasses import replace
from datetime import date

import pytest

from alerts.domain.alert import AlertItem, Reason, ToldChange
from alerts.domain.application import Decision, Status
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.links import Purpose, filled, placeholder, read_token
from alerts.mail.compose import (
    Email,
    PendingArea,
    compose_alert,
    compose_confirmation,
    compose_manage_link,
)
from alerts.mail.compose_service import compose_address_change, compose_address_changed
from tests.factories import IDENTITY, NOW, SITE, TODAY, an_application
from tests.unit.mail.alerts import (
    IN_WARD,
    NEAR,
    an_alert,
    an_item,
    assert_never_says,
    assert_says,
    lines_that_are_links,
)

FOOT = (
    "Nothing in this e-mail tells us whether you have read it.",
    "Planning alerts is run by Jane Doe. Comments on an application go to its council, through its own pages. "
    "Questions about this service: help@alerts.example.",
)

ONE = """\
Planning alerts

1 planning application within 400 m of NW5 1TL
Wednesday 10 June 2026: 1 new.

------------------------------------------------------------
NEW: Erection of a single storey rear extension, 50 m east of NW5 1TL.

Comment by Friday 26 June, 16 days left.

Address: 14 Falkland Road, London
Reference: 2026/0123/P
Council: Camden
Type: Householder: extending or altering a home
Status: Waiting for a decision

Sent because it lies in your area: within 400 m of NW5 1TL.

Read more:
https://alerts.example/applications/E09000007/2026/0123/P
The council's own page and how to comment (planning.example):
https://planning.example/681001
Put the last day to comment into your calendar:
https://alerts.example/applications/E09000007/2026/0123/P.ics
Follow this application:
{{link:follow:7:123}}
No more about this one:
{{link:mute:7:123}}

------------------------------------------------------------
You get this because you watch: within 400 m of NW5 1TL.

Change your areas or how often we write:
{{link:manage:7:0}}
Stop all these e-mails:
{{link:unsubscribe:7:0}}

Nothing in this e-mail tells us whether you have read it.

Planning alerts is run by Jane Doe. Comments on an application go to its
council, through its own pages. Questions about this service:
help@alerts.example.
"""

IN_CAMDEN = Reason("in Camden", "in Camden")
NEVER = placeholder(Purpose.NEVER, 7)
PENDING = PendingArea("within 400 m of NW5 1TL", "once a day", placeholder(Purpose.CONFIRM, 12))


def test_one_application_is_told_in_full() -> None:
    email = compose_alert(an_alert(an_item(consultation_end_date=date(2026, 6, 26))), SITE)
    assert email.text == ONE
    assert_says(
        email,
        "1 planning application within 400 m of NW5 1TL Wednesday 10 June 2026: 1 new.",
        "New: Erection of a single storey rear extension, 50 m east of NW5 1TL."
        " Comment by Friday 26 June, 16 days left.",
        "Status: Waiting for a decision Sent because it lies in your area: within 400 m of NW5 1TL.",
        "The council's own page and how to comment (planning.example)",
        "You get this because you watch: within 400 m of NW5 1TL.",
        *FOOT,
    )


def test_three_applications_in_two_areas_are_told_once_each() -> None:
    decided = an_item(2, ChangeKind.DECIDED, decision=Decision.REFUSED, decision_date=date(2026, 6, 9))
    amended = an_item(
        3,
        ChangeKind.AMENDED,
        (Difference("description", "One storey", "Two storeys"),),
        reasons=(NEAR, IN_WARD),
        description="Two storeys",
        consultation_end_date=date(2026, 6, 20),
    )
    areas = ("within 400 m of NW5 1TL", "Kentish Town South ward, Camden")
    email = compose_alert(an_alert(an_item(1), decided, amended, areas=areas), SITE)
    assert_says(
        email,
        "3 planning applications within 400 m of NW5 1TL and 1 more of your areas",
        "Wednesday 10 June 2026: 1 new, 1 amended, 1 decided.",
        "The first to close for comment: Saturday 20 June, 10 days left.",
        "Decided: Erection of a single storey rear extension, 50 m east of NW5 1TL. Address",
        "Status: Refused, Tuesday 9 June 2026",
        "Amended: Two storeys, 50 m east of NW5 1TL.",
        "Sent because it lies in your areas: within 400 m of NW5 1TL; in Kentish Town South ward, Camden.",
        "Description was: One storey now: Two storeys",
        "You get this because you watch: within 400 m of NW5 1TL; Kentish Town South ward, Camden.",
    )
    assert [email.text.count(f"Reference: 2026/000{number}/P") for number in (1, 2, 3)] == [1, 1, 1]


@pytest.mark.parametrize(("items", "is_there"), [(10, True), (11, False)])
def test_a_long_description_is_given_in_full_in_a_short_email(items: int, is_there: bool) -> None:
    described = "Replacement of the front boundary wall. " * 10 + "With bins."
    email = compose_alert(
        an_alert(*(an_item(number, description=described) for number in range(items))), SITE
    )
    assert_says(email, "New: Replacement of the front boundary wall. Replacement of the front")
    assert ("With bins." in " ".join(email.text.split())) is is_there
    assert ("With bins." in email.html) is is_there


def test_links_stand_whole_on_lines_of_their_own() -> None:
    long = "https://planning.example/" + "a" * 1_900
    email = compose_alert(an_alert(an_item(url=long, reference="2026/0123/P (A&B)")), SITE)
    assert lines_that_are_links(email.text) == [
        "https://alerts.example/applications/E09000007/2026/0123/P%20%28A%26B%29",
        long,
        "https://alerts.example/applications/E09000007/2026/0123/P%20%28A%26B%29.ics",
        "{{link:follow:7:123}}",
        "{{link:mute:7:123}}",
        "{{link:manage:7:0}}",
        "{{link:unsubscribe:7:0}}",
    ]


def test_comments_that_had_closed_are_said_first() -> None:
    email = compose_alert(an_alert(an_item(consultation_end_date=date(2026, 6, 8))), SITE)
    assert_says(
        email, "Comments had closed before we noticed this application.", "Comments closed on Monday 8 June."
    )
    assert email.text.index("COMMENTS HAD CLOSED") < email.text.index("NEW: Erection")
    assert email.html.index("Comments had closed") < email.html.rindex("Erection")


def test_comments_that_closed_since_are_not_our_delay() -> None:
    late = an_item(consultation_end_date=date(2026, 6, 8), noticed_on=date(2026, 6, 7))
    assert_never_says(compose_alert(an_alert(late), SITE), "had closed", "HAD CLOSED")


def test_a_decided_application_has_no_deadline() -> None:
    decided = an_item(decision=Decision.GRANTED, consultation_end_date=date(2026, 6, 8))
    assert_never_says(compose_alert(an_alert(decided), SITE), "Comment by", "had closed", "HAD CLOSED")


def test_an_estimated_deadline_is_marked_as_one() -> None:
    assert_says(
        compose_alert(an_alert(), SITE),
        "See the council's page for the last day to comment. Our estimate is Wednesday 24 June: "
        "21 days after the application became valid.",
    )


def test_what_is_not_known_is_said_to_be_so() -> None:
    bare = an_item(
        description="", address=None, application_type=None, application_type_raw=None, status=None,
        status_raw=None, url=None, valid_date=None,
    )  # fmt: skip
    email = compose_alert(an_alert(bare), SITE)
    assert_says(
        email,
        "New: No description given, 50 m east of NW5 1TL.",
        "Address: No address given",
        "Type: Not given",
        "Status: Not said",
        "See the council's page for the last day to comment.",
    )
    assert_never_says(email, "The council's own page", "None")


def test_an_application_that_changed_twice_is_told_once_with_both() -> None:
    changes = (
        ToldChange(
            Change(ChangeKind.AMENDED, (Difference("address", "1 High Street", "2 High Street"),)), TODAY
        ),
        ToldChange(Change(ChangeKind.WITHDRAWN, (Difference("status", "undetermined", "withdrawn"),)), TODAY),
    )
    withdrawn = AlertItem(5, an_application(5, status=Status.WITHDRAWN), changes, (IN_CAMDEN,))
    email = compose_alert(an_alert(withdrawn), SITE)
    assert_says(
        email, "Withdrawn: Erection", "Address was: 1 High Street now: 2 High Street", "Status: Withdrawn"
    )
    assert email.text.count("Reference: ") == 1


def test_a_new_application_that_was_amended_meanwhile_is_still_new() -> None:
    both = (ToldChange(Change(ChangeKind.NEW), TODAY), ToldChange(Change(ChangeKind.AMENDED), TODAY))
    email = compose_alert(an_alert(AlertItem(5, an_application(5), both, (IN_CAMDEN,))), SITE)
    assert_says(email, "Wednesday 10 June 2026: 1 new.", "New: Erection")


def test_warnings_stand_at_the_foot() -> None:
    warning = "No feed covers Islington: we cannot tell you of applications there."
    email = compose_alert(an_alert(warnings=(warning,)), SITE)
    assert_says(email, warning)
    assert email.text.index("Read more:") < email.text.index(warning) < email.text.index("You get this")


@pytest.mark.parametrize(
    "email",
    [
        compose_alert(an_alert(), replace(SITE, is_demonstration=True)),
        compose_confirmation((PENDING,), NEVER, replace(SITE, is_demonstration=True)),
        compose_manage_link(7, None, replace(SITE, is_demonstration=True)),
        compose_address_change(placeholder(Purpose.ADDRESS, 3), NEVER, replace(SITE, is_demonstration=True)),
        compose_address_changed(replace(SITE, is_demonstration=True)),
    ],
)
def test_every_email_of_a_demonstration_says_so_first(email: Email) -> None:
    assert_says(
        email,
        "Demonstration: the applications that this service tells of are invented. No council has received them.",
    )
    assert email.text.index("DEMONSTRATION") < 30


def test_an_email_that_is_no_demonstration_does_not_speak_of_one() -> None:
    assert_never_says(compose_alert(an_alert(), SITE), "emonstration", "DEMONSTRATION")


@pytest.mark.fault("U-01")
def test_a_confirmation_says_what_was_asked_and_nothing_that_a_stranger_wrote() -> None:
    email = compose_confirmation((PENDING,), NEVER, SITE)
    assert email.subject == "Please confirm your planning alerts: within 400 m of NW5 1TL"
    assert_says(
        email,
        "One click and you are subscribed",
        "Nothing is sent until you confirm.",
        "Within 400 m of NW5 1TL",
        "We would write once a day, and only when there is something to tell.",
        "The link is good for 7 days.",
        "Not you? Then do nothing, and after 7 days we forget this address.",
    )
    assert lines_that_are_links(email.text) == ["{{link:confirm:12:0}}", NEVER]
    assert f'href="{NEVER}">Never write to me again, whoever gives you this address</a>' in email.html


def test_somebody_who_has_the_area_already_gets_their_own_link() -> None:
    email = compose_manage_link(7, "within 400 m of NW5 1TL", SITE)
    assert email.subject == "Your planning alerts"
    assert_says(
        email,
        "asked for alerts that you have already: within 400 m of NW5 1TL. Nothing has changed.",
        "The link is good for 30 days.",
    )
    assert lines_that_are_links(email.text) == ["{{link:manage:7:0}}"]


def test_a_link_filled_in_opens_what_it_says() -> None:
    text = filled(compose_alert(an_alert(), SITE).text, "https://alerts.example", 0, NOW, IDENTITY.key)
    mute = next(line for line in text.splitlines() if line.startswith("https://alerts.example/mute/"))
    claim = read_token(mute.rpartition("/")[2], Purpose.MUTE, (IDENTITY.key,), NOW)
    assert (claim.subject, claim.about) == (7, 123)
