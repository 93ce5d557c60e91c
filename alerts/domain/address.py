"""E-mail addresses: one spelling a mailbox, and never another domain than the one that was meant."""

from email_validator import EmailNotValidError, validate_email

from alerts.domain.errors import EmailRefused
from alerts.language import _

LONGEST = 254


def read_address(text: str) -> str:
    """The address as it is stored and written to: trimmed, its domain in lower case and IDNA 2008.

    Raises EmailRefused with words for the person. Non-ASCII local parts are refused: few servers take them.
    """
    try:
        checked = validate_email(
            text.strip()[: LONGEST + 1],
            check_deliverability=False,
            allow_smtputf8=False,
            strict=True,
            test_environment=True,
        )
    except EmailNotValidError as error:
        raise EmailRefused(_("Enter an e-mail address in the right form, like name@example.com.")) from error
    ascii_form = checked.ascii_email or checked.normalized
    return ascii_form.rpartition("@")[0].lower() + "@" + ascii_form.rpartition("@")[2].lower()


def limit_key(address: str) -> str:
    """What counts as one mailbox for limits alone, never as an identity: case, dots and `+tags` do not matter."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def masked(address: str) -> str:
    """`j***@example.com`: enough for an operator to recognise, too little to write to."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}***@{domain}"
