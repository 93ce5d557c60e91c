"""Under which licence a feed is given."""

from typing import NamedTuple


class Licence(NamedTuple):
    """A licence by its name, and where it can be read; that is empty where nobody said."""

    name: str
    url: str = ""
