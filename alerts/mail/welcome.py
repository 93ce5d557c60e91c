"""Puts into words what somebody gets who has confirmed: what is open for comment today, what follows, how to stop."""

from dataclasses import dataclass
from datetime import date

from alerts.domain.alert import Reason
from alerts.domain.application import Application
from alerts.domain.item_wording import brief_deadline, sentence
from alerts.domain.links import Purpose, placeholder
from alerts.domain.paths import application_path, area_path, to
from alerts.domain.subject import count_words
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.wishes_wording import wishes_words
from alerts.domain.wording import day_words
from alerts.language import _, ngettext
from alerts.mail.compose import Email, MailSite, rendered
from alerts.mail.item_view import calendar_link

MOST_OPEN_LISTED = 20


@dataclass(frozen=True)
class OpenApplication:
    """One that can be commented on today, and how it lies to the area."""

    application: Application
    where: str


@dataclass(frozen=True)
class Welcome:
    """What a welcome tells. `about` follows "planning alerts"; `listed` are the first of `open_count` applications,
    what closes first at the head.
    """

    subscriber_id: int
    watch: AreaName
    about: str
    wishes: Wishes
    confirmed_on: date
    today: date
    open_count: int
    listed: tuple[OpenApplication, ...]


@dataclass(frozen=True)
class _OpenView:
    sentence: str
    deadline: str
    page: str
    calendar: str | None


def compose_welcome(welcome: Welcome, site: MailSite) -> Email:
    """The e-mail that follows the confirmation of one area; what it lists counts as told by nobody."""
    return rendered(
        "welcome",
        site,
        subject=_subject(welcome),
        about=welcome.about,
        confirmed_on=day_words(welcome.confirmed_on),
        wishes=wishes_words(welcome.wishes),
        today=day_words(welcome.today),
        open_words=_open_words(welcome),
        items=[_view(each, welcome, site) for each in welcome.listed],
        more=welcome.open_count - len(welcome.listed),
        see=_("See its page")
        if welcome.watch.kind is AreaKind.APPLICATION
        else _("See the page of this area"),
        area_page=site.base_url + to(area_path(welcome.watch)),
        new_link=site.base_url + to("/links"),
        manage=placeholder(Purpose.MANAGE, welcome.subscriber_id),
        unsubscribe=placeholder(Purpose.UNSUBSCRIBE, welcome.subscriber_id),
    )


def _subject(welcome: Welcome) -> str:
    if welcome.watch.kind is AreaKind.APPLICATION:
        return _("Welcome: you get planning alerts {about}").format(about=welcome.about)
    return _("Welcome: {open_today}").format(open_today=_open_words(welcome))


def _open_words(welcome: Welcome) -> str:
    """How many are open and where, as of today."""
    if welcome.watch.kind is AreaKind.APPLICATION:
        return (
            _("you can comment on it today")
            if welcome.open_count
            else _("comments on it are closed, or we know no last day")
        )
    if not welcome.open_count:
        return _("nothing is open for comment {about} today").format(about=welcome.about)
    words = ngettext(
        "{applications} is open for comment {about} today",
        "{applications} are open for comment {about} today",
        welcome.open_count,
    )
    return words.format(applications=count_words(welcome.open_count), about=welcome.about)


def _view(each: OpenApplication, welcome: Welcome, site: MailSite) -> _OpenView:
    page = site.base_url + to(application_path(each.application.key))
    return _OpenView(
        sentence=sentence(each.application, (Reason(welcome.about, each.where),)),
        deadline=brief_deadline(each.application, welcome.today) or "",
        page=page,
        calendar=calendar_link(page, each.application, welcome.today),
    )
