"""What a person is told of an area of theirs that changed, in the language spoken: the same by e-mail and on pages."""

from collections.abc import Sequence

from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.authorities import authority_by_code
from alerts.domain.new_vintage import Place, Successor
from alerts.domain.retelling import said
from alerts.language import _


def heading_words(question: AreaQuestion) -> str:
    """What happened, in a few words."""
    match question.event:
        case AreaEvent.ABOLISHED:
            words = _("{area} was abolished")
        case AreaEvent.REDRAWN:
            words = _("The boundary of {area} was redrawn")
        case AreaEvent.ENDED:
            words = _("The postcode {area} has ended")
        case AreaEvent.MOVED:
            words = _("The postcode {area} has moved")
    return words.format(area=_name(question))


def happened_words(question: AreaQuestion) -> str:
    """What happened, and what became of the ground."""
    match question.event:
        case AreaEvent.ABOLISHED:
            return _abolished(question)
        case AreaEvent.REDRAWN:
            return _redrawn(question)
        case AreaEvent.ENDED:
            return _("It is no longer in the list of postcodes ({vintage}).").format(vintage=question.vintage)
        case AreaEvent.MOVED:
            words = _(
                "By the list of postcodes ({vintage}) it lies {metres} m from where it was when you asked."
            )
            return words.format(vintage=question.vintage, metres=f"{question.metres:,}")


def otherwise_words(question: AreaQuestion) -> str:
    """What happens if the person does nothing."""
    if question.is_of_council:
        return _(
            "If you do nothing, you go on hearing of what this council received, and of nothing that its successors"
            " receive."
        )
    return _("If you do nothing, we go on watching the ground as it was when you asked.")


def keep_words(question: AreaQuestion) -> str:
    """What the button says that leaves the area as it is."""
    return _("Keep the old council") if question.is_of_council else _("Keep the old ground")


def follow_words(question: AreaQuestion) -> str:
    """What the button says that watches what there is now."""
    if question.event is AreaEvent.REDRAWN:
        return _("Watch the new boundary")
    if question.event is AreaEvent.MOVED:
        return _("Watch it where it is now")
    return _("Watch these instead")


def successor_words(successor: Successor) -> str:
    """A successor with its share: `Queen's Crescent ward, Camden (62%)`."""
    return _("{place} ({share})").format(
        place=said(place_label(successor.place)), share=_per_cent(successor.share)
    )


def place_label(place: Place) -> str:
    """A ward or a council named for a list, as labels are kept: a ward with its council."""
    if place.authority is None:
        return place.name
    council = authority_by_code(place.authority)
    return f"{place.name} ward" + (f", {council.name}" if council else "")


def _abolished(question: AreaQuestion) -> str:
    ended = _("It is not among the boundaries of {year}.").format(year=question.vintage)
    if not question.successors:
        return f"{ended} " + _("We do not know what has its ground now.")
    heirs = _together([successor_words(each) for each in question.successors])
    return f"{ended} " + _("Its ground now lies in {successors}.").format(successors=heirs)


def _redrawn(question: AreaQuestion) -> str:
    if not question.lost:
        words = _(
            "By the boundaries of {year}, all of the ground that you watch is still in it, and {gained} of what is in"
            " it now is new to it."
        )
    elif not question.gained:
        words = _(
            "By the boundaries of {year}, {lost} of the ground that you watch is no longer in it, and nothing is new to"
            " it."
        )
    else:
        words = _(
            "By the boundaries of {year}, {lost} of the ground that you watch is no longer in it, and {gained} of what"
            " is in it now is new to it."
        )
    return words.format(
        year=question.vintage, lost=_per_cent(question.lost), gained=_per_cent(question.gained)
    )


def _name(question: AreaQuestion) -> str:
    if question.event in (AreaEvent.ENDED, AreaEvent.MOVED):
        compact = question.area.rest.partition(":")[0]
        return f"{compact[:-3]} {compact[-3:]}"
    ward, is_in_council, _council = question.label.partition(" ward, ")
    return said(f"{ward} ward" if is_in_council else question.label)


def _together(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("{first} and {last}").format(first=", ".join(names[:-1]), last=names[-1])


def _per_cent(share: float) -> str:
    """A share as people read it; one that is there is not rounded to nothing."""
    return f"{max(round(share * 100), 1)}%"
