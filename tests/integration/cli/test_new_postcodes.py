"""`postcodes fetch` and `compare` against a server that speaks as Ordnance Survey's downloads do."""

import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from alerts.cli import code_point
from alerts.cli.installation import Installation
from alerts.db import vintages
from alerts.db.tables import AreaQuestionRow
from alerts.domain.new_vintage import NewPostcodes, Touched
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import watch_area
from geo import gazetteer_sources
from geo.gazetteer import Gazetteer
from geo.gazetteer_sources import PackagedDirectory
from geo.postcode import parse_postcode
from tests.factories import subscribe
from tests.integration.cli.conftest import Council, Run
from tests.integration.cli.test_pipeline import letters
from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer, gzip_bomb, json_answer, redirect, status

ROWS = {"NW5 1TL": (529_000, 185_500), "NW5 2AA": (529_300, 185_500), "NW5 3AE": (529_000, 185_900)}


@dataclass
class Downloads:
    """Ordnance Survey's service: a product, the list of its files, and a file behind a redirect, in parts or whole."""

    rig: FeedRig
    rows: dict[str, tuple[int, int]] = field(default_factory=lambda: dict(ROWS))
    has_parts: bool = True
    md5: str | None = None
    breaks_after: int | None = None
    """So many parts are given before the server is gone."""

    def __post_init__(self) -> None:
        self.rig.on("GET", "/CodePointOpen", json_answer({"id": "CodePointOpen", "version": "2026-11"}))
        self.rig.on("GET", "/CodePointOpen/downloads", self._listed)
        self.rig.on("GET", "/files/codepo_gb.zip", self._file)

    @property
    def url(self) -> str:
        return f"{self.rig.url}/CodePointOpen"

    @property
    def archive(self) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            for postcode, (east, north) in self.rows.items():
                row = f'"{postcode}",10,{east},{north},"E92000001","E19000003","E18000007","","E09000007","E05013658"'
                file.writestr(
                    zipfile.ZipInfo(f"codepo_gb/Data/CSV/n{len(file.namelist())}.csv"), row + "\r\n"
                )
        return packed.getvalue()

    def _listed(self, asked: Asked) -> Answer:
        if "redirect" in asked.query:
            return redirect(f"{self.rig.url}/files/codepo_gb.zip", 307)
        url = f"{self.url}/downloads?area=GB&format=CSV&redirect"
        csv = {
            "md5": self.md5 or hashlib.md5(self.archive).hexdigest(),
            "size": len(self.archive),
            "url": url,
        }
        return json_answer(
            [
                {
                    "area": "GB",
                    "format": "GeoPackage",
                    "fileName": "codepo_gb.gpkg.zip",
                    **csv,
                    "md5": "0" * 32,
                },
                {"area": "GB", "format": "CSV", "fileName": "codepo_gb.zip", **csv},
            ]
        )

    def _file(self, asked: Asked) -> Answer:
        wanted = asked.headers.get("range")
        if not self.has_parts or wanted is None:
            return Answer(self.archive)
        if self.breaks_after is not None:
            self.breaks_after -= 1
            if self.breaks_after < 0:
                return status(404)
        first, last = map(int, wanted.removeprefix("bytes=").split("-"))
        part = self.archive[first : last + 1]
        return Answer(part, 206, (("Content-Range", f"bytes {first}-{last}/{len(self.archive)}"),))


@pytest.fixture
def service(council: Council) -> Downloads:
    return Downloads(council.rig)


@pytest.fixture
def own(config: Path, gazetteer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gazetteer of this test's own; of the directory of all postcodes nothing is read, which takes a minute."""
    path = tmp_path / "own" / "own.sqlite"
    path.parent.mkdir()
    shutil.copyfile(gazetteer, path)
    config.write_text(config.read_text().replace(str(gazetteer), str(path)))
    monkeypatch.setattr("geo.gazetteer_build.packaged_directory", lambda: PackagedDirectory(tmp_path))
    return path


def watch(installation: Installation, email: str, name: str) -> None:
    with installation.database.writing() as session:
        subscribe(session, email, watch_area(session, installation.places, parse_area_name(name)))


def asked(installation: Installation) -> list[tuple[str, str, int]]:
    with installation.database.reading() as session:
        rows = session.scalars(select(AreaQuestionRow).order_by(AreaQuestionRow.id))
        return [(row.event, row.area, row.details["metres"]) for row in rows]


def ranges(service: Downloads) -> list[str | None]:
    return [each.headers.get("range") for each in service.rig.requests if each.path == "/files/codepo_gb.zip"]


def test_the_current_list_is_fetched_checked_and_taken(run: Run, service: Downloads, own: Path) -> None:
    service.rows["NW5 1TL"] = (529_001, 185_501)
    done = run("postcodes", "fetch", "--url", service.url)
    assert done.status == 0, done.err
    made = Gazetteer(own)
    assert (made.vintage, made.counts().live) == ("Code-Point Open, 2026-11", 3)
    assert made.find(parse_postcode("NW5 1TL")).easting == 529_001
    assert "Contains OS data © Crown copyright and database right 2026." in made.licence_lines
    assert sorted(path.name for path in own.parent.iterdir()) == ["fetched", "own.sqlite"]


def test_a_first_list_is_taken_where_there_is_none_yet(run: Run, service: Downloads, own: Path) -> None:
    own.unlink()
    assert run("postcodes", "fetch", "--url", service.url).status == 0
    assert Gazetteer(own).counts().live == 3


def test_a_server_that_gives_no_parts_is_read_whole(run: Run, service: Downloads, own: Path) -> None:
    service.has_parts = False
    assert run("postcodes", "fetch", "--url", service.url).status == 0
    assert Gazetteer(own).vintage == "Code-Point Open, 2026-11"


def test_a_fetch_that_broke_off_goes_on_where_it_was(
    run: Run, service: Downloads, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_point, "PART_BYTES", 200)
    service.breaks_after = 2
    done = run("postcodes", "fetch", "--url", service.url)
    assert (done.status, "could not be fetched" in done.err) == (1, True)
    assert Gazetteer(own).vintage == "Code-Point Open, October 2024"
    service.breaks_after = None
    service.rig.requests.clear()
    assert run("postcodes", "fetch", "--url", service.url).status == 0
    assert ranges(service)[0] == "bytes=400-599"
    assert Gazetteer(own).vintage == "Code-Point Open, 2026-11"


def test_a_file_of_another_checksum_is_thrown_away(run: Run, service: Downloads, own: Path) -> None:
    service.md5 = "f" * 32
    before = own.read_bytes()
    done = run("postcodes", "fetch", "--url", service.url)
    assert (done.status, "its MD5 is another than it must be" in done.err) == (1, True)
    assert own.read_bytes() == before
    assert list((own.parent / "fetched").iterdir()) == []


@pytest.mark.parametrize(
    ("product", "listed", "said"),
    [
        (status(404), status(404), "Code-Point Open could not be fetched: "),
        (json_answer([]), status(404), "names no version"),
        (json_answer({"version": "2026-11"}), json_answer([]), "lists no file of GB as CSV"),
        (json_answer({"version": "2026-11"}), Answer(b"<html>"), "does not speak JSON"),
        (
            json_answer({"version": "2026-11"}),
            json_answer(
                [{"area": "GB", "format": "CSV", "url": "https://x.example", "size": 5, "md5": "no"}]
            ),
            "without address, size or checksum",
        ),
        (
            json_answer({"version": "2026-11"}),
            json_answer(
                [{"area": "GB", "format": "CSV", "url": "https://x.example", "size": 10**9, "md5": "0" * 32}]
            ),
            "that is no Code-Point Open",
        ),
        (json_answer({"version": "2026-11"}), gzip_bomb(2**27), "could not be fetched"),
    ],
)
def test_a_service_that_answers_something_else_leaves_the_gazetteer_as_it_was(
    run: Run, service: Downloads, own: Path, product: Answer, listed: Answer, said: str
) -> None:
    service.rig.on("GET", "/CodePointOpen", product)
    service.rig.on("GET", "/CodePointOpen/downloads", listed)
    before = own.read_bytes()
    done = run("postcodes", "fetch", "--url", service.url)
    assert done.status == 1
    assert said in done.err
    assert "Traceback" not in done.err
    assert own.read_bytes() == before


def test_a_zip_that_would_unpack_without_end_is_not_unpacked(
    run: Run, service: Downloads, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gazetteer_sources, "_MOST_UNPACKED", 200)
    done = run("postcodes", "fetch", "--url", service.url)
    assert (done.status, "Nothing of it was read." in done.err) == (1, True)
    assert Gazetteer(own).vintage == "Code-Point Open, October 2024"


def test_a_list_with_far_fewer_postcodes_is_refused_without_anyway(
    ready: Run, service: Downloads, own: Path
) -> None:
    service.rows = {"NW5 1TL": ROWS["NW5 1TL"]}
    done = ready("postcodes", "fetch", "--url", service.url)
    assert (done.status, "3 live postcodes now, and only 1 came" in done.err) == (1, True)
    assert Gazetteer(own).counts().live == 3
    assert ready("postcodes", "fetch", "--anyway", "--url", service.url).status == 0
    assert Gazetteer(own).counts().live == 1


def test_what_would_change_is_told_and_kept_and_nothing_taken(
    ready: Run, service: Downloads, own: Path, installation: Installation
) -> None:
    watch(installation, "alice@example.com", "postcode:NW51TL:400")
    service.rows = {
        "NW5 1TL": (529_000, 185_650),
        "NW5 2AA": (529_350, 185_500),
        "NW5 9ZZ": (529_100, 185_100),
    }
    document: Any = ready("postcodes", "compare", "--json", "--url", service.url).json
    expected = NewPostcodes(
        vintage="Code-Point Open, 2026-11",
        former="Code-Point Open, October 2024",
        count_before=3,
        count_after=3,
        added=1,
        ended=1,
        moved=1,
        touched=Touched(None, None),
    )
    assert document == json.loads(json.dumps(document))
    assert {key: document[key] for key in ("added", "ended", "moved")} == {"added": 1, "ended": 1, "moved": 1}
    dry = ready("postcodes", "fetch", "--dry-run", "--url", service.url)
    assert "new: 1\nended: 1\nmoved more than 100 m: 1\n" in dry.out
    assert "touched: fewer than 5 areas of fewer than 5 people" in dry.out
    assert Gazetteer(own).vintage == "Code-Point Open, October 2024"
    assert asked(installation) == []
    with installation.database.reading() as session:
        (kept,) = vintages.compared(session)
    assert (kept.found, kept.taken_at) == (expected, None)


def test_who_watches_a_postcode_that_ended_or_moved_is_asked_once(
    ready: Run, service: Downloads, own: Path, installation: Installation, tmp_path: Path
) -> None:
    for name in ("NW51TL:400", "NW52AA:100", "NW53AE:0"):
        watch(installation, "alice@example.com", f"postcode:{name}")
    service.rows = {
        "NW5 1TL": (529_000, 185_650),
        "NW5 2AA": (529_340, 185_500),
        "NW5 9ZZ": (529_000, 185_900),
    }
    done = ready("postcodes", "fetch", "--url", service.url)
    assert "This changes fewer than 5 areas of fewer than 5 people" in done.err
    expected = [("moved", "postcode:NW51TL:400", 150), ("ended", "postcode:NW53AE:0", 0)]
    assert asked(installation) == expected
    ready("postcodes", "fetch", "--url", service.url)
    assert asked(installation) == expected
    ready("send")
    (letter,) = letters(tmp_path / "outbox")
    assert "The postcode NW5 1TL has moved" in letter
    assert "it lies 150 m from where it was when you asked" in " ".join(letter.split())
    assert "The postcode NW5 3AE has ended" in letter


def test_who_was_told_is_not_told_again_from_a_list_that_was_built_anew(
    ready: Run, service: Downloads, own: Path, installation: Installation
) -> None:
    packaged = own.read_bytes()
    watch(installation, "alice@example.com", "postcode:NW51TL:400")
    service.rows |= {
        "NW5 1TL": (529_000, 185_650),
        "NW5 3AE": (529_300, 185_900),
        "NW5 3AF": (529_000, 185_900),
    }
    ready("postcodes", "fetch", "--url", service.url)
    watch(installation, "bob@example.com", "postcode:NW51TL:400")
    watch(installation, "bob@example.com", "postcode:NW53AE:0")
    own.write_bytes(packaged)
    service.rows["NW5 3AG"] = (529_310, 185_930)
    service.rig.on("GET", "/CodePointOpen", json_answer({"id": "CodePointOpen", "version": "2027-02"}))
    done = ready("postcodes", "fetch", "--url", service.url)
    assert (done.status, "asked by e-mail" in done.err) == (0, False)
    assert asked(installation) == [("moved", "postcode:NW51TL:400", 150)]


def test_a_postcode_that_moves_on_is_asked_about_again(
    ready: Run, service: Downloads, own: Path, installation: Installation
) -> None:
    watch(installation, "alice@example.com", "postcode:NW51TL:400")
    for version, northing in (("2027-02", 185_650), ("2027-05", 185_800)):
        service.rows["NW5 1TL"] = (529_000, northing)
        service.rig.on("GET", "/CodePointOpen", json_answer({"id": "CodePointOpen", "version": version}))
        ready("postcodes", "fetch", "--url", service.url)
    assert len(asked(installation)) == 2


def test_a_postcode_that_is_there_again_is_asked_about_no_more(
    ready: Run, service: Downloads, own: Path, installation: Installation, tmp_path: Path
) -> None:
    watch(installation, "alice@example.com", "postcode:NW53AE:400")
    del service.rows["NW5 3AE"]
    assert "asked by e-mail" in ready("postcodes", "fetch", "--anyway", "--url", service.url).err
    service.rows = dict(ROWS)
    service.rig.on("GET", "/CodePointOpen", json_answer({"id": "CodePointOpen", "version": "2027-02"}))
    ready("postcodes", "fetch", "--url", service.url)
    ready("send")
    assert letters(tmp_path / "outbox") == []


def test_a_list_older_than_the_one_that_was_taken_is_warned_of(
    ready: Run, service: Downloads, own: Path
) -> None:
    packaged = own.read_bytes()
    ready("postcodes", "fetch", "--url", service.url)
    assert "good     postcodes: Code-Point Open, 2026-11" in ready("config", "check", "--deep").out
    own.write_bytes(packaged)
    said = ready("config", "check", "--deep", "--quiet").out
    assert "warning  postcodes: Code-Point Open, October 2024" in said
    assert "but Code-Point Open, 2026-11 was taken last: planning-alerts postcodes fetch" in said


def test_a_folder_that_cannot_be_written_is_said_in_words(run: Run, service: Downloads, own: Path) -> None:
    (own.parent / "fetched").write_bytes(b"no folder")
    done = run("postcodes", "fetch", "--url", service.url)
    assert (done.status, "name a place that this user may write" in done.err) == (1, True), done.err
