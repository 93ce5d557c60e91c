"""The ways of mail as the settings have them: who it is from, how it is signed, where it leaves and comes back."""

from collections.abc import Callable
from urllib.parse import urlsplit

from alerts.mail.boxes import KINDS, Box, BoxSettings
from alerts.mail.errors import SigningImpossible
from alerts.mail.outbox_folder import OutboxFolderSender
from alerts.mail.sender import Sender, SmtpSender
from alerts.mail.signing import Sign, dkim_signer, unsigned
from alerts.mail.smtp_settings import Security, SmtpServer
from alerts.services.identity import MailIdentity
from alerts.settings import BounceSettings, MailSettings, Settings, SettingsError


def identity_of(settings: Settings) -> MailIdentity:
    """Who we are in every e-mail."""
    site, mail = settings.site, settings.mail
    return MailIdentity(
        base_url=site.base_url,
        site_name=site.name,
        contact_email=site.contact_email,
        sender=mail.sender,
        sender_name=mail.sender_name,
        reply_to=mail.reply_to,
        envelope_domain=mail.envelope_domain,
        key=site.secret(),
        is_left_by_mail=bool(settings.bounces.source),
        previous_keys=site.previous_secrets(),
        operator_email=settings.reporting.summary_to,
    )


def signer_of(mail: MailSettings) -> Sign:
    """What signs e-mails, if anything does. Raises SettingsError where it cannot."""
    if mail.dkim_key_file is None:
        return unsigned
    try:
        return dkim_signer(mail.dkim_domain, mail.dkim_selector, mail.dkim_key_file.read_bytes())
    except OSError as error:
        why = f"{mail.dkim_key_file} cannot be read: {error.strerror}"
        raise SettingsError(f"mail.dkim_key_file: {why}") from error
    except SigningImpossible as error:
        raise SettingsError(f"mail.dkim_key_file: {error}") from error


def box_of(bounces: BounceSettings) -> Box:
    """Where mail that comes back is read."""
    return KINDS[bounces.source](
        BoxSettings(
            path=bounces.path,
            host=bounces.host,
            port=bounces.port,
            security=bounces.security,
            username=bounces.username,
            password=bounces.box_password(),
            folder=bounces.folder,
            is_deleting=bounces.delete,
        )
    )


def sender_of(settings: Settings, is_stopping: Callable[[], bool]) -> Sender:
    """The way out: a mail server, or a folder."""
    mail = settings.mail
    if mail.backend == "outbox":
        return OutboxFolderSender(mail.outbox_dir)
    return SmtpSender(server_of(settings), is_stopping=is_stopping)


def server_of(settings: Settings) -> SmtpServer:
    """The mail server, and how it is spoken to."""
    mail = settings.mail
    security = Security.STARTTLS if mail.starttls else Security.TLS if mail.tls else Security.NONE
    return SmtpServer(
        host=mail.host,
        port=mail.port,
        local_hostname=urlsplit(settings.site.base_url).hostname or "localhost",
        security=security,
        username=mail.username or None,
        password=mail.secret() or None,
    )
