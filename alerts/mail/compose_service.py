"""Puts into words what a change of address needs: the question to the new one, the notice to the old."""

from alerts.mail.compose import Email, MailSite, rendered


def compose_address_change(confirm: str, never: str, site: MailSite) -> Email:
    """The e-mail that asks a new address whether alerts may go there; it names no other address."""
    return rendered("address_change", site, confirm=confirm, never=never)


def compose_address_changed(site: MailSite) -> Email:
    """The e-mail that tells the old address that alerts go elsewhere now; it does not say where."""
    return rendered("address_changed", site)
