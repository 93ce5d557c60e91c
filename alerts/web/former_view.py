"""What the page of a ward or a council that is no more says, with the ways to what has its ground now."""

from dataclasses import dataclass

from alerts.domain.paths import area_path
from alerts.domain.question_wording import successor_words
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.language import _
from alerts.services.former_places import FormerPlace
from alerts.web.addresses import to


@dataclass(frozen=True)
class FormerView:
    """`successors` are (address, words)."""

    words: str
    successors: tuple[tuple[str, str], ...]


def former_view(former: FormerPlace | None, watch: WatchArea) -> FormerView | None:
    """None of a place that is there."""
    if former is None:
        return None
    is_ward = watch.name.kind is AreaKind.WARD
    words = (
        _(
            "This ward was abolished: it is not among the boundaries of {year}. This page goes on with its old ground."
        )
        if is_ward
        else _(
            "This council was abolished: it is not among the boundaries of {year}. This page goes on with what it"
            " received."
        )
    )
    return FormerView(
        words.format(year=former.year),
        tuple(
            (to(area_path(AreaName(watch.name.kind, each.place.code))), successor_words(each))
            for each in former.successors
        ),
    )
