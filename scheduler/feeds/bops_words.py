"""What BOPS calls statuses, decisions and types of application, in our words."""

from alerts.domain.application import Decision, Status
from alerts.domain.vocabulary import Meanings
from scheduler.feeds.reading.told import OwnWords

# The states of BOPS's own work, and Open Digital Planning's stages, all before a decision. "closed" may be anything.
_UNDETERMINED = """
    pending, not started, invalidated, assessment in progress, in assessment, awaiting determination, in committee,
    to be reviewed, submission, validation, consultation, assessment
"""
_MEANINGS: Meanings = {
    **{words.strip(): Status.UNDETERMINED for words in _UNDETERMINED.split(",")},
    "appeal allowed": Status.DETERMINED,
    "appeal dismissed": Status.DETERMINED,
    "granted not required": Decision.NOT_REQUIRED,
}

# Open Digital Planning's types and MHCLG's codes; a type means also the finer ones below it, unless they stand here.
_TYPES = {
    "advertConsent": "advertising",
    "amendment.minorMaterial": "s73",
    "amendment.nonMaterial": "non-material-amendment",
    "approval.conditions": "approval-condition",
    "approval.reservedMatters": "reserved-matters",
    "hedgerowRemovalNotice": "hedgerow-removal",
    "landDrainageConsent": "land-drainage-consent",
    "ldc": "ldc",
    "listed": "lbc",
    "onshoreExtractionOilAndGas": "extraction-oil-gas",
    "pa": "prior-approval",
    "pp.full": "full",
    "pp.full.householder": "hh",
    "pp.full.major.technicalDetails": "technical-details-consent",
    "pp.full.minor.technicalDetails": "technical-details-consent",
    "pp.outline": "outline",
    "pp.pip": "pip",
    "wtt.consent": "consent-under-tpo",
    "wtt.notice": "notice-trees-in-con-area",
}
_LONGEST_TYPE = 100


def with_ours(own: OwnWords) -> OwnWords:
    """What an operator said that words mean, and what they mean in any BOPS."""
    return own._replace(meanings={**_MEANINGS, **own.meanings})


def type_code(raw: str | None) -> str | None:
    """MHCLG's code for a type of Open Digital Planning such as `pp.full.householder`; None where none is certain."""
    if not raw or len(raw) > _LONGEST_TYPE:
        return None
    parts = raw.split(".")
    wider = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((_TYPES[each] for each in wider if each in _TYPES), None)
