"""Reads the settings: config.toml, overridden by the environment, its paths taken from its own folder."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, TomlConfigSettingsSource

from alerts.settings.database import DatabaseSettings
from alerts.settings.faults import SettingsError, explained, line_of
from alerts.settings.sections import Settings


def load_settings(path: Path) -> Settings:
    """The settings of `path`, overridden by the environment. Raises SettingsError naming key and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: is not UTF-8 text") from error

    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return env_settings, _FolderRelativeToml(settings_cls, path)

    try:
        faults = dict(wrong_types(path, text))
        settings = FromFile()  # type: ignore[call-arg]
    except ValidationError as error:
        raise SettingsError("\n".join((explained(path, text, error) | faults).values())) from error
    except ValueError as error:  # TOMLDecodeError is one
        raise SettingsError(f"{path}: {error}") from error
    if faults:
        raise SettingsError("\n".join(faults.values()))
    settings._path = path
    return settings


def wrong_types(path: Path, text: str) -> Iterator[tuple[str, str]]:
    """The plain values of the file that are of another type than their key's: "25" is no number, 1 is not true.

    In the environment everything is text, so that only the file is held to this.
    """
    for section, table in tomllib.loads(text).items():
        model = Settings.model_fields[section].annotation if section in Settings.model_fields else None
        if not (isinstance(model, type) and issubclass(model, BaseModel) and isinstance(table, dict)):
            continue
        for key, value in table.items():
            wanted = model.model_fields[key].annotation if key in model.model_fields else None
            if wanted in _PLAIN and type(value) not in _PLAIN[wanted]:
                reason = f"{value!r} is not {_CALLED[wanted]}"
                yield f"{section}.{key}", f"{path}{line_of(text, (section, key))}: {section}.{key}: {reason}"


_PLAIN: dict[Any, tuple[type, ...]] = {bool: (bool,), int: (int,), float: (int, float), str: (str,)}
_CALLED: dict[Any, str] = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}


class _FolderRelativeToml(TomlConfigSettingsSource):
    """The file's tables, its relative paths taken from the folder that it lies in."""

    def __init__(self, settings_cls: type[BaseSettings], path: Path) -> None:
        super().__init__(settings_cls, path)
        with_defaults(self.toml_data, path.resolve().parent)
        self.init_kwargs = self.toml_data


_PATHS = (
    ("site", "secret_key_file", None),
    ("site", "previous_secret_keys_file", None),
    ("mail", "password_file", None),
    ("mail", "dkim_key_file", None),
    ("mail", "outbox_dir", "outbox"),
    ("bounces", "path", None),
    ("bounces", "password_file", None),
    ("bounces", "secret_file", None),
    ("postcodes", "path", None),
    ("backup", "folder", None),
    ("database", "password_file", None),
    ("publishing", "files_dir", "open-data"),
    ("database", "url", DatabaseSettings().url),
)


def with_defaults(tables: dict[str, Any], folder: Path) -> None:
    """Make every path of `tables` absolute, in place, filling in those with a default."""
    for section, key, default in _PATHS:
        table = tables.setdefault(section, {}) if default else tables.get(section)
        if isinstance(table, dict) and isinstance(value := table.setdefault(key, default), str):
            table[key] = _absolute(value, folder)
        elif isinstance(table, dict) and table[key] is None:
            del table[key]
    for webhook in tables.get("webhooks", ()):
        if isinstance(webhook, dict) and isinstance(file := webhook.get("secret_file"), str):
            webhook["secret_file"] = _absolute(file, folder)


def _absolute(value: str, folder: Path) -> str:
    if "://" not in value:
        return str(folder / value)
    scheme, _, rest = value.partition(":///")
    if scheme != "sqlite" or not rest or rest.startswith((":memory:", "file:")):
        return value
    return f"sqlite:///{folder / rest}"
