"""The settings of a Planning London Datahub feed, and what the hub calls the authorities they name."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from alerts.domain.authorities import ALL, Authority, AuthorityKind, authority_by_code, authority_by_name

# The hub's own names where no rule makes them of ours; names that it does not use cost nothing in a search.
_HUB_NAMES = {"E09000013": ("Hammersmith",), "E51000001": ("LLDC",), "E51000002": ("OPDC",)}

_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")


def _known(name: str) -> str:
    if _authority(name) is None:
        raise ValueError(
            f"“{name}” is no planning authority: give its name or its GSS code, such as E09000007"
        )
    return name


def _sendable(header: dict[str, SecretStr]) -> dict[str, SecretStr]:
    for key, value in header.items():
        text = value.get_secret_value()
        if _HEADER_NAME.fullmatch(key) is None or not (text.isascii() and text.isprintable()):
            raise ValueError(
                f"the header “{key}” cannot be sent: letters, digits and hyphens, and one line of ASCII"
            )
    return header


class LondonDatahubSettings(BaseModel):
    """A Planning London Datahub feed's own keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    header: Annotated[dict[str, SecretStr], AfterValidator(_sendable)] = Field(
        default_factory=dict,
        description='guest header of the hub\'s connection document: {"X-API-AllowRequest" = "…"}',
    )
    authorities: tuple[Annotated[str, AfterValidator(_known)], ...] = Field(
        default=(), description="names or GSS codes of the authorities to read; all London if left out"
    )
    page_size: int = Field(default=1000, ge=1, le=10_000, description="records asked for at a time")


def codes_of(authorities: Iterable[str]) -> frozenset[str]:
    """The ONS codes of these authorities; London's 33 where none is given."""
    found = {authority.code for given in authorities if (authority := _authority(given))}
    boroughs = {authority.code for authority in ALL if authority.kind is AuthorityKind.LONDON_BOROUGH}
    return frozenset(found or boroughs)


def hub_names(authorities: Iterable[str]) -> tuple[str, ...]:
    """What the hub may call these authorities: "Kingston", "Hammersmith & Fulham", "LLDC"."""
    names: dict[str, None] = {}
    for given in authorities:
        authority = _authority(given)
        if authority is not None:
            names |= dict.fromkeys(_names(authority))
    return tuple(names)


def _names(authority: Authority) -> tuple[str, ...]:
    own = authority.name
    return (own, own.replace(" and ", " & "), own.split(" upon ")[0], *_HUB_NAMES.get(authority.code, ()))


def _authority(given: str) -> Authority | None:
    return authority_by_code(given) or authority_by_name(given)
