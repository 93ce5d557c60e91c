"""Reads a complaint in the abuse reporting format (RFC 5965)."""

from __future__ import annotations

from email.message import Message
from email.utils import parseaddr

from alerts.mail.returned.bounds import field, fields_of
from alerts.mail.returned.report import Kind, Report

TYPE = "message/feedback-report"
RETURNED_TYPES = ("message/rfc822", "text/rfc822-headers")

_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out"})
"""Other types say that a virus was found, that a seal failed, or that mail was wanted after all."""


def read_feedback(part: Message) -> Report | None:
    is_complaint = any(field(block, "Feedback-Type").lower() in _COMPLAINTS for block in fields_of(part))
    return Report(Kind.COMPLAINT) if is_complaint else None


def envelope_of(part: Message) -> list[str]:
    """The sender of the envelope that a complaint is about: it is sent to an address that providers keep for us,
    so that the return address of the e-mail stands within.
    """
    named = [field(block, "Original-Mail-From") for block in fields_of(part)]
    return [parseaddr(name)[1] for name in named if name]


def return_path_of(part: Message) -> list[str]:
    """The return address in the head of the e-mail that was sent along."""
    payload = part.get_payload()
    heads = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    return [parseaddr(field(head, "Return-Path"))[1] for head in heads[:1]]
