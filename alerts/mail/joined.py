"""The e-mails of many people, joined from parts that are rendered once: the same, letter by letter, as if each were
rendered whole.

An application's words, its changes and its facts are the same for all who are told of it in one language on one day.
Where it lies to a person's own areas, why they are told, and their links are filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from markupsafe import Markup

from alerts.domain.alert import Alert, AlertItem, ToldChange
from alerts.domain.application import Application
from alerts.domain.constraint import ConstraintMention
from alerts.language import Language, spoken
from alerts.mail.fragments import Filling, HtmlPart, TextPart, hole, html_part, text_part
from alerts.mail.frame import MOST_IN_FULL, Frame, frame_of
from alerts.mail.item_view import ItemWords, item_links, item_view, item_words
from alerts.mail.pictures import NO_PICTURES, ItemPicture
from alerts.mail.plain_text import without_gaps
from alerts.mail.rendering import Email, MailSite, as_rendered, inlined

_MOST_ITEMS, _MOST_FRAMES = 4_096, 512
_HERE = hole("here")
_EDGE = Markup(f"<!--{_HERE}-->")  # noqa: S704 (nothing but what is ours)
_NOBODY = 0


class _PictureHoles(NamedTuple):
    """Stands for a picture of an application, which shows what each person watches."""

    width: int
    height: int
    cid: str = hole("cid")
    alt: str = hole("alt")


class _Parts(NamedTuple):
    html: HtmlPart
    text: TextPart


class _FrameParts(NamedTuple):
    before: _Parts
    after: _Parts


@dataclass(frozen=True)
class _ItemKey:
    """All that the words of an application depend on but for what each person has of their own."""

    site: MailSite
    language: Language
    application: Application
    changes: tuple[ToldChange, ...]
    constraints: tuple[ConstraintMention, ...]
    today: date
    in_full: bool
    is_followed: bool
    picture_size: tuple[int, int] | None
    is_why_said_once: bool


def joined_listing(
    alert: Alert, site: MailSite, listed: int, pictures: Mapping[int, ItemPicture] = NO_PICTURES
) -> Email | None:
    """The e-mail; None where anything of it is so odd that only the whole rendering knows what becomes of it."""
    items, in_full = alert.items[:listed], listed <= MOST_IN_FULL
    words = [item_words(item, in_full=in_full) for item in items]
    frame = frame_of(alert, [each.why for each in words], in_full=in_full, pictures=pictures)
    fillings = [
        _filling(item, alert.subscriber_id, said, pictures) for item, said in zip(items, words, strict=True)
    ]
    about = frame.filling()
    if about.is_wild or any(filling.is_wild for filling in fillings):
        return None
    before, after = _frame_parts(site, spoken(), frame.with_holes())
    parts = [_item_parts(_key(item, alert, site, frame, pictures)) for item in items]
    html = [part.html.filled(filling) for part, filling in zip(parts, fillings, strict=True)]
    text = [part.text.filled(filling) for part, filling in zip(parts, fillings, strict=True)]
    return Email(
        subject=" ".join(about.text["subject"].split()),
        text=without_gaps("".join((before.text.filled(about), *text, after.text.filled(about)))) + "\n",
        html="".join((before.html.filled(about), *html, after.html.filled(about))),
        pictures=tuple(pictures.values()),
    )


def _key(
    item: AlertItem, alert: Alert, site: MailSite, frame: Frame, pictures: Mapping[int, ItemPicture]
) -> _ItemKey:
    picture = pictures.get(item.application_id)
    return _ItemKey(
        site=site,
        language=spoken(),
        application=item.application,
        changes=item.changes,
        constraints=item.constraints,
        today=alert.today,
        in_full=frame.in_full,
        is_followed=item.is_followed,
        picture_size=(picture.width, picture.height) if picture else None,
        is_why_said_once=frame.why is not None,
    )


def _filling(
    item: AlertItem, subscriber_id: int, words: ItemWords, pictures: Mapping[int, ItemPicture]
) -> Filling:
    filling = Filling()
    filling.put("sentence", words.sentence)
    filling.put("why", words.why)
    links = item_links(item, subscriber_id)
    filling.put("mute", links.mute)
    if links.follow is not None:
        filling.put("follow", links.follow)
    picture = pictures.get(item.application_id)
    if picture is not None:
        filling.put_attribute("cid", picture.cid)
        filling.put_attribute("alt", picture.alt)
    return filling


@lru_cache(_MOST_FRAMES)
def _frame_parts(site: MailSite, _language: Language, frame: Frame) -> _FrameParts:
    """The parts before and behind the applications."""
    before, _, after = inlined(_html(site, frame, [])).split(_EDGE)
    text_before, _, text_after = _text(site, frame, []).split(_HERE)
    return _FrameParts(
        _Parts(html_part(before), text_part(text_before.lstrip())),
        _Parts(html_part(after), text_part(text_after.rstrip())),
    )


@lru_cache(_MOST_ITEMS)
def _item_parts(key: _ItemKey) -> _Parts:
    """An application in an e-mail that says nothing else."""
    item = AlertItem(_NOBODY, key.application, key.changes, (), key.constraints)
    told = Alert(_NOBODY, (item,), (), (), key.today)
    view = replace(
        item_view(item, told, key.site.base_url, in_full=key.in_full),
        sentence=hole("sentence"),
        why=hole("why"),
        mute=hole("mute"),
        follow=None if key.is_followed else hole("follow"),
        picture=_PictureHoles(*key.picture_size) if key.picture_size else None,
    )
    why = hole("why") if key.is_why_said_once else None
    frame = replace(frame_of(told, [view.why], in_full=key.in_full, pictures=NO_PICTURES), why=why)
    html = inlined(_html(key.site, frame, [view])).split(_EDGE)[1]
    return _Parts(html_part(html), text_part(_text(key.site, frame, [view]).split(_HERE)[1]))


def _html(site: MailSite, frame: Frame, items: list[Any]) -> str:
    return as_rendered("alert.html", site, items=items, here=_EDGE, **frame.values)


def _text(site: MailSite, frame: Frame, items: list[Any]) -> str:
    return as_rendered("alert.txt", site, items=items, here=_HERE, **frame.values)
