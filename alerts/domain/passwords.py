"""What a password of an operator must be: long, and nothing that is known of them; pure."""

SHORTEST, LONGEST = 12, 200


def password_fault(password: str, email: str, site_name: str) -> str | None:
    """What is wrong with a new password, in words for whoever chose it. Which letters it has is their own affair."""
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} letters; a few words will do."
    if len(password) > LONGEST:
        return f"Choose a password of at most {LONGEST} letters."
    folded = _folded(password)
    local = email.partition("@")[0]
    if folded in {_folded(email), _folded(site_name), _folded(local)} or len(set(folded)) < 4:
        return "Choose a password that is neither your address, nor the name of this site, nor a few letters repeated."
    return None


def _folded(text: str) -> str:
    return "".join(text.casefold().split())
