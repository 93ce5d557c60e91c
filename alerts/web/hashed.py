"""Names that change with what a file holds, so that a browser may keep it for ever."""

import hashlib


def hashed(name: str, content: bytes) -> str:
    """`site.css` as `site.0123456789ab.css`."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
