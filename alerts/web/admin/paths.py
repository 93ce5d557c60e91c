"""Where somebody is led on to: a page or an act of the operators' pages, and nowhere else."""

from flask import current_app
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_START = "/admin"


def own_path(given: str, method: str = "GET") -> str:
    """The path if it is one of the operators' that takes this method; otherwise that of their first page."""
    if not given.startswith(_START) or not given.isprintable():
        return _START
    try:
        current_app.url_map.bind("localhost").match(given, method=method)
    except (HTTPException, RequestRedirect):
        return _START
    return given
