"""What is logged, on stderr: one line an event, whatever letters a feed, a client or an error puts into it."""

import logging
import sys

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class OneLine(logging.Formatter):
    """Escapes what a terminal would obey or a reader would take for another event. The lines of a traceback follow,
    each set in, so that none can pass for an event of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        message, *rest = super().format(record).split("\n")
        is_traced = record.exc_info or record.exc_text or record.stack_info
        if not is_traced:
            return escaped("\n".join([message, *rest]))
        own = record.getMessage().count("\n")
        head = "\n".join([message, *rest[:own]])
        return "\n  ".join([escaped(head), *map(escaped, rest[own:])])


def escaped(text: str) -> str:
    """The text with every letter that cannot be printed as Python writes it: `\\n`, `\\x1b`, `\\u202e`."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def log_to_stderr(level: int) -> None:
    """Say what happens from this level on, but for what other libraries would tell of addresses."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings name whole addresses, tokens included
    logging.getLogger("waitress").setLevel(logging.CRITICAL)  # so do its complaints about clients
