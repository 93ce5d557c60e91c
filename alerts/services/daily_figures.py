"""The figures of one London day, from what the steps counted; nobody's name or address is among them."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from alerts.db import boundaries, counted, upkeep
from alerts.db.counts import Counted, Key
from alerts.domain.wellness import moment
from alerts.mail.summary import Figures
from alerts.services.disks import disks
from alerts.services.watching import Watch, room_words

_RECORDS = (("new", "new"), ("changed", "changed"), ("problems", "that could not be read"))


def figures_of(session: Session, day: date, watch: Watch, postcodes: str) -> tuple[Figures, ...]:
    """What each step did on the day, and how old what it relies on is now."""
    numbers = counted.on_day(session, day)
    return (
        _feeds(numbers),
        _alerts(numbers),
        _people(numbers),
        _places(session, postcodes),
        _machine(session, watch),
    )


def _feeds(numbers: Mapping[Key, int]) -> Figures:
    read, failed = (_sum(numbers, Counted.POLLS, outcome=each) for each in ("read", "failed"))
    lines = [("Polls", f"{read + failed:,}, of which {failed:,} failed")]
    for outcome, name in _RECORDS:
        lines.append((f"Records {name}", f"{_sum(numbers, Counted.RECORDS, outcome=outcome):,}"))
    return Figures("Feeds", tuple(lines))


def _alerts(numbers: Mapping[Key, int]) -> Figures:
    again, failed = (_sum(numbers, Counted.NOT_SENT, outcome=each) for each in ("again", "failed"))
    return Figures(
        "Changes and e-mails",
        (
            ("Changes noticed", f"{_sum(numbers, Counted.NOTICED):,}"),
            ("Changes matched", f"{_sum(numbers, Counted.MATCHED):,}"),
            ("Alerts made", f"{_sum(numbers, Counted.ALERTS):,}"),
            ("E-mails composed", f"{_sum(numbers, Counted.COMPOSED):,}"),
            ("E-mails sent", f"{_sum(numbers, Counted.SENT):,}"),
            ("E-mails failed", f"{failed:,}; {again:,} tries in vain that are made again"),
            ("E-mails that came back", _returned(numbers)),
        ),
    )


def _returned(numbers: Mapping[Key, int]) -> str:
    bounces, complaints = (_sum(numbers, Counted.RETURNED, each) for each in ("bounce", "complaint"))
    return f"{bounces:,}, and {complaints:,} complaints"


def _people(numbers: Mapping[Key, int]) -> Figures:
    return Figures(
        "People",
        (
            ("Asked for alerts", f"{_sum(numbers, Counted.ASKED, 'subscribe'):,}"),
            ("Areas confirmed", f"{_sum(numbers, Counted.CONFIRMED):,}"),
            ("Areas ended", f"{_sum(numbers, Counted.ENDED):,}"),
            ("Erased themselves", f"{_sum(numbers, Counted.ERASED):,}"),
            ("Pages answered", f"{_sum(numbers, Counted.ANSWERS):,}"),
            ("of which went wrong", f"{_sum(numbers, Counted.ANSWERS, '5xx'):,}"),
        ),
    )


def _places(session: Session, postcodes: str) -> Figures:
    vintages: dict[str, int] = {}
    for kind, vintage, _ in boundaries.counts(session):
        vintages[kind] = max(vintage, vintages.get(kind, 0))
    lines = [(f"Boundaries ({kind})", f"of {vintage}") for kind, vintage in sorted(vintages.items())]
    return Figures("Places", (*lines, ("Postcodes", postcodes)))


def _machine(session: Session, watch: Watch) -> Figures:
    last = upkeep.copied_at(session)
    lines: Iterable[tuple[str, str]] = (
        (f"Disk ({disk.what})", room_words(disk)) for disk in disks(watch.written)
    )
    copied = moment(last) if last else "none yet: planning-alerts db backup makes one"
    return Figures("Machine", (*lines, ("Last copy of the database", copied)))


def _sum(numbers: Mapping[Key, int], name: Counted, about: str = "", *, outcome: str = "") -> int:
    return sum(
        count
        for key, count in numbers.items()
        if key.name == name and about in ("", key.about) and outcome in ("", key.outcome)
    )
