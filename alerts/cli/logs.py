"""What is logged, on stderr: one line an event, whatever letters a feed, a client or an error puts into it, and no
address, token or secret. The only structlog.
"""

import logging
import sys
import threading
from collections.abc import Iterable, MutableMapping
from types import TracebackType
from typing import Any

from alerts.domain.masking import Mask
from alerts.log_context import said
from alerts.settings import LoggingSettings

log = logging.getLogger("planning_alerts")

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s%(context)s"
_OURS = ("planning_alerts", "alerts", "scheduler")
_SILENT = {
    "procrastinate": logging.CRITICAL,  # what matters of it is told by us, and once
    "urllib3": logging.ERROR,  # its warnings name whole addresses, tokens included
    "waitress": logging.CRITICAL,  # so do its complaints about clients
}
"""Of other libraries warnings are told, whatever we tell of ourselves; of these not even those."""

REQUESTS = "planning_alerts.requests"
_OF_GUNICORN = ("gunicorn.error", "gunicorn.access")


class OneLine(logging.Formatter):
    """Escapes what a terminal would obey or a reader would take for another event. The lines of a traceback follow,
    each set in, so that none can pass for an event of its own.
    """

    def __init__(self, form: str = _FORMAT, mask: Mask | None = None) -> None:
        super().__init__(form, defaults={"context": ""})
        self._mask = mask or Mask()

    def format(self, record: logging.LogRecord) -> str:
        message, *rest = self._mask(super().format(record)).split("\n")
        is_traced = record.exc_info or record.exc_text or record.stack_info
        if not is_traced:
            return escaped("\n".join([message, *rest]))
        own = record.getMessage().count("\n")
        head = "\n".join([message, *rest[:own]])
        return "\n  ".join([escaped(head), *map(escaped, rest[own:])])


def escaped(text: str) -> str:
    """The text with every letter that cannot be printed as Python writes it: `\\n`, `\\x1b`, `\\u202e`."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


class _Stderr(logging.StreamHandler[Any]):
    """Ours; each event knows what is said beside it."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def emit(self, record: logging.LogRecord) -> None:
        with_context(record)
        super().emit(record)


def with_context(record: logging.LogRecord) -> None:
    """Write beside an event what is said now, for people and for programs."""
    beside = dict(said())
    record.beside = beside
    record.context = (
        " (" + " ".join(f"{name}={value}" for name, value in beside.items()) + ")" if beside else ""
    )


def json_lines(mask: Mask) -> logging.Formatter:
    """One JSON document a line: `timestamp`, `level`, `logger`, `event`, what is said beside it, `exception`."""
    import structlog

    def beside(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {**getattr(event["_record"], "beside", {}), **event}

    def masked(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {name: mask(value) if isinstance(value, str) else value for name, value in event.items()}

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
        ],
        processors=[
            beside,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            masked,
            structlog.processors.JSONRenderer(),
        ],
    )


def log_to_stderr(level: int, form: logging.Formatter | None = None) -> bool:
    """Say what happens from this level on; False where somebody else takes the events, as the tests do."""
    if not _handled(form or OneLine()):
        return False
    logging.getLogger().setLevel(max(level, logging.WARNING))
    for name, least in {**dict.fromkeys(_OURS, level), **_SILENT}.items():
        logging.getLogger(name).setLevel(least)
    return True


def log_as(settings: LoggingSettings, secrets: Iterable[str], *, is_verbose: bool = False) -> None:
    """From here on as the settings say, none of these secrets in any line."""
    mask = Mask(secrets)
    form = json_lines(mask) if settings.format == "json" else OneLine(mask=mask)
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    if not log_to_stderr(min(level, logging.INFO) if is_verbose else level, form):
        return
    logging.getLogger(REQUESTS).setLevel(logging.INFO if settings.tells_requests else logging.CRITICAL)
    # What nobody caught is an event like any other, and would else be printed as it is.
    sys.excepthook = _uncaught
    threading.excepthook = lambda it: _uncaught(it.exc_type, it.exc_value or it.exc_type(), it.exc_traceback)
    for name in _OF_GUNICORN:  # it logs by handlers of its own, whole addresses of pages included
        for handler in logging.getLogger(name).handlers:
            handler.setFormatter(form)


def _handled(form: logging.Formatter) -> bool:
    """Let what is logged come out in this form; False where somebody else takes the events, as the tests do."""
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(_Stderr())
    ours = [handler for handler in root.handlers if isinstance(handler, _Stderr)]
    for handler in ours:
        handler.setFormatter(form)
    return bool(ours)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("an error in the program", exc_info=(kind, error, trace))
