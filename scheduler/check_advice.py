"""What to do about a feed that cannot be read, in a sentence for whoever sets it up."""

from scheduler.errors import BUSY_STATUSES, FetchFailed, FetchReason
from scheduler.page import PageUnreadable

_LATER = "Try again later; if it stays so, ask the council"
_ADDRESS = "Check `url`: copy it from the council's page of open data"

_OF_FETCH = {
    FetchReason.BAD_SCHEME: "Write `url` with https://, as the feed itself writes it",
    FetchReason.BAD_URL: _ADDRESS,
    FetchReason.BAD_REQUEST: "Check `url` and the feed's header or token for letters that cannot be sent",
    FetchReason.REFUSED_ADDRESS: (
        "Only public addresses are asked; for a trial name the host in `allow_private_hosts` of [fetch]"
    ),
    FetchReason.CONNECTION: "Check the host in `url`, and that this machine reaches the internet",
    FetchReason.TIMEOUT: _LATER,
    FetchReason.TOO_SLOW: "Ask for less at a time (`page_size`, `history`), or try again at night",
    FetchReason.TOO_LARGE: "Ask for less at a time (`page_size`, `history`)",
    FetchReason.TRUNCATED: _LATER,
    FetchReason.ENCODING: "The server answers in a form that was not asked for; ask the council",
    FetchReason.CERTIFICATE: "The server cannot prove who it is: check the host in `url`, or tell the council",
    FetchReason.TOO_MANY_REDIRECTS: "Open `url` in a browser and write the address that it ends at",
    FetchReason.CIRCUIT_OPEN: "It failed too often and is left alone for now; try again later",
    FetchReason.HOST_BUSY: "Another poll has its turn at this server; try again in a minute",
}
_OF_STATUS = {
    400: "The server does not understand the question: check `url` and the names of columns in the settings",
    401: "The server wants a key: check the feed's token or header (`app_token`, `header`)",
    403: "The server keeps us out: check the feed's token or header, or ask the council to let programs in",
    404: f"There is nothing at this address. {_ADDRESS}",
    410: f"What was at this address is gone for good. {_ADDRESS}",
}
_OF_PAGE = {
    "html": "The address leads to a web page: find the address of the data itself, often behind `Download` or `API`",
    "empty": f"The answer has nothing in it. {_ADDRESS}",
    "no-records": "Check `history` and the feed's own filters; an empty register needs none of this",
    "missing-column": "Write the columns in the settings as the header has them, capitals included",
    "bad-encoding": "Declare in which letters it is written: `encoding`, where this kind of feed has it",
    "not-json": f"The answer is no JSON: check `kind` and `format`. {_ADDRESS}",
    "not-csv": "The answer is no table: check `kind`, `format` and `delimiter`",
    "not-xml": "The answer is no XML: check `kind` and `url`",
    "unexpected-shape": "The answer is built otherwise than this kind of feed: check `kind` and `url`",
    "error-answer": "The server refused the question: its own words stand above",
    "missing-key": "Check `columns.key`: no record of the page has it",
    "truncated": _LATER,
    "too-large": "Ask for less at a time (`page_size`, `history`)",
    "several-authorities": "The file holds several councils: choose one by the feed's settings",
}
_OTHERWISE = "Look at the answer in a browser; `planning-alerts feeds kinds` lists what each kind can be told"


def advice(error: FetchFailed | PageUnreadable) -> str:
    """What to do next, in one sentence or two."""
    if isinstance(error, PageUnreadable):
        return f"{_OF_PAGE.get(error.reason, _OTHERWISE)}."
    if error.status in _OF_STATUS:
        return f"{_OF_STATUS[error.status]}."
    is_busy = error.status in BUSY_STATUSES or (error.status or 0) >= 500
    return f"{_LATER if is_busy else _OF_FETCH.get(error.reason, _ADDRESS)}."
