"""Made-up proposals and addresses: of the kinds that boroughs receive, and plainly a demonstration's."""

from random import Random
from typing import NamedTuple

MARK = "[Demonstration]"
"""Every description begins with this, so that nobody takes one for a neighbour's plans."""


class Proposal(NamedTuple):
    """What is proposed, under which type of the register, and the letter that ends its reference."""

    application_type: str
    suffix: str
    description: str


FULL = "Full Planning Permission"
TREES = "Notification of Intended Works to Tree(s) in a Conservation Area"
_PROPOSALS = (
    (14, "Householder Application", "P", (
        "Erection of a single-storey rear extension with roof light",
        "Two-storey rear extension at lower ground and ground floor level",
        "Rear dormer window and two roof lights to the front slope",
        "Replacement of timber sash windows with double-glazed timber sash windows",
        "Creation of a roof terrace with metal railings at third floor level",
        "Erection of a garden room and replacement of the boundary wall",
        "Installation of an air source heat pump within the rear garden",
        "Excavation of a single-storey basement beneath the footprint of the house",
        "Installation of solar panels on the main roof",
    )),
    (12, FULL, "P", (
        "Change of use of the ground floor from a shop (Class E) to two self-contained flats (Class C3)",
        "Conversion of a house into three self-contained flats, with bin and cycle stores",
        "Erection of a mansard roof extension to provide one additional dwelling",
        "Demolition of garages and erection of a terrace of four three-storey houses",
        "Installation of a new shopfront with level access",
        "Erection of a part four, part six storey building of 22 flats over a ground floor workspace",
        "Use of the forecourt for 12 outdoor seats in connection with a café",
        "Refurbishment of an office building with a set-back extension on the roof",
        "Installation of plant with acoustic screening at roof level",
    )),
    (6, "Listed Building Consent", "L", (
        "Internal alterations at ground and first floor, including the removal of a modern partition",
        "Repair and repainting of the front railings and entrance steps",
        "Replacement of the roof covering in natural slate and repair of chimney stacks",
        "Installation of secondary glazing to the front elevation",
    )),
    (4, "Advertisement Consent", "A", (
        "Display of one externally illuminated fascia sign and one projecting sign",
        "Display of a non-illuminated hoarding around the site for twelve months",
        "Replacement of a paper poster panel with a digital display",
    )),
    (5, "Approval of Details", "P", (
        "Details of cycle parking and waste storage required by conditions 4 and 6 of a permission",
        "Details of facing materials required by condition 3 of a permission",
        "Construction management plan required by condition 9 of a permission",
    )),
    (3, "Variation or Removal of Condition(s)", "P", (
        "Variation of condition 2 (approved drawings) to alter the rear elevation",
        "Variation of condition 5 to extend opening hours until 23:00 on Friday and Saturday",
    )),
    (3, "Certificate of Lawfulness (Proposed)", "P", (
        "Loft conversion with rear dormer window",
        "Erection of an outbuilding in the rear garden",
    )),
    (2, "Non Material Amendments", "P", (
        "Change of the position of two windows on the side elevation of an approved extension",
    )),
    (8, TREES, "T", (
        "Rear garden: crown reduction of one lime by up to 2 m",
        "Front garden: fell one cherry because of decay at its base and plant another",
        "Rear garden: lift the crown of one plane to 5 m over the footway",
        "Side boundary: reduce two sycamores to previous pruning points",
    )),
)  # fmt: skip

_STREETS = (
    "Street",
    "Road",
    "Gardens",
    "Mews",
    "Terrace",
    "Place",
    "Square",
    "Crescent",
    "Grove",
    "Lane",
    "Hill",
)
_WITHIN = (*("",) * 9, "Flat A, ", "Flat B, ", "Ground Floor Flat, ", "Upper Maisonette, ", "Unit 2, ")
_AMENDMENTS = (
    "revised drawings received: depth at the rear reduced",
    "revised drawings received: obscured glazing to the side",
    "description corrected",
    "amended to leave out the roof terrace",
    "revised drawings received: one tree kept",
    "amended scheme: number of cycle spaces raised",
)


def invent_proposal(chance: Random) -> Proposal:
    """A proposal, the commoner types more often."""
    weights = [weight for weight, *_ in _PROPOSALS]
    _, application_type, suffix, descriptions = chance.choices(_PROPOSALS, weights)[0]
    return Proposal(application_type, suffix, f"{MARK} {chance.choice(descriptions)}")


def invent_address(chance: Random, postcode: str) -> str:
    """An address on a street of a name that no map has."""
    street = f"{chance.choice(_WITHIN)}{chance.randint(1, 190)} Demonstration {chance.choice(_STREETS)}"
    return f"{street}, London, {postcode}"


def amended_description(chance: Random, description: str) -> str:
    """The description with what was amended in brackets, in place of an earlier amendment and unlike it."""
    plain, _, earlier = description.partition(" (amended: ")
    amendment = chance.choice([words for words in _AMENDMENTS if words != earlier.removesuffix(")")])
    return f"{plain} (amended: {amendment})"
