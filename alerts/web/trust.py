"""Who may write, who is near, and under which host name we answer; pure.

Forms carry no cookie, so a forged one gains nothing but a nuisance; it is refused all the same. What a browser
says of where a form came from decides, and a signed token where it says nothing.
"""

import ipaddress
import re
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from itsdangerous import BadSignature, Signer

_HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9.-]{1,253}))(?::[0-9]{1,5})?", re.IGNORECASE)
TOKEN_HOURS = 24
_NEAR = tuple(
    ipaddress.ip_network(each)
    for each in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""RFC 1918, 3927, 4193, 4291 and 6598."""


class Provenance(NamedTuple):
    """What a request says of where it came from; empty where it does not say."""

    fetch_site: str
    origin: str
    token: str


def is_known_host(host: str, base_url: str) -> bool:
    """Whether a Host header names this site, or this machine itself, on any port."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = (found[1] or found[2]).lower().removesuffix(".")
    return name == urlsplit(base_url).hostname or _is_loopback(name)


def may_write(said: Provenance, own_origins: frozenset[str], secret_key: str, now: datetime) -> bool:
    """Whether an unsafe request came from our own pages.

    A browser that tells the site it came from is believed. `Origin: null` says nothing: browsers send it from
    pages that are served with `no-referrer`, as those with links from e-mails are. Then the form's token decides.
    """
    if said.fetch_site:
        return said.fetch_site in ("same-origin", "none")
    if said.origin and said.origin != "null":
        return said.origin.lower() in own_origins
    return is_form_token(said.token, secret_key, now)


def form_token(secret_key: str, now: datetime) -> str:
    """The token that forms carry: the hour of `now` (aware), signed. The same for everybody within the hour."""
    return _signer(secret_key).sign(str(_hour(now))).decode()


def is_form_token(token: str, secret_key: str, now: datetime) -> bool:
    """Whether a token was signed with this key within the last 24 hours."""
    try:
        signed_hour = int(_signer(secret_key).unsign(token))
    except BadSignature:
        return False
    return 0 <= _hour(now) - signed_hour <= TOKEN_HOURS


def _hour(now: datetime) -> int:
    return int(now.timestamp()) // 3600


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, salt="planning-alerts forms", key_derivation="hmac", digest_method=sha256)


def is_near(ip: str | None) -> bool:
    """Whether a request comes from this machine or a network of one's own, and not from the internet."""
    try:
        address = ipaddress.ip_address((ip or "").partition("%")[0])
    except ValueError:
        return False
    address = (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address
    return any(address.version == each.version and address in each for each in _NEAR)


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
