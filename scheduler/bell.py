"""A bell between the site and the worker of one process. Nothing is lost when nobody hears it."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager

from sqlalchemy.orm import Session

from alerts.db.waking import Wanted, Work


class Bell:
    """`ring()` does what whoever answers it wants done; before and after that, nothing. It is rung once a form has been
    put down; all other work of one process has the clock alone.
    """

    def __init__(self) -> None:
        self._answer: Callable[[], None] | None = None

    def ring(self) -> None:
        answer = self._answer
        if answer is not None:
            answer()

    def before_commit(self, session: Session, wanted: AbstractSet[Wanted]) -> None:
        """Nothing: nobody is to look before there is anything to see."""

    def after_commit(self, wanted: AbstractSet[Wanted]) -> None:
        if any(each.work is Work.TAKE_IN for each in wanted):
            self.ring()

    @contextmanager
    def answered_by(self, answer: Callable[[], None]) -> Iterator[None]:
        self._answer = answer
        try:
            yield
        finally:
            self._answer = None
