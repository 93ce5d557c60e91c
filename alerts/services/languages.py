"""The language that a person is written to in: that of the page they asked on, until they choose another."""

from alerts.db.tables import SubscriberRow
from alerts.domain.errors import DomainError
from alerts.language import Language, _


def language_of(person: SubscriberRow | None) -> Language:
    """What e-mails to a person are composed in; English for whoever is not known."""
    return Language(person.language) if person is not None else Language.ENGLISH


def change_language(person: SubscriberRow, code: str) -> None:
    """Write to a person in another language from now on. Raises DomainError for one that we do not speak."""
    if code not in list(Language):
        raise DomainError(_("Choose a language from the list."))
    person.language = code
