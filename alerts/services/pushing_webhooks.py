"""Webhooks: changes as the JSON of Standard Webhooks, signed, to receivers that an operator agreed with."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import log_windows
from alerts.db.log_windows import Logged
from alerts.domain.change import ChangeKind
from alerts.domain.paths import application_path
from alerts.domain.pushing import Answer, candidate_kinds, is_wanted
from alerts.services.pushing import Message, Outgoing, Receiver
from alerts.syndication.record import centre, public_record

MOST_CHANGES = 50
"""Changes that one request tells of."""

CHANGES, PING = "planning.changes", "planning.ping"

Post = Callable[[str, Mapping[str, str], bytes], Answer]
"""Address, headers and body of one request to what came of it."""


@dataclass(frozen=True)
class Webhook:
    """Who wants to know what. No kinds: all that a mirror needs (`pushing.is_wanted`); no authorities: all."""

    name: str
    url: str
    key: bytes
    kinds: frozenset[ChangeKind] = frozenset()
    authorities: tuple[str, ...] = ()


def receiver_of(webhook: Webhook, post: Post, base_url: str, clock: Callable[[], datetime]) -> Receiver:
    """The webhook as the pusher sees it."""
    return Receiver(webhook.name, partial(_compose, webhook, base_url, clock), partial(_send, webhook, post))


def ping(webhook: Webhook, post: Post, message_id: str, now: datetime) -> Answer:
    """Send the receiver an event that tells of nothing, as a trial; it moves nothing."""
    return _send(webhook, post, Outgoing(message_id, _event(PING, now, {"webhook": webhook.name}), now))


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """As Standard Webhooks defines it: HMAC-SHA256 over id, timestamp and body, parted by full stops."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def _send(webhook: Webhook, post: Post, outgoing: Outgoing) -> Answer:
    body, timestamp = outgoing.body.encode(), int(outgoing.at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": outgoing.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(webhook.key, outgoing.id, timestamp, body),
    }
    return post(webhook.url, headers, body)


def _compose(
    webhook: Webhook,
    base_url: str,
    clock: Callable[[], datetime],
    session: Session,
    after_no: int,
    replayed_to: int | None,
) -> Message:
    """The next changes for this webhook. A message is a replay as a whole or not at all."""
    is_replay = replayed_to is not None and after_no < replayed_to
    found, to_no = log_windows.stretch(
        session,
        after_no,
        MOST_CHANGES,
        candidate_kinds(webhook.kinds),
        webhook.authorities,
        replayed_to if is_replay else None,
    )
    told = [_change(logged, base_url) for logged in found if is_wanted(logged.change, webhook.kinds)]
    if not told:
        return Message("", to_no)
    content = {"after_no": after_no, "to_no": to_no, "is_replay": is_replay, "changes": told}
    return Message(_event(CHANGES, clock(), content), to_no)


def _event(kind: str, at: datetime, content: Mapping[str, Any]) -> str:
    """The JSON of an event, in ASCII, so that its bytes are the same whatever a database makes of letters."""
    return json.dumps({"type": kind, "timestamp": _instant(at), "data": content})


def _change(logged: Logged, base_url: str) -> dict[str, Any]:
    """One change of the log, with the open record of its application as it is now."""
    application = logged.application
    lon, lat = centre(application) or (None, None)
    return {
        "log_no": logged.log_no,
        "kind": logged.change.kind,
        "noticed_at": _instant(logged.noticed_at),
        "differences": [each._asdict() for each in logged.change.differences],
        "application": {**public_record(application), "longitude": lon, "latitude": lat},
        "page": base_url + application_path(application.key),
    }


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
