"""How far an application has come, as maps, lists and their filters tell it."""

from enum import StrEnum

from alerts.domain.application import Application
from alerts.language import _, later


class SiteStage(StrEnum):
    """How far an application has come, as far as a map tells: each has a colour and a shape of its own."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


_WORDS = {
    SiteStage.OPEN: later("open"),
    SiteStage.DECIDED: later("decided"),
    SiteStage.WITHDRAWN: later("withdrawn"),
}


def stage_words(stage: SiteStage) -> str:
    """A stage in the language spoken, as it stands within a sentence."""
    return _(_WORDS[stage])


def stage_of(application: Application) -> SiteStage:
    """The stage that an application is shown as."""
    if application.is_withdrawn:
        return SiteStage.WITHDRAWN
    return SiteStage.OPEN if application.is_open else SiteStage.DECIDED
