"""Cases that another council decides and this one was only asked about, told from its own by their words.

They stand in the registers of the councils consulted, so that one scheme comes twice and far from where it is. A
wrong suspicion holds back news until an operator releases it; so a bare "consultation" needs a council beside it, and
the neighbours of the "neighbour consultation scheme" are people next door, not councils.
"""

import re

from alerts.domain.authorities import authority_by_name

CONSULTATION_FROM_NEIGHBOUR = "consultation-from-neighbour"

_LONGEST_WORDS = 200
_NEIGHBOURING = r"(?:adjoining|adjacent|neighbou?ring|out of|other)"
_COUNCIL = (
    r"(?:(?:local )?(?:planning )?authorit(?:y|ies)|boroughs?|councils?|count(?:y|ies)|districts?|lpas?)"
)
_ASKED = r"(?:consultations?|observations?)"
_ABOUT_A_NEIGHBOUR = (
    rf"(?:adjoining {_ASKED}|{_NEIGHBOURING} {_COUNCIL}(?: s)? {_ASKED}"
    rf"|{_ASKED} (?:request )?(?:(?:from|by|for|to) )?(?:an? |the )?{_NEIGHBOURING} {_COUNCIL})\b"
)
_BEGINS = re.compile(rf"(?:request for )?{_ABOUT_A_NEIGHBOUR}")
_TYPE = re.compile(rf"\b{_ABOUT_A_NEIGHBOUR}")
_CONSULTATION_FROM = re.compile(
    r"\W*consultation\s+(?:request\s+)?(?:from|by)\s+(?P<whom>[^:;,.()–—\n]{1,100})", re.IGNORECASE
)
_NAMES_A_COUNCIL = re.compile(r"\b(?:authority|borough|council|county|lpa|national park)\b", re.IGNORECASE)
# What the consulted council goes on with after the other's name: "Consultation from Westminster for demolition of …".
_GOES_ON = re.compile(r"\s(?:about|as|for|in|on|re|regarding|relating|under|-)\s", re.IGNORECASE)


def is_neighbour_consultation(description: str, application_type: str | None) -> bool:
    """Whether a record is another council's case, by its description's first words or by its type."""
    begins = _plain(description[:_LONGEST_WORDS])
    kind = _plain((application_type or "")[:_LONGEST_WORDS])
    return (
        _BEGINS.match(begins) is not None
        or _TYPE.search(kind) is not None
        or _is_consultation_from_a_council(description[:_LONGEST_WORDS])
    )


def _is_consultation_from_a_council(description: str) -> bool:
    """ "Consultation from Network Rail" is none: what it is about lies here."""
    found = _CONSULTATION_FROM.match(description)
    if found is None:
        return False
    whom = _GOES_ON.split(found["whom"], maxsplit=1)[0].strip()
    return _NAMES_A_COUNCIL.search(whom) is not None or authority_by_name(whom) is not None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))
