"""Turns a drawing into a small PNG: our own font, few colours, nothing but pixels; the same drawing, the same bytes."""

import io
import zlib
from math import dist
from pathlib import Path
from typing import Any

import resvg_py
from PIL import Image

_FONTS = Path(__file__).parent / "fonts"
FAMILY = "Atkinson Hyperlegible"
MOST_COLOURS = 16
"""Two pixels to a byte: with more there would be one."""

APART = 38
"""Less than what tells the tints of a map apart, and enough that a soft edge takes two or three steps."""


def png_of(
    svg: str,
    pixels_per_px: float = 2,
    fonts: Path = _FONTS,
    *,
    colours: int = MOST_COLOURS,
    apart: float = APART,
) -> bytes:
    """The drawing as a PNG with a palette, without metadata. Never asks the system for a font.

    At most so many colours, each as far from those that cover more: what tells many tints apart asks for more.

    Raises OSError where our fonts are missing and ValueError where the drawing cannot be read.
    """
    files = sorted(str(file) for file in fonts.glob("*.ttf"))
    if not files:
        raise FileNotFoundError(f"there are no fonts at {fonts}")
    drawn = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=pixels_per_px,
        skip_system_fonts=True,
        font_files=files,
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        resources_dir=str(fonts),
    )
    with Image.open(io.BytesIO(drawn)) as picture:
        pixels = picture.convert("RGB")
    small = io.BytesIO()
    flat = pixels.quantize(palette=_palette(pixels, colours, apart), dither=Image.Dither.NONE)
    # Lines and flats are runs: to look for no other repeats is as small and twenty times as fast.
    flat.save(small, "PNG", compress_level=9, compress_type=zlib.Z_RLE)
    return small.getvalue()


def _palette(pixels: Image.Image, colours: int, apart: float) -> Image.Image:
    """The colours that cover most, each well apart from those before it: soft edges need no more than a step."""
    counted: Any = pixels.getcolors(pixels.width * pixels.height)
    chosen: list[tuple[int, int, int]] = []
    for _, colour in sorted(counted, key=lambda found: (-found[0], found[1])):
        if all(dist(colour, other) >= apart for other in chosen):
            chosen.append(colour)
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in chosen[:colours] for value in colour])
    return palette
