"""Applications as files: CSV, GeoJSON and JSON Lines."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from alerts.domain.application import Site, SitePrecision
from alerts.syndication.columns import ALL
from alerts.syndication.record import COLUMNS, centre, geometry
from tests.factories import an_application
from tests.unit.syndication.records import a_batch, as_csv, as_geojson, as_jsonl, written

LOCATED = an_application()
UNLOCATED = an_application(2, site=None)


def test_the_columns_are_those_of_the_register_and_no_others() -> None:
    assert COLUMNS == (
        "authority", "reference", "description", "address", "postcode", "uprn", "application_type",
        "application_type_raw", "status", "status_raw", "decision", "decision_raw", "received_date", "valid_date",
        "consultation_start_date", "consultation_end_date", "decision_date", "withdrawn_date", "appeal_raw",
        "appeal_start_date", "appeal_decision_raw", "appeal_decision_date", "is_major", "url", "extent",
        "site_precision", "feed",
    )  # fmt: skip


def test_a_row_of_csv_says_what_the_application_says() -> None:
    (row,) = as_csv(LOCATED)
    assert row == dict.fromkeys([column.name for column in ALL], "") | {
        "authority": "E09000007",
        "reference": "2026/0123/P",
        "description": "Erection of a single storey rear extension",
        "address": "14 Falkland Road, London",
        "postcode": "NW5 2AA",
        "application_type": "hh",
        "application_type_raw": "Householder Application",
        "status": "undetermined",
        "status_raw": "Registered",
        "received_date": "2026-06-01",
        "valid_date": "2026-06-03",
        "url": "https://planning.example/681001",
        "extent": "extent-unchecked",
        "site_precision": "point",
        "feed": "camden",
        "authority_name": "Camden",
        "ward_code": "E05013658",
        "ward_vintage": "2025",
        "licence": "Open Government Licence v3.0",
        "licence_url": "https://licence.example/3",
        "page": "https://alerts.example/applications/E09000007/2026/0123/P",
        "first_noticed_at": "2026-06-04T02:10:00+00:00",
        "changed_at": "2026-06-05T02:10:00.123456+00:00",
        "longitude": "-0.13985",
        "latitude": "51.553635",
    }


def test_an_application_without_a_place_has_empty_cells_and_a_null_geometry() -> None:
    (row,) = as_csv(UNLOCATED)
    assert (row["longitude"], row["latitude"]) == ("", "")
    assert as_geojson(UNLOCATED)["features"][0]["geometry"] is None
    assert as_jsonl(UNLOCATED)[0]["geometry"] is None


def test_no_application_makes_a_whole_file_all_the_same() -> None:
    assert as_csv() == []
    assert as_geojson() == {"type": "FeatureCollection", "features": []}
    assert as_jsonl() == []


@pytest.mark.fault("W-19")
@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠SUM(A1)", "﹦1"),
        *("  =1", '"=1', ' " "=1', "\ufeff=1", "\ufeff =1", "'=1", " '=1", "\xa0=1", "\u200b=1", "\u3000=1"),
        *("\x0b=1", "\x0c=1", "\x1f=1", "\x85=1", "\u202e=1", "\u2066=1", "\t", " \n", "=", "\xad@A1"),
    ],
)
@pytest.mark.parametrize("field", ["description", "address", "reference"])
def test_no_text_runs_as_a_formula(field: str, text: str) -> None:
    (row,) = as_csv(an_application(**{field: text}))
    assert row[field] == "'" + text


@pytest.mark.fault("W-19")
def test_a_null_character_cannot_hide_a_formula() -> None:
    (row,) = as_csv(an_application(description="\x00=1+1"))
    assert row["description"] == "'=1+1"


@pytest.mark.fault("W-19")
@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1))
def test_taking_one_apostrophe_off_gives_back_what_the_register_says(text: str) -> None:
    (row,) = as_csv(an_application(description=text))
    assert row["description"].removeprefix("'") == text
    assert unicodedata.normalize("NFKC", row["description"])[0] not in "=+-@\t\r\n"


@pytest.mark.fault("W-19")
@pytest.mark.parametrize("text", ["A shed = small", "10-12 High Street", "Flat 1+2", "no@example", "“=1”"])
def test_a_sign_further_on_is_left_alone(text: str) -> None:
    (row,) = as_csv(an_application(description=text))
    assert row["description"] == text


@pytest.mark.fault("W-19")
def test_numbers_stay_numbers() -> None:
    assert written("csv", a_batch(LOCATED)).endswith(b",-0.13985,51.553635\r\n")


@pytest.mark.fault("W-19")
@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)"])
def test_json_is_left_as_it_is(text: str) -> None:
    application = an_application(description=text)
    assert as_geojson(application)["features"][0]["properties"]["description"] == text
    assert as_jsonl(application)[0]["description"] == text


def test_quotes_commas_and_line_ends_come_back_from_csv() -> None:
    (row,) = as_csv(an_application(description='Two "storeys", one\nbasement — £5'))
    assert row["description"] == 'Two "storeys", one\nbasement — £5'


def test_a_feature_is_named_and_placed_longitude_first() -> None:
    (feature,) = as_geojson(LOCATED)["features"]
    assert feature["type"] == "Feature"
    assert feature["id"] == "E09000007/2026/0123/P"
    assert feature["geometry"] == {"type": "Point", "coordinates": [-0.13985, 51.553635]}
    assert feature["properties"]["received_date"] == "2026-06-01"
    assert feature["properties"]["decision"] is None


def test_a_boundary_keeps_its_outline_to_six_decimals() -> None:
    outlined = an_application(site=Site(box(529_000, 185_500, 529_100, 185_600), SitePrecision.BOUNDARY))
    shape = geometry(outlined)
    assert shape is not None
    assert shape["type"] == "Polygon"
    assert len(shape["coordinates"][0]) == 5
    assert all(round(number, 6) == number for corner in shape["coordinates"][0] for number in corner)
    assert centre(outlined) == (-0.139976, 51.554087)


@pytest.mark.parametrize(("is_major", "cell"), [(True, "true"), (False, "false"), (None, "")])
def test_yes_and_no_are_the_same_in_every_format(is_major: bool | None, cell: str) -> None:
    application = an_application(is_major=is_major)
    assert as_csv(application)[0]["is_major"] == cell
    assert as_geojson(application)["features"][0]["properties"]["is_major"] is is_major
    assert as_jsonl(application)[0]["is_major"] is is_major


def test_a_line_of_json_lines_is_one_application() -> None:
    first, second = as_jsonl(LOCATED, UNLOCATED)
    assert (first["reference"], second["reference"]) == ("2026/0123/P", "2026/0002/P")
    assert first["geometry"] == {"type": "Point", "coordinates": [-0.13985, 51.553635]}
