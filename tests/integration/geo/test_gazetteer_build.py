"""Building the gazetteer's file: from lists, from Ordnance Survey's zip, over an old one and two at once."""

import sqlite3
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from geo.errors import GazetteerMissing, PostcodeFilesUnreadable
from geo.gazetteer import Gazetteer, Listing
from geo.gazetteer_build import BuildReport, build_from_codepoint_zip, build_from_lists
from geo.gazetteer_sources import Row
from geo.gazetteer_store import building_path
from geo.postcode import Postcode

VINTAGE = "Code-Point Open, November 2026"
CAMDEN, NEW_BARNSLEY, OLD_BARNSLEY = "E09000007", "E08000038", "E08000016"


@dataclass
class ListOf:
    """A list of postcodes in memory."""

    content: tuple[Row, ...]

    def rows(self, letter):
        return (row for row in self.content if row.compact.startswith(letter))


LIVE = ListOf((Row("NW51TL", (528721, 185525), None), Row("S701AA", (434_500, 406_500), None)))
DIRECTORY = ListOf(
    (
        Row("NW51TL", (528721, 185525), CAMDEN),
        Row("NW51ZZ", (528600, 185400), CAMDEN),
        Row("S701AA", (434_500, 406_500), OLD_BARNSLEY),
        Row("BT15GS", (333_000, 374_000), "N09000003"),
    )
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "somewhere" / "new" / "postcodes.sqlite"


def _code_point_zip(folder, files):
    zip_path = folder / "codepo_gb.zip"
    with zipfile.ZipFile(zip_path, "w") as archive:
        archive.writestr("Doc/licence.txt", "Open Government Licence")
        archive.writestr("Doc/Code-Point_Open_Column_Headers.csv", "PC,PQ,EA,NO,CY,RH,LH,CC,DC,WC")
        for name, text in files.items():
            archive.writestr(f"Data/CSV/{name}.csv", text)
    return zip_path


NW = '"NW5 1TL",10,528721,185525,"E92000001","E19000003","E18000007","","E09000007","E05013658"\n'
BARNSLEY = '"S70 1AA",10,434500,406500,"E92000001","E19000001","E18000002","","E08000038","E05000001"\n'
NO_POINT = '"S70 9ZZ",90,0,0,"","","","","",""\n'


def test_a_gazetteer_answers_from_what_it_was_built_from(path):
    report = build_from_lists(LIVE, DIRECTORY, path, VINTAGE)
    assert report == BuildReport(path, VINTAGE, live=2, unlisted=1, left_out=1)
    gazetteer = Gazetteer(path)
    assert gazetteer.find(Postcode("NW51TL")).authority == CAMDEN
    assert gazetteer.find(Postcode("NW51ZZ")).listing is Listing.UNLISTED
    assert gazetteer.counts() == (2, 1)
    assert gazetteer.vintage == VINTAGE
    assert [found.postcode.display for found in gazetteer.postcodes_of_authority(CAMDEN)] == ["NW5 1TL"]


def test_ordnance_surveys_zip_is_read_with_its_districts(path, tmp_path):
    zip_path = _code_point_zip(tmp_path, {"nw": NW, "s": BARNSLEY + NO_POINT})
    report = build_from_codepoint_zip(zip_path, path, VINTAGE, directory=DIRECTORY)
    assert (report.live, report.unlisted, report.left_out) == (2, 1, 2)
    # The list is newer than the directory, where Barnsley still has its old code.
    assert Gazetteer(path).find(Postcode("S701AA")).authority == NEW_BARNSLEY


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "no postcode in these files"),
        ({"nw": "PC,PQ,EA,NO\n"}, "nw.csv, line 1, is not a row"),
        ({"nw": NW + '"NW5 1TD",10\n'}, "nw.csv, line 2, is not a row"),
        ({"nw": b"\xff\xfe"}, "not a whole Code-Point Open zip"),
    ],
)
def test_a_zip_of_something_else_is_refused_and_the_old_gazetteer_stays(path, tmp_path, files, words):
    build_from_lists(LIVE, DIRECTORY, path, VINTAGE)
    with pytest.raises(PostcodeFilesUnreadable, match=words):
        build_from_codepoint_zip(_code_point_zip(tmp_path, files), path, "another", directory=DIRECTORY)
    assert Gazetteer(path).vintage == VINTAGE


def test_a_torn_download_is_refused(path, tmp_path):
    zip_path = _code_point_zip(tmp_path, {"nw": NW})
    zip_path.write_bytes(zip_path.read_bytes()[:-60])
    with pytest.raises(PostcodeFilesUnreadable, match="not a whole Code-Point Open zip"):
        build_from_codepoint_zip(zip_path, path, VINTAGE, directory=DIRECTORY)


def test_what_a_killed_build_left_is_replaced(path):
    path.parent.mkdir(parents=True)
    building_path(path).write_bytes(b"half a gazetteer")
    build_from_lists(LIVE, DIRECTORY, path, VINTAGE)
    assert Gazetteer(path).counts() == (2, 1)
    assert not building_path(path).exists()


def test_builds_at_once_wait_for_one_another(path):
    with ThreadPoolExecutor(4) as pool:
        builds = [pool.submit(build_from_lists, LIVE, DIRECTORY, path, VINTAGE) for _ in range(4)]
    assert [build.result().live for build in builds] == [2, 2, 2, 2]
    with sqlite3.connect(path) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_an_open_gazetteer_notices_that_it_was_built_anew(path):
    build_from_lists(LIVE, DIRECTORY, path, VINTAGE)
    gazetteer = Gazetteer(path)
    assert gazetteer.vintage == VINTAGE
    build_from_lists(LIVE, DIRECTORY, path, "Code-Point Open, February 2027")
    assert gazetteer.vintage == "Code-Point Open, February 2027"


def test_progress_goes_from_nothing_to_all(path):
    told = []
    build_from_lists(LIVE, DIRECTORY, path, VINTAGE, lambda done, total: told.append((done, total)))
    assert told == [(done, 27) for done in range(28)]


def test_without_a_gazetteer_the_command_that_builds_it_is_named(path):
    with pytest.raises(GazetteerMissing, match="planning-alerts postcodes build"):
        Gazetteer(path).find(Postcode("NW51TL"))


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 10])
def test_a_file_that_is_no_gazetteer_is_as_good_as_none(path, content):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(GazetteerMissing, match="planning-alerts postcodes build"):
        Gazetteer(path).counts()
