"""How an application stands by PlanIt's word and the council's own, and what PlanIt's words mean."""

from typing import NamedTuple

from alerts.domain.application import Decision, Status
from alerts.domain.vocabulary import Meanings, is_known_word, plain_words
from scheduler.feeds.reading.told import OwnWords

# "Referred", "Unresolved" and "Other" say nothing certain.
_STATES: Meanings = {
    "undecided": Status.UNDETERMINED,
    "permitted": Decision.GRANTED,
    "conditions": Decision.GRANTED,
    "rejected": Decision.REFUSED,
}
# PlanIt says "Permitted" also where the council had no objection or found that nothing was required. Beside a
# decision in the council's words it therefore only tells that one was taken.
_STATES_BESIDE_A_DECISION: Meanings = {
    **_STATES,
    "permitted": Status.DETERMINED,
    "conditions": Status.DETERMINED,
    "rejected": Status.DETERMINED,
}
# Of PlanIt's types only these are one type of ours: its "Full" holds householders', "Trees" consents and notices,
# "Conditions" changes and details, "Heritage" and "Amendment" several.
_TYPES = {"outline": "outline", "advertising": "advertising"}
# How councils' pages show an empty field.
_BLANKS = frozenset({"not available", "unknown"})


class Council(NamedTuple):
    """What the council's own page says."""

    status: str | None
    decision: str | None


class Said(NamedTuple):
    """The words of an application for its status and decision, and what they mean in a PlanIt feed."""

    status: str | None
    decision: str | None
    own: OwnWords
    notes: tuple[str, ...]


def said(state: str | None, council: Council, own: OwnWords) -> Said:
    """PlanIt's state first, as it is one of eight words; the council's status where that state says nothing."""
    known = OwnWords({**_STATES, **own.meanings}, {**_TYPES, **own.types})
    is_decision_known = council.decision is not None and is_known_word(council.decision, own.meanings)
    if is_decision_known:
        known = known._replace(meanings={**_STATES_BESIDE_A_DECISION, **own.meanings})
    status = state
    if council.status and not (state and is_known_word(state, known.meanings)):
        status = council.status
    # Beside "Undecided" a word that we do not know is one for waiting, such as "Awaiting committee".
    is_blank = plain_words(council.decision or "") in _BLANKS or plain_words(state or "") == "undecided"
    if council.decision and is_blank and not is_decision_known:
        return Said(status, None, known, ("no-decision-yet:decision",))
    return Said(status, council.decision, known, ())
