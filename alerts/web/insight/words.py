"""What types, outcomes and topics are called on dashboards."""

from alerts.domain.application_types import LABELS
from alerts.domain.insight.result import Ending
from alerts.domain.insight.slice import UNKNOWN_TYPE, Slice
from alerts.domain.insight.topic import Topic
from alerts.language import _, later

ENDINGS = {
    Ending.GRANTED: later("Granted"),
    Ending.REFUSED: later("Refused"),
    Ending.OTHER: later("Decided otherwise"),
    Ending.WITHDRAWN: later("Withdrawn"),
    Ending.PENDING: later("Not decided yet"),
    Ending.ELSEWHERE: later("Returned, or decided by an inspector"),
}
TOPICS = {
    Topic.EXTENSION: later("Extensions"),
    Topic.LOFT: later("Lofts and dormers"),
    Topic.BASEMENT: later("Basements"),
    Topic.TREES: later("Trees"),
    Topic.LISTED: later("Listed buildings"),
    Topic.CHANGE_OF_USE: later("Change of use"),
    Topic.NEW_HOMES: later("New homes"),
    Topic.DEMOLITION: later("Demolition"),
    Topic.SOLAR: later("Solar panels"),
}


def type_words(code: str) -> str:
    """A type as a person would say it."""
    return _("Type not known") if code == UNKNOWN_TYPE else _(LABELS.get(code, code))


def slice_words(chosen: Slice, ward: str = "") -> tuple[str, ...]:
    """What was chosen beside the months, a part at a time; empty where everything is counted."""
    parts = [
        *(type_words(code) for code in sorted(chosen.types)),
        *(_(ENDINGS[ending]) for ending in Ending if ending in chosen.endings),
        *(_(TOPICS[topic]) for topic in Topic if topic in chosen.topics),
    ]
    if chosen.only_major:
        parts.append(_("Only major development"))
    if chosen.ward:
        parts.append(_("{name} ward").format(name=ward or chosen.ward))
    return tuple(parts)


def is_sliced(chosen: Slice) -> bool:
    """Whether less than everything is counted, whatever the months."""
    return bool(chosen.types or chosen.endings or chosen.topics or chosen.only_major or chosen.ward)
