"""Queries of the API: everything that is wrong is said at once, by the parameter's name."""

import pytest
from werkzeug.datastructures import MultiDict

from alerts.domain.stage import SiteStage
from alerts.web.api.parameters import ApplicationsQuery, AuthoritiesQuery, ChangesQuery
from alerts.web.api.reading import ParametersRefused, read_query


def refused(model: type, *given: tuple[str, str]) -> dict[str, str]:
    with pytest.raises(ParametersRefused) as refusal:
        read_query(model, MultiDict(given))
    return refusal.value.parameters


def test_a_query_is_read_into_values() -> None:
    query = read_query(
        ApplicationsQuery,
        MultiDict(
            [
                ("authority", "E09000007"),
                ("authority", "E09000019"),
                ("stage", "open"),
                ("received_from", "2026-06-01"),
                ("changed_since", "2026-06-01T01:00:00+01:00"),
                ("limit", "500"),
            ]
        ),
    )
    assert query.authority == ("E09000007", "E09000019")
    assert query.stage == (SiteStage.OPEN,)
    assert str(query.received_from) == "2026-06-01"
    assert str(query.changed_since) == "2026-06-01 00:00:00+00:00"
    assert query.limit == 500


def test_a_reminder_is_no_change_that_can_be_asked_for() -> None:
    assert list(refused(ChangesQuery, ("kind", "deadline_near"))) == ["kind"]
    assert read_query(ChangesQuery, MultiDict([("kind", "decided")])).kind == ("decided",)


def test_a_plus_sign_that_nobody_encoded_is_the_plus_sign_of_a_time_zone() -> None:
    query = read_query(ChangesQuery, MultiDict([("since", "2026-06-01T01:00:00 01:00")]))
    assert str(query.since) == "2026-06-01 00:00:00+00:00"


def test_an_unknown_parameter_is_named_with_the_one_that_was_meant() -> None:
    assert refused(ApplicationsQuery, ("recieved_from", "2026-06-01")) == {
        "recieved_from": "is no parameter of this address; did you mean received_from?"
    }
    assert refused(ChangesQuery, ("offset", "3")) == {
        "offset": "is no parameter of this address; there are after, authority, kind, limit, since"
    }
    assert refused(AuthoritiesQuery, ("x", "")) == {
        "x": "is no parameter of this address; it takes no parameters"
    }


@pytest.mark.fault("W-26")
def test_a_parameter_that_has_one_value_is_refused_when_it_is_given_twice_even_alike() -> None:
    assert set(refused(ApplicationsQuery, ("limit", "5"), ("limit", "5"), ("q", "a"), ("q", "b"))) == {
        "limit",
        "q",
    }


@pytest.mark.fault("W-23")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "1000000000"),
        ("limit", "501"),
        ("limit", "0"),
        ("limit", "-1"),
        ("limit", "1e2"),
        ("limit", "10.0"),
        ("limit", " 5"),
        ("limit", "٣"),
        ("limit", "1_0"),
        ("limit", ""),
        ("limit", "9" * 40),
        ("cursor", "x"),
        ("cursor", "x" * 5_000),
        ("radius", "-1"),
        ("radius", "5001"),
        ("bbox", "1,2,3"),
        ("bbox", "1,2,3,nan"),
        ("bbox", "1,2,3,1e9"),
        ("circle", "51.5,-0.1"),
        ("circle", "51.5,-0.1,-5"),
        ("postcode", "NW5"),
        ("ward", "E05013658'--"),
        ("authority", "e09000007"),
        ("shape", "../../etc"),
        ("stage", "closed"),
        ("type", "hh "),
        ("decision", "Granted"),
        ("sort", "id desc; --"),
        ("format", "html"),
        ("received_from", "01/06/2026"),
        ("received_from", "20260601"),
        ("received_from", "2026-02-30"),
        ("received_from", "1764547200"),
        ("changed_since", "2026-06-01"),
        ("changed_since", "2026-06-01T00:00:00"),
        ("changed_since", "0001-01-01T00:00:00+14:00"),
        ("changed_since", "9999-12-31T23:59:59-14:00"),
        ("q", ""),
        ("q", "!!!"),
        ("q", "a" * 201),
        ("q", "a\nb"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_parameter(name: str, value: str) -> None:
    assert list(refused(ApplicationsQuery, (name, value))) == [name]


def test_what_is_wrong_reads_well_behind_its_name() -> None:
    assert refused(
        ApplicationsQuery, ("limit", "501"), ("stage", "closed"), ("ward", "x"), ("radius", "a")
    ) == {
        "limit": "must be less than or equal to 500",
        "stage": "must be 'open', 'decided' or 'withdrawn'",
        "ward": "must be an ONS code such as E09000007",
        "radius": "must be a whole number",
    }


def test_nobody_is_told_a_pattern() -> None:
    texts = ("postcode", "ward", "authority", "bbox", "circle", "shape", "q", "cursor")
    told = refused(ApplicationsQuery, *((name, "!") for name in texts))
    assert set(told) == set(texts)
    assert told["postcode"] == "must be a whole postcode such as NW5 1TL"
    assert not [words for words in told.values() if "pattern" in words or "^" in words]


def test_a_thousand_wrong_names_are_not_all_said_again() -> None:
    assert len(refused(ApplicationsQuery, *((f"x{number}", "") for number in range(1_000)))) == 20


def test_a_name_that_is_very_long_is_cut() -> None:
    assert list(refused(ApplicationsQuery, ("x" * 5_000, ""))) == ["x" * 60]
