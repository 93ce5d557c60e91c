"""`POST /bounces`: a mail service tells what came back, as the message itself or as JSON (docs/bounces.md).

Who knows the secret may tell; what they tell is believed only of e-mails whose return address they have. An answer is
200 whatever came of it, so that nothing is told again and again.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden, RequestEntityTooLarge

from alerts.mail.returned import Kind, Report
from alerts.mail.returned.bounds import LARGEST
from alerts.mail.returned.report import STATUS
from alerts.services.returned import Took, take_in, take_report
from alerts.services.subscribing import Desk
from alerts.web.context import SiteContext
from alerts.web.routing import Route

PATH = "/bounces"
MOST_REPORTS = 100


def told_with_header(context: SiteContext) -> ResponseReturnValue:
    """The secret is in an `Authorization: Bearer` header."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    return told_at(context, secret.strip() if kind.lower() == "bearer" else "")


def told_at(context: SiteContext, secret: str) -> ResponseReturnValue:
    """The secret is the last part of the address, for services that can send no header."""
    if not hmac.compare_digest(secret.encode("utf-8", "replace"), context.bounce_secret.encode()):
        raise Forbidden
    content = _content()
    if content is None:
        return _answer([Took.IGNORED])
    with context.database.writing() as session:
        if request.mimetype == "application/json":
            return _answer([_take_json(session, context.desk(), each) for each in _reports(content)])
        return _answer([take_in(session, context.desk(), content)])


def _content() -> bytes | None:
    """The body; None where it is too long to be a bounce, which is then not read to its end."""
    request.max_content_length = LARGEST
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None


def _reports(content: bytes) -> Iterator[dict[str, Any]]:
    """The objects of a JSON body: one, or a list."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return
    for each in (told if isinstance(told, list) else [told])[:MOST_REPORTS]:
        if isinstance(each, dict):
            yield each


def _take_json(session: Session, desk: Desk, told: dict[str, Any]) -> Took:
    """`{"to": the return address, "kind": "bounce" or "complaint", "status": "5.1.1"}`"""
    to, kind, status = (str(told.get(key, "")) for key in ("to", "kind", "status"))
    is_final = STATUS.fullmatch(status) and status.startswith("5.")
    if kind == Kind.COMPLAINT:
        report = Report(Kind.COMPLAINT)
    elif kind == Kind.BOUNCE and is_final:
        report = Report(Kind.BOUNCE, status)
    else:
        return Took.IGNORED
    digest = hashlib.sha256(json.dumps([to, kind, status]).encode()).hexdigest()
    return take_report(session, desk, [to], report, digest)


def _answer(took: list[Took]) -> Response:
    return jsonify({str(kind): took.count(kind) for kind in Took})


ROUTES = (
    Route(PATH, told_with_header, ("POST",)),
    Route(f"{PATH}/<secret>", told_at, ("POST",)),
)
