"""Who else can read our secrets: the files that hold them, and the configuration where it does."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlalchemy import make_url

from alerts.cli.findings import Finding, good, warning
from alerts.settings import Settings

_SECRET_WORDS = ("secret", "password", "key")
_HANDED_OVER = Path("/run/secrets")
"""Where a container finds what was handed to it alone, whatever its rights say."""


def secrets_found(settings: Settings) -> Iterator[Finding]:
    files = dict(_files(settings))
    if settings.file is not None and _holds_secrets(settings):
        files[str(settings.file.name)] = settings.file
    open_to_others = {key: file for key, file in files.items() if _others_may_read(file)}
    for key, file in open_to_others.items():
        yield warning(key, f"everybody on this machine can read {file}: chmod o-rwx {file}")
    if files and not open_to_others:
        yield good("secrets", f"nobody else can read the {len(files)} files that hold them")


def _files(section: BaseModel, path: str = "") -> Iterator[tuple[str, Path]]:
    for name, value in _parts(section, path):
        key = name.rpartition(".")[2]
        if isinstance(value, Path) and key.endswith("_file") and any(word in key for word in _SECRET_WORDS):
            yield name, value


def _holds_secrets(settings: Settings) -> bool:
    if settings.database.password_file is None and make_url(settings.database.url).password:
        return True
    return any(isinstance(value, SecretStr) for _name, value in _parts(settings))


def _parts(section: BaseModel, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a section and of those within it, by its whole name."""
    for key in type(section).model_fields:
        name, value = f"{path}.{key}".lstrip("."), getattr(section, key)
        if isinstance(value, BaseModel):
            yield from _parts(value, name)
        elif isinstance(value, tuple):
            for each in value:
                yield from _parts(each, name) if isinstance(each, BaseModel) else [(name, each)]
        else:
            yield name, value


def _others_may_read(file: Path) -> bool:
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if _HANDED_OVER in file.parents or (credentials and Path(credentials) in file.parents):
        return False
    try:
        return bool(file.stat().st_mode & stat.S_IROTH) and _is_open(file.resolve().parent)
    except OSError:
        return False


def _is_open(folder: Path) -> bool:
    """Whether everybody may go through the folder and those above it."""
    return all(each.stat().st_mode & stat.S_IXOTH for each in (folder, *folder.parents))
