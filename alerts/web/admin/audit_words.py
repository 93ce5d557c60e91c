"""What each action is called where people read the audit; pure."""

from collections.abc import Iterable

WORDS = {
    "sign-in": "Signed in",
    "sign-out": "Signed out",
    "end-sessions": "Signed out everywhere",
    "set-password": "Set their password",
    "set-factor": "Set their second factor up",
    "renew-recovery": "Took new recovery codes",
    "add-operator": "Added an operator",
    "change-role": "Changed a role",
    "remove-operator": "Removed an operator",
    "reset-operator": "Let an operator start anew",
    "make-link": "Made a link that signs in",
    "open-email": "Opened an e-mail as it was sent",
    "open-foreseen": "Looked at a person’s next digest",
    "try-alerts-again": "Let alerts that were set aside be tried again",
    "retry-mail-now": "Let the mail be tried at once",
    "release-restored": "Released what waited in a copy that was put back",
    "discard-restored": "Discarded what waited in a copy that was put back",
    "look-up-person": "Looked a person up",
    "export-person": "Took out all that is held about a person",
    "send-confirmation": "Had a confirmation sent again",
    "send-link": "Had a person’s link sent",
    "allow-person": "Let an address be written to again",
    "stop-person": "Ended a person’s alerts",
    "erase-person": "Erased a person",
    "explain-to-person": "Looked up why a person was told, or not",
}


def words_of(action: str) -> str:
    """An action in words: its own, or those of its name."""
    return WORDS.get(action, action.replace("-", " ").capitalize())


def acts_in_words(names: Iterable[str]) -> list[dict[str, str]]:
    """What can be chosen from, by its words: these acts, and those that are noted elsewhere."""
    known = sorted((words_of(name), name) for name in {*names, *WORDS})
    return [{"value": name, "text": words} for words, name in known]
