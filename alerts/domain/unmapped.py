"""Words of a register that have no meaning in our vocabulary yet: shown as they are, and listed for the operator."""

from collections.abc import Iterator
from typing import NamedTuple

from alerts.domain.application import Application

LONGEST_WORD = 200
"""What is kept of a word; a longer one is no word, and has no meaning."""


class Word(NamedTuple):
    """A register's word in one field."""

    field: str
    value: str


def unmapped_words(application: Application) -> Iterator[Word]:
    """The words of this application that mean nothing to us; a decision beside a withdrawal needs no meaning."""
    if application.application_type_raw and application.application_type is None:
        yield Word("application_type", application.application_type_raw)
    if application.status_raw and application.status is None:
        yield Word("status", application.status_raw)
    if application.decision_raw and application.decision is None and not application.is_withdrawn:
        yield Word("decision", application.decision_raw)


def mapped_words(application: Application) -> Iterator[Word]:
    """The words of this application that have a meaning."""
    if application.application_type_raw and application.application_type is not None:
        yield Word("application_type", application.application_type_raw)
    if application.status_raw and application.status is not None:
        yield Word("status", application.status_raw)
    if application.decision_raw and application.decision is not None:
        yield Word("decision", application.decision_raw)
