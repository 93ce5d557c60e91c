"""Colours that can be told from their ground, and from one another by people who see no red, no green or no blue."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from alerts.drawing.charts.palette import DARK, LIGHT, Palette, rules

SHEET = Path(__file__).parents[4] / "assets" / "_insight.scss"
PAGE = {"light": "#fbf9f4", "dark": "#151d19"}
both = pytest.mark.parametrize("name", ["light", "dark"])
PALETTES = {"light": LIGHT, "dark": DARK}

# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency (2009), at
# severity 1.0, in linear RGB.
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}  # fmt: skip
TELLING_APART = 12.0
"""A difference (CIE76) that is seen at a glance; 2.3 is just noticed."""


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (float(linear(each) @ (0.2126, 0.7152, 0.0722)) for each in (one, other)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    to_xyz = np.array(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)))
    x, y, z = np.cbrt(np.maximum(to_xyz @ np.clip(rgb, 0, 1) / (0.9505, 1, 1.089), 1e-6))
    return np.array((116 * y - 16, 500 * (x - y), 200 * (y - z)))


def grounds(name: str) -> tuple[str, str]:
    return PALETTES[name].ground, PAGE[name]


@both
def test_marks_and_lines_stand_out_from_their_ground(name: str) -> None:
    palette: Palette = PALETTES[name]
    for ground in grounds(name):
        for colour in (*palette.marks, palette.base, palette.edge):
            assert contrast(colour, ground) >= 3, (colour, ground)
        for colour in (palette.ink, palette.quiet):
            assert contrast(colour, ground) >= 4.5, (colour, ground)


@both
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_marks_can_be_told_apart_with_every_kind_of_colour_blindness(name: str, blindness: str) -> None:
    seen = [lab(np.array(BLINDNESS[blindness]) @ linear(colour)) for colour in PALETTES[name].marks]
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - other) >= TELLING_APART


@both
def test_steps_of_a_map_go_by_lightness_and_bear_their_letters(name: str) -> None:
    palette: Palette = PALETTES[name]
    lightness = [float(lab(linear(each))[0]) for each in palette.steps]
    towards = sorted(lightness, reverse=name == "light")
    assert lightness == towards
    assert min(abs(one - other) for one, other in itertools.pairwise(lightness)) >= 7
    for colour in palette.steps[:3]:
        assert contrast(colour, palette.ink) >= 4.5, colour
    for colour in palette.steps[3:]:
        assert contrast(colour, palette.on_high) >= 4.5, colour


@both
def test_the_style_sheet_has_the_same_colours(name: str) -> None:
    sheet = SHEET.read_text()
    light, _, dark = sheet.partition("prefers-color-scheme: dark")
    said = dict(re.findall(r"--chart-([a-z0-9-]+): (#[0-9a-f]{6})", light if name == "light" else dark))
    palette = PALETTES[name]
    steps = {f"step-{number}": each for number, each in enumerate(palette.steps, 1)}
    marks = dict(zip("abc", palette.marks, strict=True))
    rest = {each: getattr(palette, each) for each in ("ink", "quiet", "grid", "base", "edge")}
    assert said == {**steps, **marks, **rest, "on-high": palette.on_high}


def test_the_style_of_a_file_gives_a_colour_to_every_class_of_the_page() -> None:
    styled = set(re.findall(r"\.(chart-[a-z0-9-]+)\{", rules(LIGHT)))
    assert {"chart-a", "chart-b-hollow", "chart-c-line", "chart-step-5", "chart-gap", "chart-limit"} <= styled
