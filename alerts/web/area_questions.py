"""What is asked about one of a person's areas, as their own page shows it."""

from dataclasses import dataclass

from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.question_wording import (
    follow_words,
    happened_words,
    heading_words,
    keep_words,
    otherwise_words,
    successor_words,
)


@dataclass(frozen=True)
class QuestionView:
    """`successors` are (code, words) to be ticked; of what has none, `follow` is the button of its one new place, or
    empty where there is none.
    """

    heading: str
    happened: str
    otherwise: str
    keep: str
    follow: str
    successors: tuple[tuple[str, str], ...]


def question_view(question: AreaQuestion) -> QuestionView:
    is_abolished = question.event is AreaEvent.ABOLISHED
    return QuestionView(
        heading=heading_words(question),
        happened=happened_words(question),
        otherwise=otherwise_words(question),
        keep=keep_words(question),
        follow=follow_words(question) if question.offered else "",
        successors=tuple((each.place.code, successor_words(each)) for each in question.successors)
        if is_abolished
        else (),
    )
