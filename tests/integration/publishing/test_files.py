"""The files of open data: what stands in them, for each authority and for all, in every format alike."""

import hashlib
import json
import subprocess
from pathlib import Path

import duckdb
import geopandas
import pyarrow.parquet as pq
import pytest
from sqlalchemy import event, select

from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.syndication.columns import ALL
from tests.factories import CAMDEN, ISLINGTON
from tests.integration.publishing.conftest import NIGHT, ORIGIN, Works

ALLOWED = {
    "authority", "authority_name", "reference", "description", "address", "postcode", "uprn", "application_type",
    "application_type_raw", "status", "status_raw", "decision", "decision_raw", "received_date", "valid_date",
    "consultation_start_date", "consultation_end_date", "decision_date", "withdrawn_date", "appeal_raw",
    "appeal_start_date", "appeal_decision_raw", "appeal_decision_date", "is_major", "url", "extent",
    "site_precision", "feed", "other_feeds", "ward_code", "ward_vintage", "licence", "licence_url", "page",
    "first_noticed_at", "changed_at", "longitude", "latitude", "geometry", "bbox",
}  # fmt: skip
"""All that may ever be published of an application. Whoever adds to it says why it is about nobody."""
ALLOWED_OF_CHANGES = {
    "log_no", "noticed_at", "kind", "authority", "reference", "differences", "feed", "licence", "licence_url", "page",
}  # fmt: skip

pytestmark = pytest.mark.usefixtures("register")


def test_there_are_files_of_each_authority_and_of_all(works: Works) -> None:
    made = works.make()
    endings = ("csv", "csv.gz", "geojson", "geojson.gz", "jsonl", "jsonl.gz", "parquet")
    stems = ("applications", f"{CAMDEN}/applications", f"{ISLINGTON}/applications")
    logs = [
        f"{stem}.{ending}"
        for stem in ("changes", "changes/2026-05")
        for ending in endings
        if ending[0] in "cj"
    ]
    assert [each.name for each in made.files] == [
        *(f"{stem}.{ending}" for stem in stems for ending in endings),
        *logs,
    ]
    assert {each.name: each.rows for each in made.files if each.name.endswith(".csv")} == {
        "applications.csv": 4,
        f"{CAMDEN}/applications.csv": 3,
        f"{ISLINGTON}/applications.csv": 1,
        "changes.csv": 4,
        "changes/2026-05.csv": 4,
    }


def test_every_format_of_every_file_holds_the_same_records(works: Works) -> None:
    works.make()
    for stem, references in {
        "applications": ["2026/0001/P", "2026/0002/P", "2026/0003/P", "2026/0004/P"],
        f"{CAMDEN}/applications": ["2026/0001/P", "2026/0002/P", "2026/0003/P"],
        f"{ISLINGTON}/applications": ["2026/0004/P"],
    }.items():
        lines = works.jsonl(f"{stem}.jsonl")
        assert [each["reference"] for each in lines] == references
        features = json.loads(works.text(f"{stem}.geojson"))["features"]
        assert [{**each["properties"], "geometry": each["geometry"]} for each in features] == lines
        table = pq.read_table(works.current / f"{stem}.parquet").to_pylist()
        for row, line, cells in zip(table, lines, works.csv(f"{stem}.csv"), strict=True):
            for column in ALL:
                value, said = row[column.name], line[column.name]
                assert (value.isoformat() if hasattr(value, "isoformat") else value) == said, column.name
                shown = "" if said is None else str(said).lower() if isinstance(said, bool) else str(said)
                assert cells[column.name].removeprefix("'") == shown, column.name
        for ending in ("csv", "geojson", "jsonl"):
            assert works.text(f"{stem}.{ending}.gz") == works.text(f"{stem}.{ending}")


def test_a_record_tells_its_licence_its_source_its_ward_and_its_times(works: Works) -> None:
    works.make()
    first, second, third, fourth = works.jsonl("applications.jsonl")
    told = ("authority_name", "feed", "licence", "licence_url", "ward_code", "page", "first_noticed_at")
    assert [first[name] for name in told] == [
        "Camden", "camden", "Open Government Licence v3.0", "https://licence.example/3", "E05013658",
        "https://alerts.example/applications/E09000007/2026/0001/P", "2026-06-01T09:00:00+00:00",
    ]  # fmt: skip
    assert [each["ward_code"] for each in (second, third)] == [None, None]
    assert (fourth["licence"], fourth["licence_url"], fourth["feed"]) == (None, None, "london")


def test_a_record_names_the_source_for_which_no_licence_is_stated(works: Works, database: Database) -> None:
    with database.writing() as session:
        row = session.scalars(select(ApplicationRow).where(ApplicationRow.reference == "2026/0001/P")).one()
        row.sources = {"address": "london"}
    works.make()
    first = works.jsonl("applications.jsonl")[0]
    assert (first["licence"], first["licence_url"]) == (
        "Open Government Licence v3.0; not stated for london", None,
    )  # fmt: skip


def test_the_sums_are_right_and_sha256sum_takes_them(works: Works) -> None:
    made = works.make()
    for each in made.files:
        data = (works.current / each.name).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (each.bytes, each.sha256), each.name
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=works.current, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.count(": OK\n")) == (0, len(made.files))


def test_geopandas_and_duckdb_read_the_places(works: Works) -> None:
    works.make()
    frame = geopandas.read_parquet(works.current / "applications.parquet")
    assert frame.crs.to_string() == "OGC:CRS84"
    assert [point and (point.x, point.y) for point in frame.geometry] == [
        (-0.13985, 51.553635), None, (-0.111884, 51.553189), (-0.13985, 51.553635),
    ]  # fmt: skip
    east = geopandas.read_parquet(works.current / "applications.parquet", bbox=(-0.12, 51, 0, 52))
    assert east["reference"].tolist() == ["2026/0003/P"]
    told = geopandas.read_file(works.current / "applications.geojson")
    assert told.geometry.to_wkt().tolist() == frame.geometry.to_wkt().tolist()
    query = f"""SELECT reference, received_date::VARCHAR, changed_at AT TIME ZONE 'UTC', bbox.xmin
        FROM '{works.current}/applications.parquet' WHERE bbox.xmin > -0.12"""
    assert [str(value) for value in duckdb.sql(query).fetchall()[0]] == [
        "2026/0003/P", "2026-06-01", "2026-06-01 09:00:00", "-0.111884",
    ]  # fmt: skip
    counted = duckdb.sql(f"SELECT count(*) FROM read_csv('{works.current}/applications.csv.gz')").fetchall()[
        0
    ]
    assert counted == (4,)


def test_geoparquet_says_what_its_geometries_are(works: Works) -> None:
    works.make()
    said = json.loads(pq.read_schema(works.current / "applications.parquet").metadata[b"geo"])
    column = said["columns"]["geometry"]
    assert (said["version"], said["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert (column["geometry_types"], column["orientation"]) == (["Point"], "counterclockwise")
    assert column["bbox"] == [-0.13985, 51.553189, -0.111884, 51.553635]
    assert column["covering"]["bbox"]["ymax"] == ["bbox", "ymax"]


@pytest.mark.fault("W-20")
@pytest.mark.fault("P-07")
def test_nothing_but_what_is_allowed_is_published(works: Works) -> None:
    works.make()
    for line in works.jsonl("applications.jsonl"):
        assert set(line) <= ALLOWED
    assert set(works.csv("applications.csv")[0]) <= ALLOWED
    assert set(pq.read_schema(works.current / "applications.parquet").names) == ALLOWED
    assert set(works.csv("changes.csv")[0]) == set(works.jsonl("changes.jsonl")[0]) == ALLOWED_OF_CHANGES
    assert {each.name for each in ALL} == ALLOWED - {"geometry", "bbox"}


@pytest.mark.fault("W-20")
def test_no_table_that_knows_people_is_read(works: Works, database: Database) -> None:
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    works.make()
    known = ("application", "boundary", "change", "PRAGMA cache_size", "BEGIN DEFERRED")
    assert asked
    for statement in asked:
        assert any(word in statement for word in known), statement
        for table in ("subscri", "watch_area", "alert", "email", "suppression", "shape", "counter"):
            assert table not in statement, statement


def test_what_is_held_back_is_in_no_file(works: Works) -> None:
    made = works.make()
    for each in made.files:
        if not each.name.endswith(".parquet"):
            assert "2026/0005/P" not in works.text(each.name), each.name
    for path in works.current.rglob("*.parquet"):
        assert "2026/0005/P" not in pq.read_table(path)["reference"].to_pylist()


def test_the_manifest_tells_when_and_what(works: Works) -> None:
    made = works.make()
    said = json.loads((works.current / "files.json").read_text())
    assert (said["made_at"], said["is_demonstration"], said["last_log_no"]) == (
        "2026-06-11T01:15:00+00:00", False, made.last_log_no,
    )  # fmt: skip
    (first, *_) = said["files"]
    assert first["name"] == "applications.csv"
    assert first["rows"] == 4
    assert first["changed_at"] == "2026-06-01T09:00:00+00:00"
    assert first["sha256"] == hashlib.sha256((works.current / "applications.csv").read_bytes()).hexdigest()
    assert {each.made_at for each in made.files} == {NIGHT}


def test_a_demonstration_says_so_in_every_record(works: Works) -> None:
    from dataclasses import replace

    made = works.make(origin=replace(ORIGIN, is_demonstration=True))
    assert made.is_demonstration
    words = "Demonstration data: invented, no council has received it"
    for name in ("applications.csv", "changes.csv"):
        assert {row["licence"] for row in works.csv(name)} == {words}
    assert set(pq.read_table(works.current / "applications.parquet")["licence"].to_pylist()) == {words}


def test_an_empty_register_has_whole_files_too(tmp_path: Path) -> None:
    from alerts.services.publishing import Press
    from tests.factories import a_database

    (tmp_path / "other").mkdir()
    empty = a_database(tmp_path / "other")
    works = Works(Press(empty, tmp_path / "other" / "files", ORIGIN, lambda: NIGHT))
    works.make()
    assert (works.csv("applications.csv"), works.jsonl("applications.jsonl")) == ([], [])
    assert json.loads(works.text("applications.geojson")) == {"type": "FeatureCollection", "features": []}
    assert works.csv("changes.csv") == []
    assert works.text("changes.jsonl.gz") == works.text("changes.jsonl") == ""
    assert len(geopandas.read_parquet(works.current / "applications.parquet")) == 0
    empty.engine.dispose()
