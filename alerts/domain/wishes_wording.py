"""What somebody asked for in plain words, the same on pages and in e-mails."""

from collections.abc import Iterable, Iterator

from alerts.domain.application_types import LABELS
from alerts.domain.change import ChangeKind
from alerts.domain.constraint_wording import kinds_words
from alerts.domain.subscription import CHOICES_OF_CHANGE, Frequency, Wishes
from alerts.domain.wording import FREQUENCY_WORDS, KIND_WORDS
from alerts.language import _, ngettext
from alerts.language.dates import weekday_name


def wishes_words(wishes: Wishes) -> str:
    """What somebody is told and how often: `once a day: new, decided; only householder …`."""
    kinds = list(_kinds(wishes))
    said = [_("{how_often}: {kinds}").format(how_often=_how_often(wishes), kinds=_listed(kinds))]
    if wishes.only_major:
        said.append(_("only major development"))
    if wishes.constraints:
        said.append(_("only in or at a {kinds}").format(kinds=kinds_words(wishes.constraints)))
    if wishes.types:
        labels = (_(LABELS.get(code, code)) for code in sorted(wishes.types))
        said.append(_("only {types}").format(types=_listed(labels)))
    if wishes.include:
        said.append(_("only with the words {words}").format(words=_listed(wishes.include)))
    if wishes.exclude:
        said.append(_("without the words {words}").format(words=_listed(wishes.exclude)))
    return "; ".join(said)


def _kinds(wishes: Wishes) -> Iterator[str]:
    """Each kind of change by its name, or all that happens in one word; a reminder last."""
    happening = [kind for kind in CHOICES_OF_CHANGE if kind is not ChangeKind.DEADLINE_NEAR]
    if wishes.changes.issuperset(happening):
        yield _("everything that happens")
        happening = []
    for kind in (*happening, ChangeKind.DEADLINE_NEAR):
        if kind in wishes.changes:
            yield _kind_words(kind, wishes)


def _kind_words(kind: ChangeKind, wishes: Wishes) -> str:
    if kind is not ChangeKind.DEADLINE_NEAR:
        return _(KIND_WORDS[kind]).lower()
    words = ngettext(
        "a reminder {days} day before comments close",
        "a reminder {days} days before comments close",
        wishes.remind_days,
    )
    return words.format(days=wishes.remind_days)


def _how_often(wishes: Wishes) -> str:
    """With hour and day, where somebody chose them: `once a week on Monday at 18:00`."""
    is_weekly, is_digest = wishes.frequency is Frequency.WEEKLY, wishes.frequency is not Frequency.INSTANT
    day = weekday_name(wishes.weekday) if is_weekly and wishes.weekday is not None else None
    time = f"{wishes.hour:02}:00" if is_digest and wishes.hour is not None else None
    often = _(FREQUENCY_WORDS[wishes.frequency])
    if day and time:
        return _("{often} on {day} at {time}").format(often=often, day=day, time=time)
    if day:
        return _("{often} on {day}").format(often=often, day=day)
    return _("{often} at {time}").format(often=often, time=time) if time else often


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
