"""Fields and columns of an ArcGIS feed that drift: each costs what it held, and the counts stay exact."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from scheduler.feeds.arcgis_settings import ArcgisSettings
from scheduler.feeds.kind import Feed
from tests.unit.scheduler.feeds.arcgis_cases import (
    a_good_esri,
    download,
    feature,
    own_columns,
    parse,
    reason_of,
    snapshot_features,
    uniform,
    wrapped,
)
from tests.unit.scheduler.feeds.cases import assert_counts_add_up, payload, samples
from tests.unit.scheduler.feeds.test_any_payload import DRIFTS


def features_at_hand() -> Iterator[tuple[Feed[ArcgisSettings], dict[str, Any], dict[str, Any]]]:
    """Good features of every shape there is with another of their layer: our own, and authentic ones if at hand."""
    for each in json.loads(payload("arcgis", "uniform_layer"))["features"][:6]:
        yield uniform(), each, feature(999)
    for each in json.loads(payload("arcgis", "own_columns_layer"))["features"][:5]:
        yield own_columns(), each, a_good_esri()
    for path in samples("york-arcgis"):
        yield from ((uniform(), each, feature(999)) for each in snapshot_features(path)[:2])


def drifted(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The record with each of its fields, and each of its columns, drifted in every way."""
    inner = "properties" if "properties" in record else "attributes"
    for drift in DRIFTS:
        yield from (drift(record, name) for name in record)
        yield from ({**record, inner: drift(record[inner], name)} for name in record[inner])
        if isinstance(record.get("geometry"), dict):
            yield from (
                {**record, "geometry": drift(record["geometry"], name)} for name in record["geometry"]
            )


@pytest.mark.fault("F-17")
def test_any_field_may_drift_in_any_way_and_the_counts_stay_exact() -> None:
    for feed, record, other in features_at_hand():
        features = [*drifted(record), other]
        page = parse(feed, wrapped(features), total=len(features))
        assert_counts_add_up(page)
        assert page.fetched == len(features)
        assert page.applications[-1].reference in ("26/00999/FUL", "DC/26/0999")


@pytest.mark.fault("F-17")
def test_any_column_of_a_download_may_drift_and_the_counts_stay_exact() -> None:
    files = [payload("arcgis", "uniform_download", "csv")]
    files += [path.read_bytes() for path in samples("york-arcgis", "csv")]
    for whole in files:
        header, first, second, *_ = csv.reader(io.StringIO(whole.decode("utf-8-sig")))
        for number, name in enumerate(header):
            for renamed, value in (
                ("NEW", first[number]),
                (name, "something new"),
                (name, ""),
                (name, "-1.5e300"),
            ):
                names = [*header[:number], renamed, *header[number + 1 :]]
                row = [*first[:number], value, *first[number + 1 :]]
                answer = csv_of(names, row, second)
                if renamed == "NEW" and name in ("KEYVAL", "REFVAL", "PROPOSAL"):
                    assert reason_of(download(), answer) == "missing-column"
                else:
                    page = parse(download(), answer)
                    assert_counts_add_up(page)
                    assert page.fetched == 2
                    assert page.applications[-1].feed_key == second[header.index("KEYVAL")]


def csv_of(*rows: list[str]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


@pytest.mark.fault("F-17")
def test_columns_may_come_in_any_order() -> None:
    for feed, record, _ in features_at_hand():
        inner = "properties" if "properties" in record else "attributes"
        turned = {**record, inner: {name: record[inner][name] for name in reversed(record[inner])}}
        as_it_was, as_it_is = (parse(feed, wrapped([each])).applications for each in (record, turned))
        assert as_it_was == as_it_is
