"""What the sections of the settings share: their base, durations, secrets."""

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr

SHORTEST_SECRET = 32
_FEWEST_LETTERS = 8
_OF_EXAMPLES = (
    "changeme",
    "change-me",
    "change me",
    "change_me",
    "your secret",
    "your-secret",
    "your_secret",
)
_DURATION = re.compile(r"^(\d+)\s*([smhd])$")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def seconds(duration: str) -> float:
    """The seconds in a duration such as `90s`, `30m`, `6h` or `1d`; raises ValueError otherwise."""
    found = _DURATION.match(duration.strip())
    if not found or int(found[1]) == 0:
        raise ValueError("write a number and s, m, h or d, for example 30m")
    return float(int(found[1]) * _SECONDS[found[2]])


def read_secret(value: SecretStr | None, file: Path | None) -> str:
    """The secret itself, from the setting or from its file; raises ValueError where the file cannot be read."""
    if file is None:
        return value.get_secret_value() if value else ""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"the secret's file {file} cannot be read: {error.strerror}") from error


def is_random(secret: str) -> bool:
    """Whether a secret may be one that nobody guesses: of some different letters, and no words of an example."""
    plain = secret.casefold()
    return len(set(secret)) >= _FEWEST_LETTERS and not any(word in plain for word in _OF_EXAMPLES)


def address(value: str) -> str:
    """The same, if it has the form of an e-mail address; raises ValueError otherwise."""
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
        raise ValueError("write an e-mail address, for example alerts@example.org")
    return value
