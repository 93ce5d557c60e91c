"""Which part of a work that several workers divide among them is one's own."""

from dataclasses import dataclass


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


ALL = Share()
"""The whole, for who works alone."""
