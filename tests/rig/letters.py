"""Letters as tests want them: Alice's alert, and whatever differs from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from alerts.mail.letter import Letter
from alerts.mail.message import build_message

ENVELOPE_FROM = "bounce+7f3a@bounces.alerts.example"
MESSAGE_ID = "<7f3a9c0e5b1d4e2f8a6b7c8d9e0f1a2b@mail.alerts.example>"
UNSUBSCRIBE = "<https://alerts.example/unsubscribe/" + "Q" * 300 + ">, <mailto:leave+7f3a@alerts.example>"

_ALICE = Letter(
    message_id=MESSAGE_ID,
    date=datetime(2027, 1, 4, 7, 30, tzinfo=UTC),
    sender_name="Planning alerts",
    sender="alerts@mail.alerts.example",
    recipient="alice@example.com",
    subject="2 planning applications near NW5 1TL",
    text="Loft extension at 1 High Street\nhttps://alerts.example/a/1\n",
    html="<p>Loft extension at 1 High Street</p>\n",
    headers=(
        ("Reply-To", "help@alerts.example"),
        ("List-Id", "<area.alerts.example>"),
        ("List-Unsubscribe", UNSUBSCRIBE),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ),
)


def a_letter(**changes: object) -> Letter:
    return replace(_ALICE, **changes)


def a_message(**changes: object) -> bytes:
    return build_message(a_letter(**changes))
