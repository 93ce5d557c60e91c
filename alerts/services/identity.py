"""Who we are in every e-mail: sender, links, the headers that let people and programs leave."""

from dataclasses import dataclass

from alerts.db.tables import EmailRow
from alerts.domain.links import Purpose, placeholder, token_placeholder
from alerts.domain.return_address import leave_address, return_address


@dataclass(frozen=True)
class MailIdentity:
    """`key` seals links and stays outside the database; links sealed with `previous_keys` still open.
    `is_left_by_mail` where mail to us is read, so that one to `leave_address` ends a person's areas. Alarms and
    summaries go to `operator_email`, or where people write to.
    """

    base_url: str
    site_name: str
    contact_email: str
    sender: str
    sender_name: str
    reply_to: str
    envelope_domain: str
    key: str
    is_left_by_mail: bool = False
    previous_keys: tuple[str, ...] = ()
    operator_email: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that is good for reading, today's first."""
        return (self.key, *self.previous_keys)

    @property
    def operators_address(self) -> str:
        """Where we write to the operator."""
        return self.operator_email or self.contact_email

    @property
    def host(self) -> str:
        return self.sender.rpartition("@")[2]

    def message_id(self, email_id: str) -> str:
        """Random, ours, and the same at every try."""
        return f"<{email_id}@{self.host}>"

    def envelope_from(self, email_id: str, recipient: str) -> str:
        """Where bounces go: an address for this e-mail alone where a domain for that is configured."""
        if not self.envelope_domain:
            return self.sender
        return return_address(email_id, recipient, self.envelope_domain, self.key)

    @property
    def leave_address(self) -> str:
        """Where a mail with a person's token in its subject ends all their areas."""
        return leave_address(self.envelope_domain)

    def headers(self, email: EmailRow, *, is_subscribed: bool = False) -> tuple[tuple[str, str], ...]:
        """The headers beyond the usual ones, their links still to be filled in.

        A stranger can bring about a confirmation: where it `is_subscribed` who gets it, the mail program's button
        ends their alerts as it does in any other e-mail, so that they can take it back.
        """
        headers = [("Reply-To", self.reply_to or self.contact_email), ("Content-Language", "en-GB")]
        if email.lane in ("alert", "welcome") and email.subscriber_id is not None:
            headers += [
                ("List-Id", f"{self.site_name} <{email.list_id}.{self.host}>"),
                *self._leave(email.subscriber_id),
            ]
        if email.lane == "confirmation" and email.subscriber_id is not None and email.recipient is None:
            never = _one_click(f"<{placeholder(Purpose.NEVER, email.subscriber_id)}>")
            headers += self._leave(email.subscriber_id) if is_subscribed else never
        return tuple(headers)

    def _leave(self, subscriber_id: int) -> list[tuple[str, str]]:
        leave = placeholder(Purpose.UNSUBSCRIBE, subscriber_id)
        return _one_click(f"<{leave}>{self._leave_by_mail(subscriber_id)}")

    def _leave_by_mail(self, subscriber_id: int) -> str:
        """The other form of leaving, after the first."""
        token = token_placeholder(Purpose.UNSUBSCRIBE, subscriber_id)
        return f", <mailto:{self.leave_address}?subject={token}>" if self.is_left_by_mail else ""


def _one_click(links: str) -> list[tuple[str, str]]:
    """The headers by which a mail program ends our e-mails in one click (RFC 8058)."""
    return [("List-Unsubscribe", links), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
