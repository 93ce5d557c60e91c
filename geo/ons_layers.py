"""The layers of the ONS Open Geography service that boundaries come from."""

from dataclasses import dataclass

from geo.boundaries import BoundaryKind


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the service: names are not regular, so each is written out, with its fields and its year."""

    kind: BoundaryKind
    service: str
    code_field: str
    name_field: str
    authority_field: str
    vintage: int


# Generalised to 20 m and clipped to the coast (BGC), newest first of each kind; fields as the service lists them.
LAYERS = (
    Layer(BoundaryKind.WARD, "WD_DEC_2025_UK_BGC", "WD25CD", "WD25NM", "LAD25CD", 2025),
    Layer(
        BoundaryKind.AUTHORITY,
        "Local_Authority_Districts_May_2026_Boundaries_UK_BGC",
        "LAD26CD",
        "LAD26NM",
        "LAD26CD",
        2026,
    ),
    Layer(
        BoundaryKind.AUTHORITY,
        "Local_Authority_Districts_DEC_2025_Boundaries_UK_BGC",
        "LAD25CD",
        "LAD25NM",
        "LAD25CD",
        2025,
    ),
)


def newest_layer(kind: BoundaryKind) -> Layer:
    """The newest layer of a kind."""
    return max((layer for layer in LAYERS if layer.kind is kind), key=lambda layer: layer.vintage)
