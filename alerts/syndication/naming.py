"""Names of what feeds tell: tag URIs (RFC 4151), the same whatever the language, the format and our words; pure."""

from urllib.parse import quote, urlsplit

from alerts.domain.application import Application
from alerts.domain.story import Story

_SINCE = "2026"
"""A year in which every site that runs this had its name: RFC 4151 wants one, and it must never change."""


def item_id(base_url: str, application: Application, story: Story) -> str:
    """Authority, reference and latest change, or `baseline`: a new one, and only then, when there is news."""
    reference = quote(application.reference, safe="/")
    return _tag(base_url, f"{application.authority}/{reference}/{story.mark}")


def list_id(base_url: str, address: str) -> str:
    """The list at an address of ours without language and format, `/areas/ward/E05013658?types=hh`."""
    return _tag(base_url, address.lstrip("/"))


def _tag(base_url: str, specific: str) -> str:
    return f"tag:{urlsplit(base_url).hostname},{_SINCE}:{specific}"
