"""Puts into words what is asked of a person whose ward, council or postcode changed: what happened, what follows."""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.domain.area_question import AreaQuestion
from alerts.domain.links import Purpose, placeholder
from alerts.domain.paths import to
from alerts.domain.question_wording import happened_words, heading_words, otherwise_words
from alerts.language import _, ngettext
from alerts.mail.compose import Email, MailSite, rendered


@dataclass(frozen=True)
class _QuestionView:
    heading: str
    happened: str
    otherwise: str


def compose_area_questions(
    subscriber_id: int, questions: Sequence[AreaQuestion], acknowledgements: Sequence[str], site: MailSite
) -> Email:
    """The one e-mail that tells a person of all their areas that changed; they answer on their own page."""
    views = [
        _QuestionView(heading_words(each), happened_words(each), otherwise_words(each)) for each in questions
    ]
    return rendered(
        "area_question",
        site,
        subject=_subject(views),
        questions=views,
        choose=_("Choose what we watch"),
        acknowledgements=acknowledgements,
        manage=placeholder(Purpose.MANAGE, subscriber_id),
        unsubscribe=placeholder(Purpose.UNSUBSCRIBE, subscriber_id),
        new_link=site.base_url + to("/links"),
    )


def _subject(views: Sequence[_QuestionView]) -> str:
    first = views[0].heading
    if len(views) == 1:
        return _("{happened}: what should we watch?").format(happened=first)
    more = len(views) - 1
    words = ngettext(
        "{happened}, and {more} more area of yours changed: what should we watch?",
        "{happened}, and {more} more areas of yours changed: what should we watch?",
        more,
    )
    return words.format(happened=first, more=more)
