"""What the settings of an ArcGIS feed may say, and what they ask for."""

from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import arcgis
from scheduler.feeds.arcgis_settings import ArcgisSettings
from scheduler.feeds.mapped_settings import Columns
from scheduler.request import Request
from tests.unit.scheduler.feeds.arcgis_cases import (
    DOWNLOAD,
    LAYER,
    a_layer,
    page_request,
    uniform,
)
from tests.unit.scheduler.feeds.cases import TODAY

REPEATED_COLUMNS = {"reference": "A", "description": "B", "address": "B"}


def test_a_poll_asks_first_how_many_rows_there_are() -> None:
    assert arcgis.first_request(uniform(where="DATEAPRECV > DATE '2026-01-01'"), "", TODAY) == Request(
        f"{LAYER}/query",
        (("where", "DATEAPRECV > DATE '2026-01-01'"), ("returnCountOnly", "true"), ("f", "json")),
        step="count",
    )


def test_a_page_asks_for_everything_in_degrees_and_in_order() -> None:
    feed = uniform(where="DCSTAT <> 'WDN'", order="FID", page_size=500, format="json")
    request = page_request(feed, total=2340)
    assert request.url == f"{LAYER}/query"
    assert request.params == (
        ("where", "DCSTAT <> 'WDN'"),
        ("outFields", "*"),
        ("outSR", "4326"),
        ("f", "json"),
        ("resultOffset", "0"),
        ("resultRecordCount", "500"),
        ("orderByFields", "FID"),
    )
    assert not request.tells_all


@pytest.mark.parametrize("url", [LAYER, f"{LAYER}/", f"{LAYER}/query", f"{LAYER}/query/"])
def test_a_layers_address_may_end_as_it_is_found(url: str) -> None:
    assert arcgis.first_request(uniform(url), "", TODAY).url == f"{LAYER}/query"


def test_what_an_address_asks_for_besides_stays() -> None:
    url = arcgis.first_request(uniform(f"{LAYER}/query?token=abc"), "", TODAY).url
    assert url == f"{LAYER}/query?token=abc"


def test_a_feed_covers_its_one_authority() -> None:
    assert arcgis.authorities(uniform()) == {"E10000014"}
    assert arcgis.first_request(uniform(DOWNLOAD), "", TODAY) == Request(DOWNLOAD, tells_all=True)


@pytest.mark.parametrize(
    ("wrong", "key", "told"),
    [
        ({}, "columns", 'or write preset = "uniform"'),
        ({"columns": {"reference": "Ref"}}, "columns", "the reference and the description"),
        (
            {"preset": "uniform", "columns": {"reference": ""}},
            "columns",
            "the reference and the description",
        ),
        ({"columns": REPEATED_COLUMNS}, "columns", "“B” is given for description and address"),
        (
            {"preset": "uniform", "columns": {"address": "PROPOSAL"}},
            "columns",
            "“PROPOSAL” is given for description and address",
        ),
        ({"preset": "uniform", "columns": {"adress": "A"}}, "columns", "Extra inputs"),
        ({"preset": "idox"}, "preset", "'' or 'uniform'"),
        ({"preset": "uniform", "format": "xlsx"}, "format", "'geojson', 'json' or 'csv'"),
        ({"preset": "uniform", "where": ""}, "where", "one line"),
        ({"preset": "uniform", "where": "1=1\n"}, "where", "one line"),
        ({"preset": "uniform", "where": "1" * 1001}, "where", "1000 characters"),
        ({"preset": "uniform", "order": "a; b"}, "order", "pattern"),
        ({"preset": "uniform", "order": ""}, "order", "pattern"),
        ({"preset": "uniform", "page_size": 0}, "page_size", "greater than or equal to 1"),
        ({"preset": "uniform", "page_size": 10_001}, "page_size", "less than or equal to 10000"),
        ({"preset": "uniform", "standings": {"PCO": "pending"}}, "standings", "none of"),
        ({"preset": "uniform", "types": {"HOU": "house"}}, "types", "none of"),
        ({"preset": "uniform", "dates": []}, "dates", "at least 1"),
        ({"preset": "uniform", "link": "ftp://x/{key}"}, "link", "pattern"),
        ({"preset": "uniform", "pagesize": 3}, "pagesize", "Extra inputs"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_their_key(
    wrong: dict[str, Any], key: str, told: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ArcgisSettings(**wrong)
    (fault,) = refused.value.errors()
    assert fault["loc"][0] == key
    assert told in fault["msg"]


def test_these_are_the_defaults() -> None:
    settings = a_layer(columns={"reference": "A", "description": "B"}).settings
    assert (settings.format, settings.where, settings.order, settings.page_size) == (
        "geojson", "1=1", "OBJECTID", 2000,
    )  # fmt: skip
    assert list(settings.dates) == ["epoch-ms", "yyyy/mm/dd", "yyyy-mm-dd"]
    assert (settings.preset, settings.filled().unread) == ("", ())


def test_every_setting_says_in_one_line_what_it_is() -> None:
    for fields in (ArcgisSettings.model_fields, Columns.model_fields):
        assert [name for name, field in fields.items() if not field.description] == []
