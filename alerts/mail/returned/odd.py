"""Bounces in a form of their own, as old servers write them: the only door to flufl.bounce (the extra `bounces`)."""

from __future__ import annotations

import logging
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr

from alerts.domain.suppression import UNSAID
from alerts.mail.returned.bounds import field
from alerts.mail.returned.report import Kind, Report

log = logging.getLogger("planning_alerts.bounces")

_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon")
_LONGEST_READ = 64 * 1024
_LONGEST_LINE = 998  # RFC 5322 2.1.1


def read_odd_bounce(message: Message) -> Report | None:
    """Only what a server sent is looked at: people, and programs that answer for them, write what they like."""
    sender = parseaddr(field(message, "From"))[1].lower()
    if not sender.startswith(_DAEMONS):
        return None
    try:
        from flufl.bounce import all_failures
    except ImportError:
        log.warning("a bounce in a form of its own was not read: install the extra `bounces`")
        return None
    temporary, permanent = all_failures(_beginning(message))
    return Report(Kind.BOUNCE, UNSAID) if permanent and not temporary else None


def _beginning(message: Message) -> Message:
    """The message as far as anybody explains a failure in it, in lines of a length that mail may have."""
    lines = (line[:_LONGEST_LINE] for line in message.as_bytes()[:_LONGEST_READ].split(b"\n"))
    return BytesParser(policy=compat32).parsebytes(b"\n".join(lines))
