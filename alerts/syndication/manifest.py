"""The list of all files of one night: what each holds, how large it is, and the sum to verify it by."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from alerts.syndication.text_file import Body

FILES_JSON, SUMS = "files.json", "SHA256SUMS"
APPLICATIONS, CHANGES = "applications", "changes"
PACKED = ".gz"


class FileEntry(NamedTuple):
    """One file by its name below `/data/`, `E09000007/applications.csv`. It is of one authority, of one month, or of
    all. `made_at` is when its content was first what it is; `changed_at` is that of the newest change in it. `body` is
    where the records of a text lie in it. The first and the last day are those on which its applications were received,
    or its changes noticed.
    """

    name: str
    format: str
    authority: str | None
    month: str | None
    rows: int
    bytes: int
    sha256: str
    made_at: datetime
    changed_at: datetime | None
    body: Body | None = None
    first_day: str | None = None
    last_day: str | None = None

    @property
    def content(self) -> str:
        return self.name.rpartition("/")[2].partition(".")[0] if self.month is None else CHANGES

    @property
    def is_packed(self) -> bool:
        return self.name.endswith(PACKED)


@dataclass(frozen=True)
class Manifest:
    """All files of one night. `states` tells for each authority what its files were made from."""

    made_at: datetime
    base_url: str
    is_demonstration: bool
    last_log_no: int
    files: tuple[FileEntry, ...]
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def authorities(self) -> tuple[str, ...]:
        """Those that have files of their own."""
        return tuple(dict.fromkeys(each.authority for each in self.files if each.authority))

    def named(self, name: str) -> FileEntry | None:
        return next((each for each in self.files if each.name == name), None)

    def of_authority(self, code: str | None, content: str = APPLICATIONS) -> Iterator[FileEntry]:
        """The files of one authority, or of all of them together."""
        return (
            each
            for each in self.files
            if each.authority == code and each.month is None and each.content == content
        )

    def as_json(self) -> str:
        document = {
            "made_at": self.made_at.isoformat(),
            "base_url": self.base_url,
            "is_demonstration": self.is_demonstration,
            "last_log_no": self.last_log_no,
            "files": [_entry_as_json(each) for each in self.files],
            "states": dict(self.states),
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def manifest_from(text: str) -> Manifest:
    """What `as_json` wrote. Raises ValueError where it is none."""
    try:
        said = json.loads(text)
        return Manifest(
            made_at=datetime.fromisoformat(said["made_at"]),
            base_url=said["base_url"],
            is_demonstration=said["is_demonstration"],
            last_log_no=said["last_log_no"],
            files=tuple(map(_entry_from, said["files"])),
            states=dict(said["states"]),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"this is no list of files: {error}") from error


def sums(files: Iterable[FileEntry]) -> str:
    """The sums as `sha256sum --check` takes them."""
    return "".join(f"{each.sha256}  {each.name}\n" for each in files)


def _entry_as_json(entry: FileEntry) -> dict[str, Any]:
    at = {name: moment and moment.isoformat() for name, moment in _moments(entry)}
    return {**entry._asdict(), **at, "body": entry.body and list(entry.body)}


def _moments(entry: FileEntry) -> Iterator[tuple[str, datetime | None]]:
    yield "made_at", entry.made_at
    yield "changed_at", entry.changed_at


def _entry_from(said: dict[str, Any]) -> FileEntry:
    at = {name: said[name] and datetime.fromisoformat(said[name]) for name in ("made_at", "changed_at")}
    return FileEntry(**{**said, **at, "body": said["body"] and Body(*said["body"])})
