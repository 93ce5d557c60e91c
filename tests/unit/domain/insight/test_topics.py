"""What applications are about, told from descriptions as registers write them, and from types."""

import pytest

from alerts.domain.insight.topic import RULES, Topic, topics_of

ABOUT = {
    "Erection of a single storey rear extension to dwelling": "extension",
    "Extend the kitchen and add a conservatory": "extension",
    "Extension of opening hours to midnight": "",
    "Extension of time for condition 3": "",
    "Extension to the existing opening hours": "",
    "Extension of the temporary planning permission by two years": "",
    "Variation of condition 3 to extend the opening hours": "",
    "Variation of condition 5 to extend delivery hours": "",
    "Extended opening hours": "",
    "Extend time limit": "",
    "Extending the time limit of permission 12/345": "",
    "Extended rear terrace": "extension",
    "Extend hours, and extend the kitchen to the rear": "extension",
    "Removal of extension": "",
    "Removal of an unauthorised single-storey rear extension": "",
    "Remove conservatory": "",
    "Demolition of extension": "demolition",
    "Demolition of existing two storey side extension": "demolition",
    "Demolition of existing conservatory": "demolition",
    "Demolition of existing rear extension and erection of a single storey rear extension": (
        "extension demolition"
    ),
    "Demolition of conservatory and erection of extension": "extension demolition",
    "Demolition of garage and single storey rear extension": "extension demolition",
    "Removal of condition 4 and rear extension": "extension",
    "Hip-to-gable LOFT conversion with rear dormer": "loft",
    "Insertion of a mansard roof": "loft",
    "Excavation of basement with front lightwell": "basement",
    "Lighting columns": "",
    "Fell 1 x Ash to ground level": "trees",
    "T1 Oak - crown reduction by 2m": "trees",
    "Works to two trees": "trees",
    "Wellness centre with street furniture": "",
    "Internal alterations to a Grade II listed building": "listed",
    "Change of use from C3 to C4": "change-of-use",
    "Erection of 12 dwellings": "new-homes",
    "Conversion of house into three self-contained flats": "new-homes",
    "Erection of 4 x 2-bedroom flats": "new-homes",
    "Loss of 2 houses": "",
    "Conversion to offices with the loss of 12 residential flats": "",
    "Demolition of the two detached houses": "demolition",
    "Removal of 3 residential units": "",
    "Demolition of 2 houses and erection of 14 houses": "new-homes demolition",
    "Loss of one flat to make two flats": "new-homes",
    "Construction of 2no. 3 bed dwellings": "new-homes",
    "Erection of a garden room behind the house": "",
    "Hipped roof over existing two storey flat roof garage": "",
    "First floor rear extension to create 1no. flat": "extension new-homes",
    "Demolition of garage": "demolition",
    "Demolish a wall": "demolition",
    "Installation of solar panels and photovoltaics": "solar",
    "Installation of PV panels to roof": "solar",
    "Change of use to a new dwelling with a rear extension, basement and solar panels": (
        "extension basement change-of-use new-homes solar"
    ),
    "": "",
}


def topics(application_type: str | None, description: str) -> str:
    found = topics_of(application_type, description)
    return " ".join(topic for topic in Topic if found & topic.bit)


@pytest.mark.parametrize("description", ABOUT)
def test_a_description_is_about_what_a_reader_would_say(description: str) -> None:
    assert topics("full", description) == ABOUT[description]


def test_a_type_says_what_its_description_need_not() -> None:
    assert topics("notice-trees-in-con-area", "T1 Sycamore") == "trees"
    assert topics("consent-under-tpo", "See schedule") == "trees"
    assert topics("lbc", "New boiler flue") == "listed"
    assert topics("demolition-con-area", "Remove the shed") == "demolition"
    assert topics(None, "T1 Sycamore") == ""


def test_extending_a_home_makes_no_new_home() -> None:
    assert topics("hh", "Extension to two storey detached dwelling") == "extension"
    assert topics("full", "Erection of a two storey detached dwelling") == "new-homes"


def test_what_is_looked_for_first_is_in_all_that_a_pattern_finds() -> None:
    for rule in RULES:
        for description in ABOUT:
            found = rule.pattern.search(description.lower())
            assert found is None or any(stem in description.lower() for stem in rule.stems)


def test_each_topic_has_a_rule_and_a_bit_of_its_own_that_the_column_holds() -> None:
    assert [rule.topic for rule in RULES] == list(Topic)
    assert sum(topic.bit for topic in Topic) == 2 ** len(Topic) - 1 <= 2**15 - 1
