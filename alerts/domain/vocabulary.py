"""Registers' words for status and decision, mapped where their meaning is certain and kept raw where not; pure.

Sources: the words and codes found side by side in the Planning London Datahub, where the code `PER` stands next to
"Approved", and in Camden's register; the meanings are Open Digital Planning's.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.application import Decision, Status


class Standing(NamedTuple):
    """How an application stands; None where the register's words leave it open."""

    status: Status | None
    decision: Decision | None


class _Stage(StrEnum):
    """What a word says beyond a status and a decision: an appeal may follow either a refusal or silence."""

    APPEAL = "appeal"


_Meaning = Status | Decision | _Stage

_APPEAL_IS_OVER = frozenset(("allowed", "decided", "determined", "dismissed", "upheld", "withdrawn"))

_WORDS: dict[str, _Meaning] = {
    "application received": Status.UNDETERMINED,
    "application under consideration": Status.UNDETERMINED,
    "registered": Status.UNDETERMINED,
    "undetermined": Status.UNDETERMINED,
    "determined": Status.DETERMINED,
    "final decision": Status.DETERMINED,
    "completed": Status.DETERMINED,
    "appeal decided": Status.DETERMINED,
    "withdrawn": Status.WITHDRAWN,
    "withdrawn decision": Status.WITHDRAWN,
    "wdn": Status.WITHDRAWN,
    "returned": Status.RETURNED,
    "appeal in progress": _Stage.APPEAL,
    "appeal lodged": _Stage.APPEAL,
    "appeal received": _Stage.APPEAL,
    "appealed": _Stage.APPEAL,
    "approved": Decision.GRANTED,
    "approve": Decision.GRANTED,
    "approval": Decision.GRANTED,
    "grant": Decision.GRANTED,
    "granted": Decision.GRANTED,
    "per": Decision.GRANTED,
    "gtd": Decision.GRANTED,
    "graod": Decision.GRANTED,
    "prior approval granted": Decision.GRANTED,
    "prior approval given": Decision.GRANTED,
    "refuse": Decision.REFUSED,
    "refused": Decision.REFUSED,
    "refusal": Decision.REFUSED,
    "ref": Decision.REFUSED,
    "prior approval refused": Decision.REFUSED,
    "split": Decision.SPLIT,
    "split decision": Decision.SPLIT,
    "not required": Decision.NOT_REQUIRED,
    "prior approval not required": Decision.NOT_REQUIRED,
    "no objection": Decision.NO_OBJECTION,
    "no objection to proposal obs only": Decision.NO_OBJECTION,
    "noobj": Decision.NO_OBJECTION,
    "objection": Decision.OBJECTION,
    "objection raised to proposal obs only": Decision.OBJECTION,
    "opinion issued": Decision.OTHER,
    "comment issued": Decision.OTHER,
}

# "Granted Subject to a Section 106 Legal Agreement", "Refused and Warning of Enforcement Action to be Taken".
_BEGINNINGS: tuple[tuple[str, Decision], ...] = (
    ("granted subject to ", Decision.GRANTED),
    ("refused and ", Decision.REFUSED),
)
_LONGEST_WORDS = 200


Meanings = Mapping[str, Status | Decision]
"""What a council's own words and codes mean, by the word as `plain_words` gives it."""

NO_MEANINGS: Meanings = {}


def standing(status_raw: str | None, decision_raw: str | None, own: Meanings = NO_MEANINGS) -> Standing:
    """How an application stands by its status and its decision as the register words them.

    `own` are the meanings that an operator gave to this register's words; they come before ours.
    The status is read first and the decision second, as codes are often found in the decision with a cleaner
    status beside them. A decision makes an application determined unless it was withdrawn or returned.
    """
    said, decided = _meaning(status_raw, own), _meaning(decision_raw, own)
    if Status.WITHDRAWN in (said, decided):
        return Standing(Status.WITHDRAWN, None)
    if Status.RETURNED in (said, decided):
        return Standing(Status.RETURNED, None)
    decision = next((each for each in (said, decided) if isinstance(each, Decision)), None)
    if decision is not None:
        return Standing(Status.DETERMINED, decision)
    if said is _Stage.APPEAL:
        return Standing(Status.DETERMINED if decision_raw else Status.UNDETERMINED, None)
    return Standing(said if isinstance(said, Status) else None, None)


class AppealWords(NamedTuple):
    """What a register's status says of an appeal: that there is one, and how it was decided; None where nothing."""

    appeal: str | None
    decision: str | None


def appeal_words(status_raw: str | None) -> AppealWords:
    """What a status such as `Appeal Lodged` or `Appeal Dismissed` says of an appeal, in the register's own words."""
    words = plain_words(status_raw or "")[:_LONGEST_WORDS].split()
    if not {"appeal", "appealed"} & set(words):
        return AppealWords(None, None)
    return AppealWords(status_raw, status_raw if _APPEAL_IS_OVER & set(words) else None)


def is_known_word(raw: str, own: Meanings = NO_MEANINGS) -> bool:
    """Whether a register's word for a status or a decision has a meaning here."""
    return _meaning(raw, own) is not None


def plain_words(raw: str) -> str:
    """A register's word in small letters, without punctuation: what words are compared by."""
    return " ".join(re.findall(r"[a-z0-9]+", raw.casefold()))


def _meaning(raw: str | None, own: Meanings) -> _Meaning | None:
    if not raw or len(raw) > _LONGEST_WORDS:
        return None
    words = plain_words(raw)
    known = own.get(words) or _WORDS.get(words)
    return known or next((each for start, each in _BEGINNINGS if words.startswith(start)), None)
