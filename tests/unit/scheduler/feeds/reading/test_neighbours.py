"""Other councils' cases, told from a council's own by their words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.feeds.reading.neighbours import is_neighbour_consultation


@pytest.mark.parametrize(
    "description",
    [
        "Adjoining consultation - 120 dwellings at Land off Station Road",
        "ADJOINING AUTHORITY CONSULTATION: demolition of the mill",
        "Adjoining Borough Observations for the erection of a tower",
        "Neighbouring authority consultation for an outline application",
        "Neighbouring Local Planning Authority consultation",
        "Adjoining Authority's consultation on reserved matters",
        "Request for observations to adjoining borough",
        "Out of borough consultation: 12 flats",
        "Consultation from Westminster City Council on the demolition of 1 Oxford Street",
        "Consultation from Westminster for the demolition of 1 Oxford Street",
        "Consultation request from Royal Borough of Kensington & Chelsea, Warwick Road",
        "Consultation by Peak District National Park re 26/1/FUL",
        " Consultation from Stroud: 40 dwellings",
    ],
)
def test_a_case_of_another_council_is_known_by_its_first_words(description: str) -> None:
    assert is_neighbour_consultation(description, None)


@pytest.mark.parametrize(
    "application_type",
    [
        "Adjoining Authority Consultation",
        "Neighbouring Authority Consultation",
        "Consultation - Neighbouring Authority",
        "Consultation from adjoining borough",
        "Request for Observations to Adjoining Borough",
    ],
)
def test_a_case_of_another_council_is_known_by_its_type(application_type: str) -> None:
    assert is_neighbour_consultation("120 dwellings", application_type)


@pytest.mark.parametrize(
    ("description", "application_type"),
    [
        ("Erection of a fence adjoining the council offices", None),
        ("Single storey rear extension adjoining the boundary", "Householder"),
        ("Larger home extension under the neighbour consultation scheme", "Neighbour Consultation Scheme"),
        ("Neighbour consultation scheme: rear extension of 6 m", "Prior approval"),
        ("Consultation from Network Rail under Part 18 for works to a bridge", None),
        ("Consultation from Network Rail for works beside the council depot", None),
        ("Change of use from medical consultation rooms to a dwelling", None),
        ("Use of the hall for public consultation by neighbouring councils", None),
        ("Screening opinion", "Consultation"),
        ("", None),
        ("", ""),
    ],
)
def test_a_councils_own_case_is_left_alone(description: str, application_type: str | None) -> None:
    assert not is_neighbour_consultation(description, application_type)


@given(description=st.text(max_size=300), application_type=st.none() | st.text(max_size=50))
def test_no_words_are_too_odd_to_judge(description: str, application_type: str | None) -> None:
    is_neighbour_consultation(description, application_type)
    is_neighbour_consultation(f"Consultation from {description}", application_type)
