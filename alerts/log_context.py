"""What every line of the log says beside its words, within a piece of work: which job, which feed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_NOTHING: Mapping[str, str | int] = MappingProxyType({})
_SAID: ContextVar[Mapping[str, str | int]] = ContextVar("said", default=_NOTHING)


@contextmanager
def saying(**more: str | int) -> Iterator[None]:
    """Every line until the block ends says this too; what is within it may say more."""
    before = _SAID.set({**_SAID.get(), **more})
    try:
        yield
    finally:
        _SAID.reset(before)


def said() -> Mapping[str, str | int]:
    """What a line written now says beside its words."""
    return _SAID.get()
