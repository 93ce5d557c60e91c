"""Addresses within our own site that e-mails and pages share; pure."""

from urllib.parse import quote

from alerts.domain.application import ApplicationKey


def application_path(key: ApplicationKey) -> str:
    """The page of an application, its reference percent-encoded but for the slashes."""
    return f"/applications/{quote(key.authority, safe='')}/{quote(key.reference, safe='/')}"
