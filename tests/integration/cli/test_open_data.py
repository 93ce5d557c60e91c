"""`export`, `boundaries` and `postcodes`: data in and out."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from alerts.cli.installation import Installation
from alerts.db import boundaries
from geo.boundaries import BoundaryKind
from tests.integration.cli.conftest import Council, Run, a_row, days_ago, run_command
from tests.rig.feed import Asked
from tests.rig.feed_answers import Answer, json_answer, status


@pytest.fixture
def published(ready: Run, council: Council) -> Run:
    council.publish(
        a_row(1, development_description="=HYPERLINK(1)"),
        a_row(2, easting="", northing="", development_address="Unknown"),
        a_row(3, registered_date=days_ago(200), valid_from_date=days_ago(200)),
        a_row(4, development_description="Test"),
    )
    ready("poll")
    return ready


def read_csv(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


def test_the_export_comes_back_the_same_in_every_format(published: Run, tmp_path: Path) -> None:
    for name in ("csv", "geojson", "jsonl", "parquet"):
        done = published("export", "--format", name, "-o", tmp_path / f"x.{name}")
        assert (done.status, done.out) == (0, "")
        assert done.err.endswith(f" %\nWrote 3 applications to {tmp_path / f'x.{name}'}.\n")
    rows = read_csv(tmp_path / "x.csv")
    features = json.loads((tmp_path / "x.geojson").read_text())["features"]
    lines = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    references = ["2026/0001/P", "2026/0002/P", "2026/0003/P"]
    assert [row["reference"] for row in rows] == references
    assert [feature["properties"]["reference"] for feature in features] == references
    assert [line["reference"] for line in lines] == references
    assert pq.read_table(tmp_path / "x.parquet")["reference"].to_pylist() == references
    assert [feature["geometry"] for feature in features] == [line["geometry"] for line in lines]
    assert [features[0]["geometry"]["coordinates"][axis] for axis in (0, 1)] == [
        float(rows[0]["longitude"]),
        float(rows[0]["latitude"]),
    ]
    assert (rows[1]["longitude"], features[1]["geometry"]) == ("", None)


@pytest.mark.fault("W-19")
def test_a_formula_is_disarmed_in_csv_and_left_alone_in_json(published: Run, tmp_path: Path) -> None:
    published("export", "--format", "csv", "-o", tmp_path / "x.csv")
    published("export", "--format", "jsonl", "-o", tmp_path / "x.jsonl")
    assert read_csv(tmp_path / "x.csv")[0]["description"] == "'=HYPERLINK(1)"
    assert json.loads((tmp_path / "x.jsonl").read_text().splitlines()[0])["description"] == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--since", days_ago(30)[:10]], 2),
        (["--authority", "E09000007"], 3),
        (["--authority", "E09000019"], 0),
    ],
)
def test_an_export_may_be_of_one_authority_or_since_a_day(
    published: Run, tmp_path: Path, options: list[str], count: int
) -> None:
    published("export", "--format", "csv", *options, "-o", tmp_path / "x.csv")
    assert len(read_csv(tmp_path / "x.csv")) == count


@pytest.mark.fault("K-11")
def test_an_export_replaces_the_file_whole_and_leaves_nothing_beside_it(
    published: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "x.csv").write_text("the old file")
    published("export", "--format", "csv", "-o", folder / "x.csv")
    assert [file.name for file in folder.iterdir()] == ["x.csv"]
    assert len(read_csv(folder / "x.csv")) == 3


def test_an_export_that_cannot_be_written_ends_with_1(published: Run, tmp_path: Path) -> None:
    done = published("export", "--format", "csv", "-o", tmp_path / "nowhere" / "x.csv")
    assert done.status == 1
    assert done.err == (
        f"planning-alerts: {tmp_path / 'nowhere' / 'x.csv'} cannot be written: No such file or directory\n"
    )


@pytest.mark.parametrize("wrong", [["--format", "xls"], ["--format", "csv", "--since", "yesterday"]])
def test_an_unknown_format_or_day_is_wrong_usage(ready: Run, tmp_path: Path, wrong: list[str]) -> None:
    assert ready("export", *wrong, "-o", tmp_path / "x").status == 2


def test_the_files_are_made_listed_and_left_alone_where_nothing_changed(
    published: Run, tmp_path: Path
) -> None:
    done = published("files", "make")
    assert (done.status, done.out) == (0, "")
    assert done.err.endswith(f"Made 18 files of 3 applications and 0 changes in {tmp_path / 'open-data'}.\n")
    again = published("files", "make", "--json").json
    assert again.pop("bytes") > 1_000
    assert again.pop("seconds") >= 0
    assert again == {
        "folder": str(tmp_path / "open-data"), "applications": 3, "changes": 0, "files": 18, "written": 11,
    }  # fmt: skip
    listed = published("files", "list", "--json").json
    assert [each["name"] for each in listed if each["name"].endswith(".csv")] == [
        "applications.csv", "E09000007/applications.csv", "changes.csv",
    ]  # fmt: skip
    assert "E09000007/applications.parquet" in published("files", "list").out
    assert read_csv(tmp_path / "open-data" / "current" / "applications.csv")[0]["feed"] == "camden"


def test_files_that_cannot_be_made_end_with_1(published: Run, tmp_path: Path) -> None:
    (tmp_path / "open-data").write_text("in the way")
    done = published("files", "make")
    assert done.status == 1
    assert done.err == (
        f"planning-alerts: the files in {tmp_path / 'open-data'} cannot be made: File exists\n"
    )
    assert published("files", "list").out == "Nothing.\n"


def a_ward(code: str = "E05013658", name: str = "Kentish Town South", year: int = 22) -> dict[str, Any]:
    ring = [[-0.15, 51.55], [-0.14, 51.55], [-0.14, 51.56], [-0.15, 51.56], [-0.15, 51.55]]
    return {
        "type": "Feature",
        "properties": {f"WD{year}CD": code, f"WD{year}NM": name, f"LAD{year}CD": "E09000007"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def a_collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_boundaries_are_imported_and_imported_again(
    ready: Run, installation: Installation, tmp_path: Path
) -> None:
    file = tmp_path / "wards.geojson"
    file.write_text(json.dumps(a_collection(a_ward(), a_ward("E05013659", "Kentish Town North"))))
    for _ in range(2):
        done = ready("boundaries", "import", file, "--kind", "ward", "--vintage", "2022")
        assert (done.status, done.err) == (0, "Stored 2 boundaries.\n")
    with installation.database.reading() as session:
        assert boundaries.counts(session) == [("ward", 2022, 2)]
        found = boundaries.boundary(session, BoundaryKind.WARD, "E05013658")
    assert found is not None
    assert (found.name, found.parent, found.vintage) == ("Kentish Town South", "E09000007", 2022)


@pytest.mark.fault("G-07")
def test_the_newest_vintage_is_in_use(ready: Run, installation: Installation, tmp_path: Path) -> None:
    for year in (26, 22):
        file = tmp_path / f"{year}.geojson"
        file.write_text(json.dumps(a_collection(a_ward(name=f"Ward of {year}", year=year))))
        ready("boundaries", "import", file, "--kind", "ward", "--vintage", f"20{year}")
    with installation.database.reading() as session:
        assert boundaries.boundary(session, BoundaryKind.WARD, "E05013658").name == "Ward of 26"


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b'{"type":"FeatureCollection"}', b"\xff\xfe", b"[" * 9_000]
)
def test_what_is_no_boundaries_ends_with_1_and_stores_nothing(
    ready: Run, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "wards.geojson"
    file.write_bytes(content)
    done = ready("boundaries", "import", file, "--kind", "ward", "--vintage", "2026")
    assert done.status == 1
    assert "Export it again as GeoJSON" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [["none.geojson", "--kind", "ward", "--vintage", "2026"], ["--kind", "ward"], ["--kind", "parish"]],
)
def test_wrong_usage_of_the_import_ends_with_2(ready: Run, arguments: list[str]) -> None:
    assert ready("boundaries", "import", *arguments).status == 2


def test_boundaries_are_fetched_from_the_service(
    ready: Run, council: Council, config: Path, installation: Installation
) -> None:
    service = "/arcgis/WD_DEC_2025_UK_BGC/FeatureServer/0/query"

    def answer(asked: Asked) -> Answer:
        assert asked.query["where"] == "LAD25CD IN ('E09000007')"
        return json_answer(
            {"count": 1} if "returnCountOnly" in asked.query else a_collection(a_ward(year=25))
        )

    council.rig.on("GET", service, answer)
    config.write_text(config.read_text() + f'[boundaries]\nons_url = "{council.rig.url}/arcgis"\n')
    done = ready("boundaries", "fetch", "--kind", "ward", "--authority", "E09000007")
    assert (done.status, done.err) == (0, "Stored 1 boundaries.\n")
    with installation.database.reading() as session:
        assert boundaries.counts(session) == [("ward", 2025, 1)]


@pytest.mark.parametrize("answer", [status(404), json_answer({"error": {"message": "Invalid query"}})])
def test_a_service_that_fails_ends_with_1(ready: Run, council: Council, config: Path, answer: Answer) -> None:
    council.rig.on("GET", "/arcgis/WD_DEC_2025_UK_BGC/FeatureServer/0/query", answer)
    config.write_text(config.read_text() + f'[boundaries]\nons_url = "{council.rig.url}/arcgis"\n')
    done = ready("boundaries", "fetch", "--kind", "ward")
    assert done.status == 1
    assert "ONS service" in done.err
    assert done.err.count("\n") == 1


def test_the_status_of_the_gazetteer(run: Run, gazetteer: Path) -> None:
    status_of = run("postcodes", "status", "--json").json
    assert status_of == {
        "path": str(gazetteer),
        "vintage": "Code-Point Open, October 2024",
        "live": 3,
        "unlisted": 0,
    }
    words = run("postcodes", "status").out
    assert "live: 3\n" in words
    assert "Contains OS data © Crown copyright and database right 2024." in words


def test_without_a_gazetteer_the_status_names_the_command(run: Run, config: Path, gazetteer: Path) -> None:
    config.write_text(config.read_text().replace(str(gazetteer), "nowhere.sqlite"))
    done = run("postcodes", "status")
    assert done.status == 1
    assert "planning-alerts postcodes build" in done.err


def test_a_gazetteer_that_is_there_is_not_built_again(run: Run, gazetteer: Path) -> None:
    before = gazetteer.stat().st_mtime_ns
    assert run("postcodes", "build", "--if-missing").status == 0
    assert gazetteer.stat().st_mtime_ns == before


def test_the_status_of_the_gazetteer_needs_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANNING_ALERTS_CONFIG", raising=False)
    assert run_command("postcodes", "status").status in (0, 1)
