"""What is wrong with a setting, said with its key and its line."""

import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError


class SettingsError(Exception):
    """The settings cannot be used; the message names each key, its line and what is wrong."""


def explained(path: Path, text: str, error: ValidationError) -> dict[str, str]:
    """What is wrong, by key: each with its line, where the file has one."""
    return {
        (
            key := ".".join(map(str, item["loc"]))
        ): f"{path}{line_of(text, item['loc'])}: {key}: {reason_of(item)}"
        for item in error.errors()
    }


def reason_of(item: Any) -> str:
    """What is wrong with one value, in words."""
    if item["type"] == "extra_forbidden":
        return "unknown key"
    message: str = item["msg"]
    return message.removeprefix("Value error, ")


def line_of(text: str, location: tuple[int | str, ...]) -> str:
    """` line N` of the last part of `location` that stands in the file, or nothing where none does."""
    section, key = str(location[0]), str(location[-1])
    wanted_table = location[1] if len(location) > 1 and isinstance(location[1], int) else 0
    table, seen, found = "", -1, 0
    for number, line in enumerate(text.splitlines(), 1):
        if heading := re.match(r"^\s*\[+\s*([\w.-]+)\s*\]+", line):
            table = heading[1].split(".")[0]
            seen += table == section
            if table == section and (seen == wanted_table or not found):
                found = number
        elif table == section and seen == wanted_table and re.match(rf"^\s*\"?{re.escape(key)}\"?\s*=", line):
            return f" line {number}"
    return f" line {found}" if found else ""
