"""What the page for people who write programs says before it comes to the addresses: technical, and in English."""

from typing import NamedTuple


class Chapter(NamedTuple):
    """A heading and what stands under it, code between backticks. `anchor` names it in addresses."""

    anchor: str
    heading: str
    text: str


def chapters(requests_a_minute: int, rows_a_minute: int) -> tuple[Chapter, ...]:
    """All chapters; a limit of 0 is none."""
    return (Chapter("limits", "Limits", _limits(requests_a_minute, rows_a_minute)), *_CHAPTERS)


def _limits(requests: int, rows: int) -> str:
    whole = "Whoever wants the whole register takes the files at `/data`, which are made anew every night."
    if not requests or not rows:
        return f"There are none here. {whole}"
    return (
        f"A network may ask {requests:,} times a minute, for {rows:,} rows in all. Beyond that the answer is 429, and"
        f" `Retry-After` says how long to wait. {whole}"
    )


_CHAPTERS = (
    Chapter(
        "pages",
        "Pages",
        "An answer has a `next`, also as the header `Link`, until there is no more. A page can be short, or empty,"
        " before the end: so much of the register is looked at for each page, and where what you ask for is rare the"
        " next goes on from there. In the order `newest` every application comes once, however many are added while"
        " you read.",
    ),
    Chapter(
        "copy",
        "A copy that stays in step",
        "Keep `last_number` of `/api/v1/changes`, then take last night’s file at `/data`. From then on read the changes"
        " after that number: each names its application, which you read anew. Keep `position` for the next time.",
    ),
    Chapter(
        "errors",
        "Errors",
        "Every error is a problem detail, `application/problem+json`: `status`, `title`, `detail`, and where parameters"
        " are wrong `parameters`, which says of each what is wrong with it. A parameter that there is not is an error"
        " and never ignored, and so is one given twice that can only have one value.",
    ),
)
