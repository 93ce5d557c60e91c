"""What Ordnance Survey's downloads service says of a product: its version, and the file with its checksum."""

import json
import re
from typing import Any, NamedTuple

from geo.errors import PostcodeFilesUnreadable

_MD5 = re.compile("[0-9a-f]{32}")


class Download(NamedTuple):
    """A file to fetch: its address, the MD5 and the length that it must have."""

    url: str
    md5: str
    size: int


def read_version(payload: bytes) -> str:
    """The version of a product, such as `2026-08`."""
    product = _json(payload)
    version = product.get("version") if isinstance(product, dict) else None
    if not isinstance(version, str) or not version:
        raise _other_answer("names no version")
    return version


def read_download(payload: bytes, area: str = "GB", form: str = "CSV") -> Download:
    """The file of an area and a form in the list of a product's downloads."""
    listed = _json(payload)
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict) and (each.get("area"), each.get("format")) == (area, form):
            return _download(each)
    raise _other_answer(f"lists no file of {area} as {form}")


def _download(each: dict[str, Any]) -> Download:
    url, md5, size = each.get("url"), str(each.get("md5", "")).lower(), each.get("size")
    if not isinstance(url, str) or not isinstance(size, int) or size <= 0 or not _MD5.fullmatch(md5):
        raise _other_answer("names a file without address, size or checksum")
    return Download(url, md5, size)


def _json(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise _other_answer("does not speak JSON") from error


def _other_answer(what: str) -> PostcodeFilesUnreadable:
    return PostcodeFilesUnreadable(f"It does not answer as Ordnance Survey's downloads do: it {what}.")
