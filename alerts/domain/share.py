"""Which part of a work that several workers divide among them is one's own."""

from dataclasses import dataclass
from hashlib import blake2b

PARTS = 8
"""Into how many parts the authorities are divided, always: who works at a share of them has some of these."""


@dataclass(frozen=True)
class Share:
    """The `number`th of `of` equal parts, counted from 0. ValueError for a part that is none of them."""

    number: int = 0
    of: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.of:
            raise ValueError(f"there is no part {self.number} of {self.of}")

    def has(self, number: int) -> bool:
        """Whether what has this number falls to this part."""
        return number % self.of == self.number

    @property
    def is_all(self) -> bool:
        return self.of == 1

    @property
    def parts(self) -> tuple[int, ...]:
        """Those of the authorities' `PARTS` that are in this share; none where there are more shares than parts."""
        return tuple(range(self.number, PARTS, self.of))


ALL = Share()
"""The whole, for who works alone."""


def part_of(authority: str) -> int:
    """The part that an authority, by its code, is in: the same in every process and release."""
    return int.from_bytes(blake2b(authority.encode(), digest_size=8).digest()) % PARTS
