"""Looks up the constraint areas that applications lie in."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from alerts.db import constraints
from alerts.domain.application import Application, SitePrecision
from alerts.domain.constraint import ConstraintMention, mentions


def constraints_of(session: Session, application: Application, today: date) -> tuple[ConstraintMention, ...]:
    """The constraint areas in force that an application's site lies in."""
    return constraints_of_each(session, [application], today)[0]


def constraints_of_each(
    session: Session, applications: Sequence[Application], today: date
) -> list[tuple[ConstraintMention, ...]]:
    """The same of each application, in their order and in one query."""
    sites = [application.site for application in applications]
    placed = [site.geometry for site in sites if site and site.precision is not SitePrecision.POSTCODE]
    areas = constraints.near(session, placed)
    return [mentions(site, areas, today) for site in sites]
