"""A file that somebody brings: its format recognised by what is in it, never by its name; pure."""

import zipfile
import zlib
from io import BytesIO

from geo.drawn.drawing import Drawing
from geo.drawn.geojson import read_geojson
from geo.drawn.gpx import read_gpx
from geo.drawn.kml import read_kml
from geo.drawn.xml import read_xml
from geo.errors import ShapeReason, ShapeRefused

LARGEST_UNPACKED = 2_000_000
_MOST_PACKED = 100
_BOM = b"\xef\xbb\xbf"
_ZIP = b"PK\x03\x04"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_XML_READERS = {"kml": read_kml, "gpx": read_gpx}


def read_file(content: bytes) -> Drawing:
    """The drawing in GeoJSON, KML, KMZ or GPX. Raises ShapeRefused for everything else, and nothing else."""
    if content.startswith(_ZIP):
        content = _unpacked(content)
    beginning = content.removeprefix(_BOM).lstrip()[:1]
    if not content.strip():
        raise ShapeRefused(ShapeReason.EMPTY)
    if beginning in (b"{", b"[") or _is_json_word(content):
        return read_geojson(content.removeprefix(_BOM))
    if beginning == b"<" or content.startswith(_UTF_16):
        elements = read_xml(content)
        reader = _XML_READERS.get(elements[-1].name.lower()) if elements else None
        if reader is not None:
            return reader(elements)
    raise ShapeRefused(ShapeReason.UNKNOWN_FORMAT)


def _is_json_word(content: bytes) -> bool:
    """JSON that is no object: told that it is not GeoJSON rather than that it is nothing we know."""
    return content.strip() in (b"null", b"true", b"false")


def _is_document(entry: zipfile.ZipInfo) -> bool:
    """KML as KMZ packs it: what unpacks the other methods raises errors of its own, and takes memory as it is told."""
    return entry.filename.lower().endswith(".kml") and entry.compress_type in _METHODS


def _unpacked(content: bytes) -> bytes:
    """The KML document of a KMZ archive, read no further than its bound whatever the archive says of its size."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()[:_MOST_PACKED]
            documents = [entry for entry in entries if _is_document(entry)]
            if not documents:
                raise ShapeRefused(ShapeReason.UNKNOWN_FORMAT)
            with archive.open(documents[0]) as document:
                unpacked = document.read(LARGEST_UNPACKED + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise ShapeRefused(ShapeReason.UNKNOWN_FORMAT) from error
    if len(unpacked) > LARGEST_UNPACKED:
        raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)
    return unpacked
