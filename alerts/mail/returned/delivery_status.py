"""Reads a delivery status notification (RFC 3464): whether a server has given an e-mail up, and why."""

from __future__ import annotations

from email.message import Message

from alerts.domain.suppression import UNSAID
from alerts.mail.returned.bounds import field, fields_of
from alerts.mail.returned.report import STATUS, Kind, Report

TYPE = "message/delivery-status"


def read_delivery_status(part: Message) -> Report | None:
    """None unless every recipient that it names has failed: delays and deliveries are no bounces.

    An e-mail of ours has one recipient. A notice that names several comes from a list behind it, and weighs as
    much as its mildest failure. One that was given up after days of trying keeps its status of 4.x.x.
    """
    blocks = [block for block in fields_of(part) if block.get("Status") or block.get("Action")]
    if not blocks or not all(_is_failed(block) for block in blocks):
        return None
    statuses = sorted(_status(block) for block in blocks)
    vaguer = [status for status in statuses if status not in ("5.1.1", "5.1.10")]
    return Report(Kind.BOUNCE, (vaguer or statuses)[0])


def _is_failed(block: Message) -> bool:
    action = field(block, "Action").lower()
    return action.startswith("failed") or (not action and _status(block).startswith("5"))


def _status(block: Message) -> str:
    """The block's status; where that is a vague one, the one that the other server's answer began with."""
    said = STATUS.search(field(block, "Status"))
    answered = STATUS.search(field(block, "Diagnostic-Code"))
    if said and not said[1].endswith(".0.0"):
        return said[1]
    found = answered or said
    return found[1] if found else UNSAID
