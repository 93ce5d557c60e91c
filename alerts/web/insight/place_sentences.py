"""The same of charts of where applications lie: by ward, by council, by hexagon."""

from alerts.domain.insight.insight import Insight
from alerts.domain.wording import first_large
from alerts.language import _, ngettext
from alerts.web.insight.saying import applications, number, over
from alerts.web.insight.words import is_sliced


def places_sentence(found: Insight, about: str, counts: list[tuple[str, int]]) -> str:
    """Where most were received, of places by name with their counts."""
    ordered = sorted(counts, key=lambda each: (-each[1], each[0]))
    is_narrow = is_sliced(found.slice)
    if not ordered or not ordered[0][1]:
        words = (
            _("We know of no such application that was received {where} {when} and whose place is known.")
            if is_narrow
            else _("We know of nothing that was received {where} {when} and whose place is known.")
        )
        return words.format(where=about, when=over(found.period))
    (name, most), rest = ordered[0], ordered[1:]
    said = {"where": first_large(about), "when": over(found.period), "name": name}
    if rest and rest[0][1] == most:
        equal = sum(count == most for _name, count in ordered)
        words = ngettext(
            "{where}, {when}, no place had more than {most}, and {equal} place had just as many.",
            "{where}, {when}, no place had more than {most}, and {equal} places had just as many.",
            equal,
        )
        return words.format(**said, most=applications(most, is_sliced=is_narrow), equal=equal)
    if not rest:
        return _("{where}, {when}, all that we can place lie in {name}: {most}.").format(
            **said, most=applications(most, is_sliced=is_narrow)
        )
    words = _("{where}, {when}, most were received in {name}, {most}; fewest in {last}, {fewest}.")
    last, fewest = ordered[-1]
    if rest and sum(count == fewest for _name, count in ordered) > 1:
        words = _("{where}, {when}, most were received in {name}, {most}; nowhere fewer than {fewest}.")
    return words.format(
        **said, most=applications(most, is_sliced=is_narrow), last=last, fewest=number(fewest)
    )


def halves_sentence(found: Insight, about: str, counts: list[int]) -> str:
    """How many wards had at least as many as the one in the middle; how many had none, where that has none."""
    if not any(counts):
        return places_sentence(found, about, [])
    middle = sorted(counts, reverse=True)[(len(counts) - 1) // 2]
    words = ngettext(
        "{where}, {when}, {some} of {wards} ward had {count} or more.",
        "{where}, {when}, {some} of {wards} wards had {count} or more.",
        len(counts),
    )
    if not middle:
        words = ngettext(
            "{where}, {when}, {some} of {wards} ward had {count}.",
            "{where}, {when}, {some} of {wards} wards had {count}.",
            len(counts),
        )
    return words.format(
        where=first_large(about),
        when=over(found.period),
        some=f"{sum(count >= middle if middle else not count for count in counts):,}",
        wards=f"{len(counts):,}",
        count=applications(middle, is_sliced=is_sliced(found.slice)),
    )


def hexagons_sentence(found: Insight, about: str) -> str:
    """How many lie in the fullest hexagon."""
    cells = found.where.hexagons.cells
    if not cells:
        return places_sentence(found, about, [])
    words = ngettext(
        "{where}, {when}, all that we can place lie in one hexagon, {width} from side to side: {located}.",
        "{where}, {when}, {located} lie in {cells} hexagons, {width} from side to side; {most} in the fullest.",
        len(cells),
    )
    return words.format(
        where=first_large(about),
        when=over(found.period),
        located=applications(found.where.located.count, is_sliced=is_sliced(found.slice)),
        cells=f"{len(cells):,}",
        width=_length(found.where.hexagons.width_m),
        most=f"{max(each.received for each in cells):,}",
    )


def _length(metres: int) -> str:
    return f"{metres // 1000:,} km" if metres >= 1000 else f"{metres:,} m"
