"""Reads any message that comes in. Whatever its bytes are, the answer is a value, never an error."""

from __future__ import annotations

import logging
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from alerts.mail.returned import delivery_status, feedback
from alerts.mail.returned.bounds import LONGEST_FIELD, field, opened, own_parts
from alerts.mail.returned.odd import read_odd_bounce
from alerts.mail.returned.report import Incoming, Report

log = logging.getLogger("planning_alerts.bounces")

_ADDRESSEES = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_MOST_ADDRESSES = 20


def read_incoming(content: bytes) -> Incoming | None:
    """None where the message is too large, too deep, or not to be made sense of at all."""
    try:
        message = opened(content)
        return None if message is None else _read(message)
    except Exception:
        # Anybody can send us anything, and the standard parsers have holes; a message costs itself alone.
        log.info("a message could not be read", exc_info=True)
        return None


def _read(message: Message) -> Incoming:
    parts = list(own_parts(message))
    named = _addressees(message)
    for part in parts:
        if part.get_content_type() == feedback.TYPE:
            named += feedback.envelope_of(part)
    report = _report(message, parts)
    if report is not None and report.kind == "complaint":
        for part in parts:
            if part.get_content_type() in feedback.RETURNED_TYPES:
                named += feedback.return_path_of(part)
    return Incoming(tuple(dict.fromkeys(named)), _subject(message), report)


def _report(message: Message, parts: list[Message]) -> Report | None:
    """What the message reports. A notice in a standard form is taken at its word alone."""
    for part in parts:
        if part.get_content_type() == delivery_status.TYPE:
            return delivery_status.read_delivery_status(part)
        if part.get_content_type() == feedback.TYPE:
            return feedback.read_feedback(part)
    return read_odd_bounce(message)


def _addressees(message: Message) -> list[str]:
    fields = [
        str(value)[:LONGEST_FIELD]
        for name in _ADDRESSEES
        for value in message.get_all(name, [])[:_MOST_ADDRESSES]
    ]
    return [address for _, address in getaddresses(fields)[:_MOST_ADDRESSES] if address]


def _subject(message: Message) -> str:
    return str(make_header(decode_header(field(message, "Subject"))))
