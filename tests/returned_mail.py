"""Returned mail as servers and people write it, from `tests/data/bounces`, with a return address of choice in it."""

from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "bounces"
IN_THE_FILES = b"bounce+0123456789abcdef0123456789abcdef.abcdefghijklmnopqrstuvwx@bounces.alerts.example"


def returned(name: str, to: str | None = None) -> bytes:
    """The message of this name, sent back to `to` instead of the address in its file."""
    content = (FOLDER / f"{name}.eml").read_bytes()
    return content if to is None else content.replace(IN_THE_FILES, to.encode())


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.eml"))


def leaving_mail(to: str, subject: str) -> bytes:
    """What a mail program sends when its reader presses the button of a `mailto:` form."""
    return (
        f"From: Alice <alice@example.com>\r\nTo: {to}\r\nSubject: {subject}\r\n"
        "Date: Wed, 10 Jun 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n\r\n\r\n"
    ).encode()
