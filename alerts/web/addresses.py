"""Addresses of our own pages in the language of the reader: Welsh pages stand under `/cy`."""

from alerts.language import Language, spoken


def to(path: str) -> str:
    """The address of a page of ours, `/status` or `/cy/status`, for the language spoken."""
    language = spoken()
    return path if language is Language.ENGLISH else f"/{language}{path}"
