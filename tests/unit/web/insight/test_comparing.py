"""Places beside each other: numbers as their own pages say them, and sentences that name the first and the last."""

from dataclasses import replace

from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from alerts.web.insight.comparing import Compared, comparing_charts, comparing_table
from alerts.web.insight.figures import figures
from alerts.web.insight.subject import Subject
from tests.unit.web.insight.made import insight, known, outcomes, timing


def compared(name: str, **changes: object) -> Compared:
    place = Place(PlaceKind.AUTHORITY, name)
    subject = Subject(place, name, f"in {name}", f"/insight/authority/{name}")
    return Compared(subject, insight(**changes))


CAMDEN = compared("Camden", received=9, outcomes=outcomes(677, 154), timing=timing(12, 56.5))
BARNET = compared("Barnet", received=3, outcomes=outcomes(4, 1), timing=timing(5, 80.0))
BRENT = compared("Brent", received=3, outcomes=outcomes(1), timing=timing(1, 3.0))


def test_a_place_is_compared_by_the_numbers_of_its_own_page() -> None:
    own = {each.words: each.value for each in figures(CAMDEN.found, CAMDEN.subject)}
    shown = dict(zip([each.words for each in comparing_table([CAMDEN]).columns], comparing_table([CAMDEN]).on_page[0],
                     strict=True))  # fmt: skip
    assert (shown["Granted"], shown["Refused"]) == (own["Granted"], own["Refused"]) == ("81%", "19%")
    assert shown["Median days"] == own["Median days to a decision"] == "57"


def test_too_few_decisions_have_no_share_and_no_median() -> None:
    table = comparing_table([BRENT])
    assert table.on_page == (("Brent", "0", "3", "1", "–", "–", "0", "–", "0"),)
    assert table.rows == (("Brent", 0, 3, 1, None, None, 0, None, 0),)


def test_sentences_name_the_first_and_the_last() -> None:
    said = [each.sentence for each in comparing_charts([BARNET, CAMDEN])]
    assert said == [
        "In 2025, most were received in Camden, 9 applications; fewest in Barnet, 3.",
        "In 2025, the share granted was greatest in Camden, 81%, and smallest in Barnet, 80%.",
        "In 2025, half of the decisions came within 57 days in Camden, and within 80 days in Barnet.",
    ]


def test_places_of_too_few_decisions_are_not_held_against_each_other() -> None:
    said = [each.sentence for each in comparing_charts([BARNET, BRENT])]
    assert said == [
        "In 2025, as many were received in Barnet as in Brent: 3 applications.",
        "Too few decisions are known to compare what was granted.",
        "Too few decisions are known to compare how long they took.",
    ]


def test_months_before_the_record_begins_are_missing_as_gaps_are() -> None:
    early = Compared(CAMDEN.subject, known(CAMDEN.found, early=2, whole=1, gap=1))
    assert comparing_table([early]).on_page[0][-1] == "3"
    chart = comparing_charts([early, BARNET])[0]
    assert chart.whole == "Data: months are missing of Camden."
    assert chart.sentence == (
        "In 2025, most were received in Camden, 9 applications; fewest in Barnet, 3."
        " Of Camden months are missing."
    )


def test_a_place_of_which_every_month_is_missing_is_held_against_none() -> None:
    unknown = Compared(CAMDEN.subject, known(CAMDEN.found, early=12))
    assert comparing_charts([unknown, BARNET, BRENT])[0].sentence == (
        "In 2025, as many were received in Barnet as in Brent: 3 applications. Of Camden months are missing."
    )
    assert comparing_charts([unknown, BARNET])[0].sentence == (
        "Too little is known of this period to compare what was received."
    )


def test_sentences_of_a_slice_never_speak_of_the_whole() -> None:
    listed = Slice(types=frozenset({"lbc"}))
    places = [Compared(each.subject, replace(each.found, slice=listed)) for each in (BARNET, CAMDEN)]
    assert [each.sentence for each in comparing_charts(places)] == [
        "In 2025, most were received in Camden, 9 such applications; fewest in Barnet, 3.",
        "In 2025, the share granted of such decisions was greatest in Camden, 81%, and smallest in Barnet, 80%.",
        "In 2025, half of such decisions came within 57 days in Camden, and within 80 days in Barnet.",
    ]
    same = [Compared(each.subject, places[0].found) for each in places]
    assert comparing_charts(same)[1].sentence == (
        "In 2025, the share granted of such decisions was the same in Barnet and in Camden: 80%."
    )
    refused = replace(CAMDEN.found, slice=Slice(endings=frozenset({Ending.REFUSED})))
    chosen = [Compared(each.subject, refused) for each in places]
    assert comparing_charts(chosen)[1].sentence.startswith("In 2025, the share granted was the same")


def test_one_place_alone_is_not_compared() -> None:
    assert comparing_charts([CAMDEN]) == ()
