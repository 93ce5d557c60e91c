"""What makes a letter unfit for the wire: found before a server hears of it, and no second try helps."""


class UnfitLetterError(ValueError):
    """A letter that must never be handed over as it stands."""

    is_permanent = True


class UnsafeHeaderError(UnfitLetterError):
    """A header that would break out of its line or could not be sent whole."""

    def __init__(self, header: str, why: str) -> None:
        super().__init__(f"header {header!r}: {why}")
        self.header = header


class UnsendableAddressError(UnfitLetterError):
    """An address that SMTP cannot carry unchanged.

    The address is kept out of the text, since errors reach logs and an address is personal.
    """

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"address cannot be sent to: {why}")
        self.address = address


class UnsafeMessageError(UnfitLetterError):
    """Bytes that a server could read as more, or other, than one message."""


class SigningImpossible(ValueError):
    """Letters are to be signed and cannot be: no key that can be read, or no package that signs."""
