"""Files that people bring: recognised by what is in them, read, or refused with a reason; never anything else."""

import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.drawn.files import read_file
from geo.errors import ShapeReason, ShapeRefused
from tests.work import seconds_of_work

RING = [(-0.145, 51.545), (-0.135, 51.545), (-0.135, 51.555), (-0.145, 51.545)]
GEOJSON = (
    b'{"type":"Polygon","coordinates":[[[-0.145,51.545],[-0.135,51.545],[-0.135,51.555],[-0.145,51.545]]]}'
)
WRITTEN = " ".join(f"{lon},{lat},0" for lon, lat in RING)
LINEAR_RING = f"<LinearRing><coordinates>\n {WRITTEN} \n</coordinates></LinearRing>"
POLYGON = f"<Polygon><outerBoundaryIs>{LINEAR_RING}</outerBoundaryIs></Polygon>"
TRACK = "".join(f'<trkpt lat="{lat}" lon="{lon}"><ele>30</ele></trkpt>' for lon, lat in RING)


def _kml(inner, namespace='xmlns="http://www.opengis.net/kml/2.2"'):
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{head}<kml {namespace}><Document><Placemark><name>Park</name>{inner}</Placemark></Document></kml>".encode()


def _gpx(inner):
    return f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{inner}</gpx>'.encode()


def _kmz(content, name="doc.kml", method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        GEOJSON,
        b"\xef\xbb\xbf  " + GEOJSON,
        _kml(POLYGON),
        _kml(POLYGON, namespace=""),
        _kml(f"<MultiGeometry><Point><coordinates>0,51</coordinates></Point>{POLYGON}</MultiGeometry>"),
        _kml(POLYGON).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        _kmz(_kml(POLYGON)),
    ],
    ids=["geojson", "byte order mark", "kml", "no namespace", "with a point", "utf-16", "kmz"],
)
def test_a_polygon_is_the_same_in_every_format(content):
    assert read_file(content).outlines == (tuple(RING),)


@pytest.mark.parametrize(
    "content",
    [
        _gpx(f"<trk><trkseg>{TRACK}</trkseg></trk>"),
        _gpx(f'<wpt lat="51" lon="0"/><rte>{TRACK.replace("trkpt", "rtept")}</rte>'),
        _gpx(f"<trk><trkseg>{TRACK.replace('</trkpt>', '</trkpt></trkseg><trkseg>', 1)}</trkseg></trk>"),
    ],
    ids=["track", "route", "track with a break"],
)
def test_a_walk_is_one_line(content):
    drawn = read_file(content)
    assert drawn.lines == (tuple(RING),)
    assert drawn.is_recorded


def test_a_line_of_kml_is_a_line():
    assert read_file(_kml(f"<LineString><coordinates>{WRITTEN}</coordinates></LineString>")).lines == (
        tuple(RING),
    )


def _refusal(content):
    with pytest.raises(ShapeRefused) as refused:
        read_file(content)
    return refused.value


ENTITIES = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.fault("W-06")
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "unknown-format"),
        (b"POLYGON((0 51, 1 51, 1 52, 0 51))", "unknown-format"),
        (b"<html><body>Sign in</body></html>", "unknown-format"),
        (_kmz(b"", name="area.shp"), "unknown-format"),
        (b"PK\x03\x04" + bytes(200), "unknown-format"),
        (_kmz(_kml(POLYGON))[:150], "unknown-format"),
        (_kmz(_kml(POLYGON), method=zipfile.ZIP_LZMA).replace(b"\x5d\0\0", b"\xff\0\0", 1), "unknown-format"),
        (_kmz(_kml(POLYGON), method=zipfile.ZIP_BZIP2), "unknown-format"),
        (_kmz(b"<kml>" + b" " * 3_000_000 + b"</kml>"), "too-many-points"),
        (b"{", "not-geojson"),
        (b"[" * 20_000, "not-geojson"),
        (b'{"a":' * 20_000, "not-geojson"),
        (b"null", "not-geojson"),
        (b"\xff\xfe{", "not-xml"),
        (b'{"type":"Point","type":"Polygon","coordinates":[]}', "duplicate-keys"),
        (b'{"type":"Polygon","coordinates":[[[1' + b"0" * 5_000 + b",51]]]}", "not-geojson"),
        (_kml(POLYGON)[:-40], "not-xml"),
        ((ENTITIES + _kml(POLYGON, "").decode().partition("?>")[2]).encode(), "not-xml"),
        (b"<a>" * 50 + b"</a>" * 50, "not-xml"),
        (b"<a>" * 80_000, "not-xml"),
        (b"<kml>" + b"<a/>" * 120_000 + b"</kml>", "not-xml"),
        (_kml(POLYGON.replace("outerBoundaryIs", "innerBoundaryIs")), "has-holes"),
        (_kml(POLYGON * 60), "too-many-shapes"),
        (_kml(f"<LineString><coordinates>{'0,51 ' * 600}</coordinates></LineString>"), "too-many-points"),
        (_kml("<Point><coordinates>0,51</coordinates></Point>"), "not-a-polygon"),
        (_kml(POLYGON.replace("51.545", "north")), "bad-coordinate"),
        (_kml(POLYGON.replace("51.545", "nan")), "bad-coordinate"),
        (_gpx("<trk><trkseg><trkpt/></trkseg></trk>"), "bad-coordinate"),
        (_gpx('<wpt lat="51" lon="0"/>'), "not-a-polygon"),
        (_gpx("<trk>" + '<trkpt lat="51" lon="0"/>' * 3_001 + "</trk>"), "too-many-points"),
    ],
)
def test_what_cannot_be_read_is_refused_within_a_tenth_of_a_second(content, reason):
    assert seconds_of_work(lambda: _refusal(content)) < 0.1
    assert _refusal(content).reason is ShapeReason(reason)


@pytest.mark.fault("W-07")
@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: b"<" + text.encode())
    | st.text(max_size=100).map(lambda text: _kml(text))
    | st.builds(
        lambda content, at: content[: at % len(content)], st.just(_kmz(_kml(POLYGON))), st.integers(1, 999)
    )
)
def test_any_bytes_are_a_drawing_or_refused(content):
    with contextlib.suppress(ShapeRefused):
        assert read_file(content)
