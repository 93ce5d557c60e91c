"""What each action is called where people read the audit; pure. A new action needs its words here."""

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
}


def words_of(action: str) -> str:
    """An action in words; one that an earlier or later version noted, by its name."""
    return WORDS.get(action, action.replace("-", " ").capitalize())
