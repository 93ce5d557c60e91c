"""What kills cost: the naive account of who had to be told what, held against what the mail server took."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.rig.borough import told_by
from tests.rig.smtp import Received
from tests.rig.worker import AT_THE_DOT

AFTER_THE_DOT = frozenset({"dot", "after_250", "marking"})
IN_THE_GAP = AFTER_THE_DOT | {AT_THE_DOT}
"""A kill at one of these may cost one repeat: the server may have taken the e-mail, we have not said so."""


@dataclass
class Tally:
    """What the kills of a run cost."""

    kills: int = 0
    kills_in_the_gap: int = 0
    due: Counter[tuple[str, ...]] = field(default_factory=Counter)
    told: Counter[tuple[str, ...]] = field(default_factory=Counter)
    repeats: int = 0
    emails: int = 0
    unequal_repeats: int = 0
    ids_of_an_alert: int = 0

    @property
    def lost(self) -> list[tuple[str, ...]]:
        return sorted((self.due - self.told).elements())

    @property
    def invented(self) -> list[tuple[str, ...]]:
        return sorted((self.told - self.due).elements())

    def note_kill(self, last_moments: Iterable[str]) -> None:
        """A worker died; each of its threads may have been in the hand-over of an e-mail of its own."""
        self.kills += 1
        self.kills_in_the_gap += sum(moment in IN_THE_GAP for moment in last_moments)

    def count(self, received: Iterable[Received]) -> None:
        """Read what the mail server took: repeats are those of a Message-ID that it has already."""
        first: dict[str, bytes] = {}
        ids: dict[tuple[str, ...], set[str]] = {}
        self.told = Counter()
        self.repeats = self.unequal_repeats = 0
        for message in received:
            message_id = str(message.parsed["Message-ID"])
            if message_id in first:
                self.repeats += 1
                self.unequal_repeats += first[message_id] != message.bytes
                continue
            first[message_id] = message.bytes
            told = [(message.recipients[0], *said) for said in told_by(message.parsed)]
            self.told.update(told)
            for alert in told:
                ids.setdefault(alert, set()).add(message_id)
        self.emails = len(first)
        self.ids_of_an_alert = max((len(found) for found in ids.values()), default=0)

    def broken_promises(self) -> list[str]:
        """What the service promises and did not keep, in words; nothing where all is well."""
        kept = {
            f"{len(self.lost)} lost: {self.lost[:3]}": not self.lost,
            f"{len(self.invented)} invented: {self.invented[:3]}": not self.invented,
            f"{self.repeats} repeats after {self.kills_in_the_gap} kills in the hand-over": (
                self.repeats <= self.kills_in_the_gap
            ),
            f"{self.unequal_repeats} repeats that are not the same": self.unequal_repeats == 0,
            f"one alert under {self.ids_of_an_alert} Message-IDs": self.ids_of_an_alert <= 1,
        }
        return [words for words, is_kept in kept.items() if not is_kept]

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.kills_in_the_gap} in the hand-over: {sum(self.due.values())} alerts due in "
            f"{self.emails} e-mails, {len(self.lost)} lost, {len(self.invented)} invented, {self.repeats} repeats"
        )
