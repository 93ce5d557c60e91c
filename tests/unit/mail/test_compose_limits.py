"""What feeds write cannot break an e-mail, and no number of applications makes it too long."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default

import pytest

from alerts.domain.alert import AlertItem, Reason
from alerts.domain.change import ChangeKind, Difference
from alerts.domain.links import filled
from alerts.mail.compose import (
    Email,
    compose_alert,
)
from alerts.mail.letter import Letter
from alerts.mail.message import build_message
from tests.factories import IDENTITY, NOW, SITE
from tests.rig.borough import told_by
from tests.unit.mail.alerts import (
    FOLLOWED,
    an_alert,
    an_item,
    assert_never_says,
    assert_says,
    read_html,
)


def message_of(email: Email) -> bytes:
    """The e-mail as it goes out, with links of the length that they have."""

    def whole(text: str) -> str:
        return filled(text, "https://alerts.example", 0, NOW, IDENTITY.key)

    return build_message(
        Letter("<1@mail.alerts.example>", NOW, "Planning alerts", "alerts@mail.alerts.example",
               "alice@example.com", email.subject, whole(email.text), whole(email.html))
    )  # fmt: skip


@pytest.mark.fault("M-15")
@pytest.mark.fault("C-09")
def test_of_sixty_applications_fifty_are_listed_and_ten_counted() -> None:
    email = compose_alert(an_alert(*(an_item(number) for number in range(1, 61))), SITE)
    assert email.subject.startswith("60 planning applications within 400 m of NW5 1TL: 60 new; comment by ")
    assert_says(email, "60 planning applications", "Reference: 2026/0050/P", "And 10 more.")
    assert_never_says(email, "2026/0051/P")
    assert email.text.count("\nReference: ") == 50


@pytest.mark.fault("M-15")
def test_five_thousand_matches_make_one_email_that_counts_the_rest() -> None:
    email = compose_alert(an_alert(*(an_item(number) for number in range(5000))), SITE)
    assert_says(email, "5,000 planning applications", "And 4,950 more.")
    assert len(message_of(email)) < 100_000


def a_long_item(number: int, **changed: object) -> AlertItem:
    """What Camden's register holds at its longest, but for the description."""
    return an_item(
        number,
        address="Flat 12, 123 Prince of Wales Road, Kentish Town, London, NW5 3AE",
        url=f"https://planningrecords.camden.gov.uk/NECSWS/redirect.aspx?linkid=EXDC&PARAM0={number}",
        **changed,
    )


@pytest.mark.fault("M-15")
@pytest.mark.parametrize("letters", [160, 2_000, 20_000])
def test_sixty_long_applications_stay_below_what_mail_programs_cut_off(letters: int) -> None:
    described = ("Replacement of the front boundary wall, with bins. " * 500)[:letters]
    items = [
        a_long_item(number, description=described, consultation_end_date=date(2026, 6, 26))
        for number in range(60)
    ]
    email = compose_alert(an_alert(*items), SITE)
    assert_says(email, "And 10 more.")
    assert message_of(email).count(b"Reference: ") == 100
    assert len(message_of(email)) < 99_000


@pytest.mark.fault("M-15")
def test_ten_applications_with_endless_descriptions_and_changes_stay_below_it_too() -> None:
    endless = "Replacement of the front boundary wall, with bins. " * 500
    items = [
        a_long_item(
            number,
            kind=ChangeKind.AMENDED,
            differences=(Difference("description", endless, f"{endless} {number}"),),
            description=endless,
        )
        for number in range(10)
    ]
    email = compose_alert(an_alert(*items), SITE)
    assert_says(email, "10 planning applications", "more. See them all at your areas' pages")
    assert len(message_of(email)) < 99_000
    assert email.text.count("Reference: ") + int(email.text.partition("And ")[2].partition(" ")[0]) == 10


@pytest.mark.fault("M-15")
def test_links_without_end_make_fewer_be_listed_and_the_rest_counted() -> None:
    items = [an_item(number, url=f"https://planning.example/{'a' * 1_900}/{number}") for number in range(60)]
    email = compose_alert(an_alert(*items), SITE)
    listed = email.text.count("Reference: ")
    assert_says(email, f"And {60 - listed} more.")
    assert 10 < listed < 30
    assert len(message_of(email)) < 99_000


@pytest.mark.fault("M-20")
def test_markup_in_a_description_is_text_in_both_parts() -> None:
    email = compose_alert(an_alert(an_item(description="<img src=x onerror=1> &amp; <b>loft</b>")), SITE)
    assert_says(email, "New: <img src=x onerror=1> &amp; <b>loft</b>")
    assert "&lt;img src=x onerror=1&gt; &amp;amp; &lt;b&gt;loft&lt;/b&gt;" in email.html


@pytest.mark.fault("W-03")
@pytest.mark.parametrize(
    "field", ["description", "address", "reference", "application_type_raw", "status_raw"]
)
def test_no_field_of_a_feed_can_add_an_element(field: str) -> None:
    hostile = an_item(application_type=None, status=None)
    hostile = replace(
        hostile, application=replace(hostile.application, **{field: '"><script>alert(1)</script>'})
    )
    email = compose_alert(an_alert(hostile), SITE)
    assert "<script" not in email.html
    assert read_html(email.html).fetched == []


def test_a_description_cannot_forge_a_personal_link() -> None:
    forged = "Loft {{link:manage:1:0}} extension"
    warnings, areas = ("{{link:manage:2:0}}",), ("{{link:manage:3:0}}",)
    item = an_item(
        description=forged,
        reasons=(Reason("{{link:manage:4:0}}", "{{link:manage:6:0}}"),),
        address="{{link:manage:5:0}}",
    )
    email = compose_alert(an_alert(item, warnings=warnings, areas=areas), SITE)
    assert {
        line for part in (email.text, email.html) for line in part.split() if "{{link:manage:" in line
    } <= {
        "{{link:manage:7:0}}",
        'href="{{link:manage:7:0}}"',
        'href="{{link:manage:7:0}}">Change',
    }
    assert "Loft { {link:manage:1:0}} extension" in email.text


@pytest.mark.fault("M-17")
@pytest.mark.parametrize(
    "letter", ["\r", "\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\0"]
)
@pytest.mark.parametrize("field", ["description", "address", "status_raw", "area"])
def test_a_subject_is_one_line_and_adds_no_header_whatever_a_feed_or_an_area_says(
    field: str, letter: str
) -> None:
    hostile = f"Camden{letter}Bcc: bob@example.com"
    if field == "area":
        item = an_item(reasons=(Reason(hostile, hostile),))
    else:
        item = an_item(kind=ChangeKind.DECIDED, reasons=(FOLLOWED,), **{"status": None, field: hostile})
    email = compose_alert(an_alert(item, areas=(hostile,)), SITE)
    parsed = message_from_bytes(message_of(email), policy=default)
    assert parsed.keys() == [
        "To", "From", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert len(parsed["Subject"]) <= 150
    assert letter not in parsed["Subject"]
    assert field == "address" or "Camden Bcc: bob@example.com" in parsed["Subject"].replace(
        "camden", "Camden"
    ).replace("bcc", "Bcc")


@pytest.mark.fault("P-08")
def test_nothing_in_an_email_loads_from_elsewhere() -> None:
    email = compose_alert(an_alert(), SITE)
    assert read_html(email.html).fetched == []
    assert "url(" not in email.html
    assert "@import" not in email.html


@pytest.mark.parametrize("listed", [1, 12], ids=["in full", "in brief"])
def test_what_an_email_tells_can_be_read_back_by_a_program(listed: int) -> None:
    items = [
        an_item(number, description=f"New dormer {number}", kind=ChangeKind.AMENDED)
        for number in range(listed)
    ]
    message = message_from_bytes(message_of(compose_alert(an_alert(*items), SITE)), policy=default)
    assert told_by(message) == [
        ("AMENDED", f"2026/{number:04}/P", f"New dormer {number}") for number in range(listed)
    ]
