"""Fetches Code-Point Open from Ordnance Survey: in parts, going on where a fetch broke off, and checked by its MD5."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from alerts.cli.console import Failure
from alerts.cli.installation import Installation
from geo.errors import PostcodeFilesUnreadable
from geo.os_downloads import Download, read_download, read_version
from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.request import Request

CODE_POINT_OPEN = "https://api.os.uk/downloads/v1/products/CodePointOpen"
MOST_BYTES = 60 * 2**20
PART_BYTES = 4 * 2**20


@dataclass(frozen=True)
class CodePoint:
    """The file as it was fetched, whole and checked, and what it is and of when."""

    archive: Path
    vintage: str


def fetched_code_point(installation: Installation, url: str, folder: Path) -> CodePoint:
    """The current file, kept in `folder` until it is taken. Raises Failure where it cannot be had whole."""
    fetcher = installation.fetcher_with(FetchLimits(max_bytes=MOST_BYTES))
    try:
        version = read_version(fetcher.fetch(Request(url)).body)
        listed = fetcher.fetch(Request(f"{url}/downloads", (("area", "GB"), ("format", "CSV"))))
        download = read_download(listed.body)
        if download.size > MOST_BYTES:
            raise Failure(f"{url} names a file of {download.size:,} bytes: that is no Code-Point Open")
        return CodePoint(_whole(fetcher, download, folder, url), f"Code-Point Open, {version}")
    except FetchFailed as error:
        raise Failure(f"Code-Point Open could not be fetched: {error}") from error
    except PostcodeFilesUnreadable as error:
        raise Failure(f"{url}: {error}") from error
    finally:
        fetcher.close()


def forget_fetched(folder: Path) -> None:
    """Remove what was kept of fetches: the gazetteer is built from it."""
    for path in folder.glob("codepoint-*"):
        path.unlink(missing_ok=True)


def _whole(fetcher: Fetcher, download: Download, folder: Path, configured_url: str) -> Path:
    """The file with the MD5 that it must have; what broke off is gone on with, what came broken is thrown away."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"codepoint-{download.md5}.zip"
    if path.exists() and _md5(path) == download.md5:
        return path
    part = path.with_suffix(".part")
    _append_missing(fetcher, download, part, configured_url)
    if _md5(part) != download.md5:
        part.unlink()
        raise Failure(
            "Code-Point Open came broken, its MD5 is another than it must be: nothing was taken. Try again"
        )
    part.replace(path)
    return path


def _append_missing(fetcher: Fetcher, download: Download, part: Path, configured_url: str) -> None:
    while (begun := part.stat().st_size if part.exists() else 0) < download.size:
        last = min(begun + PART_BYTES, download.size) - 1
        answer = fetcher.fetch(Request(download.url, part=(begun, last)), configured_url=configured_url)
        is_all = answer.status == 200
        if not answer.body:
            raise Failure("Code-Point Open could not be fetched: a part of it is empty")
        with part.open("wb" if is_all else "ab") as file:
            file.write(answer.body)
        if is_all:
            return


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
