"""What can be wrong with a request to the domain, each with words for the person who made it."""


class DomainError(Exception):
    """Base of the domain's errors; the message says what to do."""


class AreaRefused(DomainError):
    """A watch area that cannot be watched: unknown, abroad, too large, or of a kind that does not exist."""


class TooManyAreas(DomainError):
    """More areas were brought than are kept: from one network in an hour, or altogether."""


class EmailRefused(DomainError):
    """An address to which no mail could go."""


class LinkRefused(DomainError):
    """A link from an e-mail that is wrong, of another purpose, or too old."""


class NotFound(DomainError):
    """Nothing is known under this name."""


class DecidedAlready(DomainError):
    """What an operator wants to decide has been decided, or has gone by itself; nothing was changed."""


class HoldHasGrown(DomainError):
    """More is held by now than an operator was shown; nothing was changed."""


class InsightNotReady(DomainError):
    """The numbers of dashboards are still being read, as they are for a moment after a start."""


class FilesNotMade(DomainError):
    """The files of open data could not be made; those of before are in use as they were."""


class FilesBusy(FilesNotMade):
    """Somebody makes them already."""


class OperatorRefused(DomainError):
    """Something that cannot be done to an operator; the message says why."""
