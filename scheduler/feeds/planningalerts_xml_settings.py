"""The settings of a feed of PlanningAlerts files: how its dates are written and how many days are read again."""

from pydantic import BaseModel, ConfigDict, Field

from scheduler.feeds.reading.dates import DateForm

MOST_DAYS = 60
"""A first load from addresses by day asks for no more than this: each day is a request."""


class PlanningAlertsXmlSettings(BaseModel):
    """A PlanningAlerts feed's own keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dates: tuple[DateForm, ...] = Field(
        default=(DateForm.DAY_NAMED_MONTH_YEAR, DateForm.DAY_MONTH_YEAR, DateForm.ISO),
        min_length=1,
        description="forms in which dates are written, tried in turn",
    )
    days: int = Field(
        default=3,
        ge=1,
        le=MOST_DAYS,
        description="with {year} {month} {day} in the url: days read again at every poll, today among them",
    )
    unread: tuple[str, ...] = Field(
        default=(), description="elements known and not read, personal ones first"
    )
