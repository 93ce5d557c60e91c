"""The named moments at which a killed process would leave different traces.

Services tell each moment as it passes; in service nobody listens. The kill rig of the tests does.
"""

from collections.abc import Callable

OnEffect = Callable[[str], None]


def no_effect(name: str) -> None:
    """Nobody listens."""
