"""Where the database is, and how many connections it is given."""

from pathlib import Path
from urllib.parse import quote

from pydantic import Field, model_validator

from alerts.settings.section import Section, read_secret


class DatabaseSettings(Section):
    """`url` holds the password too, once it was read from `password_file`."""

    url: str = "sqlite:///planning-alerts.sqlite"
    password_file: Path | None = None
    connections: int = Field(default=15, ge=2, le=200)
    site_connections: int = Field(default=15, ge=2, le=200)

    @model_validator(mode="after")
    def _has_its_password(self) -> "DatabaseSettings":
        if self.password_file is not None:
            password = read_secret(None, self.password_file)
            object.__setattr__(self, "url", with_password(self.url, password))
        return self


def with_password(url: str, password: str) -> str:
    """The address with its password. Raises ValueError where it names nobody whose that could be, or has one."""
    scheme, divider, rest = url.partition("://")
    user, at, place = rest.partition("@")
    if not (divider and at and user) or "/" in user:
        raise ValueError("password_file is for an address with a user: postgresql+psycopg://user@host/name")
    if ":" in user:
        raise ValueError("the password stands in url or in password_file, not in both")
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}"
