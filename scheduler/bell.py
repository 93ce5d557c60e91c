"""A bell between the site and the worker of one process. Nothing is lost when nobody hears it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Bell:
    """`ring()` does what whoever answers it wants done; before and after that, nothing."""

    def __init__(self) -> None:
        self._answer: Callable[[], None] | None = None

    def ring(self) -> None:
        answer = self._answer
        if answer is not None:
            answer()

    @contextmanager
    def answered_by(self, answer: Callable[[], None]) -> Iterator[None]:
        self._answer = answer
        try:
            yield
        finally:
            self._answer = None
