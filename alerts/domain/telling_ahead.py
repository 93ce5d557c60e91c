"""What a release would bring about, told to an operator before it is decided: numbers in which nobody is recognised."""

from collections.abc import Mapping
from dataclasses import dataclass

from alerts.domain.new_vintage import FEWEST


@dataclass(frozen=True)
class Ahead:
    """Who would be told of held changes: in how many e-mails, how many people, and how many of each change by its id.
    `looked_at` of `held` changes were looked at.
    """

    emails: int
    people: int
    people_of: Mapping[int, int]
    looked_at: int
    held: int

    @property
    def words(self) -> str:
        """As a sentence goes on after "would go"."""
        if not self.people:
            return "no e-mail to anybody" + self._so_far
        emails = few_words(self.emails, "e-mail", "e-mails")
        return f"about {emails} to {few_words(self.people, 'person', 'people')}{self._so_far}"

    @property
    def _so_far(self) -> str:
        if self.looked_at >= self.held:
            return ""
        return f" for the first {self.looked_at:,} of {self.held:,} changes, and more for the others"

    def words_of(self, change_id: int) -> str:
        """How many people would be told of one change."""
        count = self.people_of.get(change_id, 0)
        return few_words(count, "person", "people") if count else "nobody"


def few_words(number: int, one: str, many: str) -> str:
    """A number of people or of what is theirs; of so few that one could be known, not how many."""
    if 0 < number < FEWEST:
        return f"fewer than {FEWEST} {many}"
    return f"{number:,} {one if number == 1 else many}"
