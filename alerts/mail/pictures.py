"""Pictures that an e-mail carries: which of them fit into it, and how its HTML calls them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

MOST_PICTURES = 4
# The part's own headers and boundary, its place in the HTML, and its share of what is owed at the foot.
_ROUND_A_PICTURE = 1_200


class ShownPicture(Protocol):
    """What the HTML says of a picture."""

    @property
    def cid(self) -> str: ...
    @property
    def alt(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...


@dataclass(frozen=True)
class ItemPicture:
    """A PNG of where one application lies. `alt` says in words what it shows; `acknowledgements` are owed with it.

    `digest` is the SHA-256 of the content; the HTML calls the picture by `cid`, which is made of it.
    """

    content: bytes = field(repr=False)
    alt: str
    width: int
    height: int
    acknowledgements: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def cid(self) -> str:
        return f"{self.digest[:32]}@map"


NO_PICTURES: Mapping[int, ItemPicture] = MappingProxyType({})


def those_that_fit(room: int, pictures: Mapping[int, ItemPicture]) -> dict[int, ItemPicture]:
    """The first of the pictures, as many as `room` bytes of an e-mail hold."""
    fitting: dict[int, ItemPicture] = {}
    for number, picture in list(pictures.items())[:MOST_PICTURES]:
        room -= len(picture.content) * 78 // 57 + _ROUND_A_PICTURE
        if room < 0:
            break
        fitting[number] = picture
    return fitting


def acknowledgements(pictures: Iterable[ItemPicture]) -> tuple[str, ...]:
    """What is owed for these pictures, each line once."""
    return tuple(dict.fromkeys(line for picture in pictures for line in picture.acknowledgements))
