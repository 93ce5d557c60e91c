"""Answers packed with gzip for whoever takes them so: a slow phone gets a fifth of the bytes. Never a personal page."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

from alerts.web.assets import BUILT

LEAST_BYTES = 1_000
_QUICKLY, _WELL = 5, 9
_MOST_FILES = 100
_TEXTS = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/geo+json",
        "application/javascript",
        "application/json",
        "application/ld+json",
        "application/problem+json",
        "application/rss+xml",
        "application/xml",
        "image/svg+xml",
        "text/calendar",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
    }
)


def pack_answers(app: Flask) -> None:
    """Pack what leaves; to be called before whatever sets the headers that are looked at here."""
    app.after_request(_packed)


def _packed(response: Response) -> Response:
    if response.mimetype not in _TEXTS:
        return response
    response.vary.add("Accept-Encoding")
    if not _may_be(response):
        return response
    content = _content(response)
    if content is None or len(content) < LEAST_BYTES:
        return response
    response.direct_passthrough = False
    response.set_data(content if isinstance(content, _Ready) else gzip.compress(content, _QUICKLY, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _is_weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


class _Ready(bytes):
    """A file that is packed already."""


def _may_be(response: Response) -> bool:
    """A personal page is not packed: its length would tell who can write into it what else it holds."""
    return (
        response.status_code == 200
        and request.method == "GET"
        and request.accept_encodings.quality("gzip") > 0
        and "Content-Encoding" not in response.headers
        and not response.cache_control.no_store
    )


def _content(response: Response) -> bytes | None:
    """What is to be packed, a built file as it was packed before; None for what is still being written."""
    if request.endpoint == "static" and request.view_args:
        return _file(request.view_args["filename"])
    return None if response.is_streamed or response.direct_passthrough else response.get_data()


@lru_cache(_MOST_FILES)
def _file(name: str) -> _Ready | None:
    """A built file, packed once: its content never changes under its name. Only called for what was found."""
    content = (Path(BUILT) / name).read_bytes()
    return _Ready(gzip.compress(content, _WELL, mtime=0)) if len(content) >= LEAST_BYTES else None
