"""Opens a message from anybody within bounds: its size, lines, parts and depth are counted before it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

LARGEST = 1024 * 1024
MOST_LINES = 30_000
MOST_DELIMITERS = 500
"""Lines that begin like the border of a part: more parts than that no server ever made."""
MOST_NESTED = 20
MOST_PARTS_READ = 50
LONGEST_FIELD = 2_000

_NESTING = re.compile(rb"multipart/|message/", re.IGNORECASE)
_CONTENT_TYPE = re.compile(rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)


def opened(content: bytes) -> Message | None:
    """The message, or None where it goes beyond the bounds. Its parser is slow on what is made to be slow."""
    if len(content) > LARGEST:
        return None
    text = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if text.count(b"\n") > MOST_LINES or text.count(b"\n--") > MOST_DELIMITERS:
        return None
    if len(_NESTING.findall(text)) > MOST_NESTED:
        return None
    if any(len(field) > LONGEST_FIELD for field in _CONTENT_TYPE.findall(text)):
        return None
    return BytesParser(policy=compat32).parsebytes(text)


def own_parts(message: Message) -> Iterator[Message]:
    """The message and its parts, but not those of a message within it."""
    waiting, given = [message], 0
    while waiting and given < MOST_PARTS_READ:
        part = waiting.pop(0)
        given += 1
        yield part
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting.extend(each for each in part.get_payload() if isinstance(each, Message))


def fields_of(part: Message) -> list[Message]:
    """The blocks of fields that a `message/…` part of a report consists of."""
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def field(block: Message, name: str) -> str:
    """The value of a field as one bounded line; empty where there is none."""
    return " ".join(str(block.get(name, ""))[:LONGEST_FIELD].split())
