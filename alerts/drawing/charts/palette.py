"""The colours of charts by class, on a light and on a dark ground.

Marks: Okabe and Ito, Color Universal Design (2008), https://jfly.uni-koeln.de/color/, chosen so that each stands out
3:1 from its ground (WCAG 2.2, 1.4.11) and from the others to people who see no red or no green. Steps of a map:
Blues of ColorBrewer 2.0 (Cynthia Brewer, Apache licence), which go by lightness alone. No chart leaves anything to
colour: what differs in colour differs in form too, or has its number beside it.
"""

from typing import NamedTuple

STEPS = 5


class Palette(NamedTuple):
    """Colours of a ground and of what lies on it: letters, lines, the three marks, steps of a map from low to high, and
    the letters on the highest of them.
    """

    ground: str
    ink: str
    quiet: str
    grid: str
    base: str
    marks: tuple[str, str, str]
    steps: tuple[str, ...]
    edge: str
    on_high: str


LIGHT = Palette(
    ground="#ffffff",
    ink="#1c2521",
    quiet="#4c5851",
    grid="#e3dfd3",
    base="#6b6355",
    marks=("#0072b2", "#d55e00", "#009e73"),
    steps=("#d3e3f3", "#9ecae1", "#6baed6", "#2171b5", "#08306b"),
    edge="#44403c",
    on_high="#ffffff",
)
DARK = Palette(
    ground="#151d19",
    ink="#e9ece7",
    quiet="#b3beb7",
    grid="#2c3832",
    base="#a9b5ae",
    marks=("#56b4e9", "#e69f00", "#009e73"),
    steps=("#17324f", "#1f4a7a", "#2766a0", "#7fb8e0", "#d3e3f3"),
    edge="#c9d3cd",
    on_high="#0e1512",
)


def rules(palette: Palette) -> str:
    """The style sheet of a drawing that stands alone, by the classes that the site's own gives colours to."""
    marks = "".join(
        f".chart-{name}{{fill:{colour}}}.chart-{name}-line{{fill:none;stroke:{colour};stroke-width:2.5;"
        "stroke-linejoin:round}"
        f".chart-{name}-hollow{{fill:{palette.ground};stroke:{colour};stroke-width:1.5}}"
        for name, colour in zip("abc", palette.marks, strict=True)
    )
    steps = "".join(f".chart-step-{number}{{fill:{each}}}" for number, each in enumerate(palette.steps, 1))
    return (
        f"text{{fill:{palette.ink}}}.chart-quiet{{fill:{palette.quiet}}}.chart-strong{{font-weight:700}}"
        f".chart-grid{{fill:none;stroke:{palette.grid};stroke-width:1}}"
        f".chart-base{{fill:none;stroke:{palette.base};stroke-width:1}}"
        f".chart-limit{{fill:none;stroke:{palette.ink};stroke-width:1.5;stroke-dasharray:5 4}}"
        f".chart-hatch{{fill:none;stroke:{palette.ground};stroke-width:1.5}}"
        f".chart-gap{{fill:none;stroke:{palette.base};stroke-width:1}}"
        f".chart-ground{{fill:{palette.ground}}}"
        f".chart-area{{stroke:{palette.edge};stroke-width:1;stroke-linejoin:round}}"
        f".chart-step-0{{fill:{palette.ground}}}"
        f".chart-on-map{{paint-order:stroke;stroke:{palette.ground};stroke-width:3.5;stroke-linejoin:round}}"
        f".chart-on-high{{fill:{palette.on_high}}}"
        f".chart-outline{{fill:none;stroke:{palette.edge};stroke-width:2}}"
        f"{marks}{steps}"
    )
