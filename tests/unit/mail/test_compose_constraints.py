"""What protects a site is said in every e-mail, of one application or of fifty, in both parts."""

from dataclasses import replace

import pytest

from alerts.domain.constraint import ConstraintMention
from alerts.mail.compose import compose_alert
from geo.constraints import ConstraintKind
from tests.factories import SITE
from tests.unit.mail.alerts import an_alert, an_item, assert_never_says, assert_says, read_html

PARK = ConstraintMention(ConstraintKind.CONSERVATION_AREA, "Dartmouth Park", 44000001)
ELMS = ConstraintMention(ConstraintKind.LISTED_BUILDING_OUTLINE, "The Elms", 42100001)


@pytest.mark.parametrize("others", [0, 20])
def test_an_application_in_a_conservation_area_says_so(others: int) -> None:
    protected = replace(an_item(1), constraints=(PARK, ELMS))
    email = compose_alert(an_alert(protected, *(an_item(n) for n in range(2, 2 + others))), SITE)
    assert_says(
        email,
        "Address: 14 Falkland Road, London"
        " Protected area: In Dartmouth Park conservation area; listed building: The Elms"
        " Reference: 2026/0001/P",
    )
    assert email.text.count("Protected area: ") == 1


def test_an_application_in_none_says_nothing_of_it() -> None:
    assert_never_says(compose_alert(an_alert(), SITE), "Protected")


@pytest.mark.fault("M-20")
def test_the_name_of_an_area_is_text_and_no_link_of_ours() -> None:
    hostile = PARK._replace(name="<img src=x> {{link:manage:1:0}}")
    email = compose_alert(an_alert(replace(an_item(), constraints=(hostile,))), SITE)
    assert_says(email, "In <img src=x> { {link:manage:1:0}} conservation area")
    assert read_html(email.html).fetched == []


@pytest.mark.fault("M-15")
def test_fifty_protected_applications_stay_below_what_mail_programs_cut_off() -> None:
    long = tuple(
        ConstraintMention(each, "Numbers 1 to 99 and attached railings " * 9, 1) for each in ConstraintKind
    )
    items = [replace(an_item(number, description="Loft. " * 100), constraints=long) for number in range(50)]
    assert len(compose_alert(an_alert(*items), SITE).html.encode()) < 95_000
