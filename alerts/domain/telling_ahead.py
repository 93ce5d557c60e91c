"""What a release would bring about, told to an operator before it is decided: numbers in which nobody is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.domain.new_vintage import counted, told


@dataclass(frozen=True)
class Ahead:
    """Who would be told of held changes: in how many e-mails, how many people, and how many of each change by its id.
    `looked_at` of `held` changes were looked at; `last` is the newest of them.
    """

    emails: int
    people: int
    people_of: Mapping[int, int]
    looked_at: int
    held: int
    last: int

    @property
    def words(self) -> str:
        """As a sentence goes on after "would go"."""
        if not self.people:
            return "no e-mail to anybody" + self._so_far
        emails = counted(told(self.emails), "e-mail", "e-mails")
        about = "" if told(self.emails) is None else "about "
        return f"{about}{emails} to {counted(told(self.people), 'person', 'people')}{self._so_far}"

    @property
    def _so_far(self) -> str:
        if self.looked_at >= self.held:
            return ""
        return f" for the first {self.looked_at:,} of {self.held:,} changes, and more for the others"

    def words_of(self, change_id: int) -> str:
        """How many people would be told of one change."""
        count = self.people_of.get(change_id, 0)
        return counted(told(count), "person", "people") if count else "nobody"
