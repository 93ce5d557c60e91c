"""The e-mail with the link that signs an operator in; in English, as their pages are."""

from alerts.domain.links import LIFETIMES, Purpose, placeholder
from alerts.mail.compose import Email, MailSite, rendered


def compose_operator_link(operator_id: int, has_factor: bool, site: MailSite) -> Email:
    """It holds nothing that whoever asked for it wrote."""
    minutes = int(LIFETIMES[Purpose.SIGN_IN].total_seconds()) // 60
    link = placeholder(Purpose.SIGN_IN, operator_id)
    return rendered("operator_link", site, link=link, minutes=minutes, has_factor=has_factor)
