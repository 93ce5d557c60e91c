"""Every secret of a configuration, so that none of them gets into a log or a report."""

from collections.abc import Iterator

from pydantic import BaseModel, SecretStr
from sqlalchemy import make_url

from alerts.domain.web_address import keys_in
from alerts.settings import Settings
from alerts.settings.section import read_secret
from scheduler.configured import configured_feeds


def secrets_of(settings: Settings) -> frozenset[str]:
    """Those that stand in the settings, in the files that they name and in the database's address."""
    found = {
        *_within(settings),
        settings.site.secret(),
        *settings.site.previous_secrets(),
        settings.mail.secret(),
        settings.bounces.box_password(),
        settings.bounces.webhook_secret(),
        make_url(settings.database.url).password or "",
        *keys_in(settings.database.url),
    }
    for configured in configured_feeds(settings):
        found.update(_within(configured.feed.settings), keys_in(configured.feed.url))
    for webhook in settings.webhooks:
        found.update((read_secret(webhook.secret, webhook.secret_file), *keys_in(webhook.url)))
    return frozenset(each for each in found if each)


def _within(value: object) -> Iterator[str]:
    if isinstance(value, SecretStr):
        yield value.get_secret_value()
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _within(getattr(value, name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _within(each)
    elif isinstance(value, dict):
        yield from _within(list(value.values()))
