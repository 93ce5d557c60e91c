"""Addresses of our own pages in the language of the reader: Welsh pages stand under `/cy`."""

from alerts.domain.paths import to

__all__ = ["to"]
