"""A configured feed with what operators said of its words: the configuration's own word on one goes before."""

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import value_mappings
from alerts.domain.meanings import SETTING_OF
from scheduler.check_words import given_in
from scheduler.configured import ConfiguredFeed
from scheduler.feeds.kind import Feed


def takes_meanings(configured: ConfiguredFeed) -> bool:
    """Whether this kind of feed has words that can be given a meaning."""
    return all(given_in(configured, key) is not None for key in set(SETTING_OF.values()))


def with_meanings(session: Session, configured: ConfiguredFeed) -> ConfiguredFeed:
    """The feed as it is to be read now. Its settings' digest is another whenever operators say another thing, so that
    all its records are read anew.
    """
    said = value_mappings.of_feed(session, configured.feed.name)
    if not said or not takes_meanings(configured):
        return configured
    update = {}
    for key in dict.fromkeys(SETTING_OF.values()):
        given = given_in(configured, key) or {}
        said_here = {each.word: each.meaning for each in said if SETTING_OF[each.field] == key}
        update[key] = said_here | dict(given)
    settings = configured.feed.settings.model_copy(update=update)
    feed: Feed[Any] = replace(configured.feed, settings=settings)
    return replace(configured, feed=feed)
