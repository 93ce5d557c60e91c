"""What somebody asked for in plain words, the same on pages and in e-mails."""

from collections.abc import Iterable

from alerts.domain.application_types import LABELS
from alerts.domain.change import ChangeKind
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.domain.timetable import WEEKDAYS
from alerts.domain.wording import FREQUENCY_WORDS, KIND_WORDS


def wishes_words(wishes: Wishes) -> str:
    """What somebody is told and how often: `once a day: new, decided; only householder …`."""
    kinds = [_kind_words(kind, wishes) for kind in CHOICES_OF_CHANGE if kind in wishes.changes]
    said = [f"{FREQUENCY_WORDS[wishes.frequency]}{_moment_words(wishes)}: {_listed(kinds)}"]
    if wishes.only_major:
        said.append("only major development")
    if wishes.constraints:
        said.append(f"only in or at a {kinds_words(wishes.constraints)}")
    if wishes.types:
        said.append(f"only {_listed(LABELS.get(code, code) for code in sorted(wishes.types))}")
    if wishes.include:
        said.append(f"only with the words {_listed(wishes.include)}")
    if wishes.exclude:
        said.append(f"without the words {_listed(wishes.exclude)}")
    return "; ".join(said)


def _kind_words(kind: ChangeKind, wishes: Wishes) -> str:
    if kind is not ChangeKind.DEADLINE_NEAR:
        return KIND_WORDS[kind].lower()
    return (
        f"a reminder {wishes.remind_days} day{'' if wishes.remind_days == 1 else 's'} before comments close"
    )


def _moment_words(wishes: Wishes) -> str:
    """Hour and day, where somebody chose them: ` on Monday at 18:00`."""
    is_weekly, is_digest = wishes.frequency is Frequency.WEEKLY, wishes.frequency is not Frequency.INSTANT
    day = f" on {WEEKDAYS[wishes.weekday].capitalize()}" if is_weekly and wishes.weekday is not None else ""
    return day + (f" at {wishes.hour:02}:00" if is_digest and wishes.hour is not None else "")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
