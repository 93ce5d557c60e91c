"""The settings of a BOPS feed."""

from pydantic import Field

from scheduler.feeds.mapped_settings import OwnMeanings


class BopsSettings(OwnMeanings):
    """A BOPS feed's own keys."""

    page_size: int = Field(default=50, ge=1, le=50, description="applications asked for at a time")
    link: str = Field(
        default="",
        pattern=r"^(https?://[^/\s@]+/\S*\{reference\}\S*)?$",
        description="the council's register page with {reference} in it, where an application has no link",
    )
