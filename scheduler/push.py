"""Who is told of changes, from the settings: each webhook, and the hub of feeds; and the way out to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from alerts.domain.pushing import Answer
from alerts.services.pinging import Ask
from alerts.services.pushing import Receiver
from alerts.services.pushing_hub import HUB, hub_receiver
from alerts.services.pushing_webhooks import Post, Webhook, receiver_of
from alerts.settings import Settings, WebhookSettings
from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher, PostLimits

_SHOWN_LETTERS = 200


def webhook_of(settings: WebhookSettings) -> Webhook:
    return Webhook(settings.name, settings.url, settings.key(), settings.kinds(), settings.authorities)


def followers_of(settings: Settings) -> tuple[str, ...]:
    """The names of all who are told at present."""
    hub = (HUB,) if settings.publishing.hub_url else ()
    return (*hub, *(each.name for each in settings.webhooks if each.enabled))


def receivers_of(settings: Settings, post: Post, clock: Callable[[], datetime]) -> tuple[Receiver, ...]:
    """All who are told at present."""
    base_url, hub_url = settings.site.base_url, settings.publishing.hub_url
    enabled = [webhook_of(each) for each in settings.webhooks if each.enabled]
    hub = (hub_receiver(hub_url, post, base_url),) if hub_url else ()
    return (*hub, *(receiver_of(webhook, post, base_url, clock) for webhook in enabled))


def post_through(fetcher: Fetcher, limits: PostLimits | None = None) -> Post:
    """The way out: one request, what came of it in words for an operator."""

    def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            taken = fetcher.post(url, headers, body, limits or PostLimits())
        except FetchFailed as failed:
            return Answer(None, str(failed), failed.retry_after_s)
        return Answer(taken.status, _words(taken.status, taken.beginning), taken.retry_after_s)

    return post


def ask_through(fetcher: Fetcher, limits: PostLimits | None = None) -> Ask:
    """The way to the dead man's switch: one request without anything in it."""

    def ask(url: str) -> Answer:
        try:
            taken = fetcher.post(url, {}, b"", limits or PostLimits(), "GET")
        except FetchFailed as failed:
            return Answer(None, str(failed), failed.retry_after_s)
        return Answer(taken.status, _words(taken.status, b""))

    return ask


def _words(status: int, beginning: bytes) -> str:
    """What was answered, on one line without what a terminal would obey."""
    followed = " (redirects are not followed)" if 300 <= status < 400 else ""
    said = " ".join(beginning.decode("utf-8", "replace").split())
    shown = "".join(letter if letter.isprintable() else "?" for letter in said)[:_SHOWN_LETTERS]
    return f"answered {status}{followed}{': ' if shown else ''}{shown}"
