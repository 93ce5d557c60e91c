"""`send --dry-run`: what would go out until tomorrow's end, and nothing sent or marked."""

import click

from alerts.cli.console import print_json
from alerts.cli.installation import Installation, now
from alerts.services.foreseeing import Foreseen, foresee, tomorrows_end


def dry_run(installation: Installation, *, as_json: bool) -> None:
    """Say what is due until tomorrow's end if nothing else happens."""
    at = now()
    found = foresee(installation.database, at, tomorrows_end(installation.timetable, at))
    if as_json:
        print_json(found.as_json())
        return
    for line in _lines(found, installation):
        click.echo(line)


def _lines(found: Foreseen, installation: Installation) -> list[str]:
    zone = installation.timetable.zone
    lines = [
        f"{_count(found.emails, 'e-mail')} with {_count(found.alerts, 'alert')} until {found.until:%d %B %Y %H:%M},"
        " if nothing else happens. Nothing was sent."
    ]
    if found.is_held:
        lines.append("All of them wait for your word, since a copy was put back: see `db restored`.")
    if found.unmatched:
        lines.append(f"{found.unmatched:,} changes are not matched yet and may add to it.")
    if found.counts_suppressed:
        lines.append("Some addresses are written to no more: their people are counted here and get nothing.")
    lines += [
        f"  {each.at.astimezone(zone):%d %B %H:%M}  {each.people:>9,} e-mails  {each.alerts:>9,} alerts"
        for each in found.moments
    ]
    if found.applications:
        lines.append("Most people are to be told of:")
    lines += [
        f"  {each.people:>9,}  {each.authority} {each.reference}  {(each.description or '')[:60]}"
        for each in found.applications
    ]
    return lines


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
