"""Places: what is watched, and the boundaries of wards and authorities."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from alerts.db.columns import Table
from alerts.db.tables.box import FINITE_BOX

UNPACKED = "pack_no IS NULL"
"""Areas that the packed ones lack, being new or changed: the condition of their index, to be used word for word."""

UNTOLD_QUESTION = "told_at IS NULL AND answered_at IS NULL"
"""Questions that no e-mail has put yet: the condition of their index, to be used word for word."""


class WatchAreaRow(Table):
    """A place that is watched, frozen as it was when first asked for. `core` is WKB in EPSG:27700; `postcode` holds
    the several of an area put together with commas between them.

    A ward redrawn under its old code is another place: who asked before keeps the boundary of then. `pack_no` numbers
    areas in the order in which matching came to know them as they are. Its index is not unique: PostgreSQL would then
    keep numbering waiting for whoever subscribes to an area just then.
    """

    __tablename__ = "watch_area"
    __table_args__ = (
        UniqueConstraint("name", "vintage"),
        CheckConstraint(FINITE_BOX, name="finite_box"),
        CheckConstraint("(core IS NULL) = (minx IS NULL)", name="core_has_box"),
        CheckConstraint("margin_m >= 0 AND margin_m <= 5000", name="margin_within_bounds"),
        CheckConstraint(
            "kind IN ('postcode','ward','authority','circle','shape','application','constraint')",
            name="kind_known",
        ),
        Index("ix_watch_area_unpacked", "id", sqlite_where=text(UNPACKED), postgresql_where=text(UNPACKED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    label: Mapped[str]
    core: Mapped[bytes | None]
    margin_m: Mapped[float] = mapped_column(default=0.0)
    minx: Mapped[float | None]
    miny: Mapped[float | None]
    maxx: Mapped[float | None]
    maxy: Mapped[float | None]
    postcode: Mapped[str | None]
    authority: Mapped[str | None]
    application_reference: Mapped[str | None]
    authorities: Mapped[list[Any]]
    vintage: Mapped[str]
    created_at: Mapped[datetime]
    pack_no: Mapped[int | None] = mapped_column(BigInteger, index=True)


class BoundaryRow(Table):
    """A ward's or an authority's polygon of one vintage. `geometry` is WKB in EPSG:27700; `gone_since` is the first
    vintage that lacks it.
    """

    __tablename__ = "boundary"
    __table_args__ = (
        UniqueConstraint("kind", "code", "vintage"),
        CheckConstraint("kind IN ('ward','authority')", name="kind_known"),
        CheckConstraint(FINITE_BOX, name="finite_box"),
        Index("ix_boundary_parent", "kind", "parent", "vintage"),
        Index("ix_boundary_box", "kind", "minx", "maxx", "miny", "maxy"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    parent: Mapped[str | None]
    vintage: Mapped[int]
    geometry: Mapped[bytes]
    minx: Mapped[float]
    miny: Mapped[float]
    maxx: Mapped[float]
    maxy: Mapped[float]
    gone_since: Mapped[int | None]


class VintageRow(Table):
    """What a vintage of boundaries or postcodes would change, as it was compared last, and when it was taken. `scope`
    names the authorities, with commas between them; it is empty where the vintage is of the whole country.
    """

    __tablename__ = "vintage"
    __table_args__ = (CheckConstraint("kind IN ('ward','authority','postcode')", name="kind_known"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    found: Mapped[dict[str, Any]]
    compared_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]


class AreaQuestionRow(Table):
    """What to do about an area whose ward was abolished or redrawn, or whose postcode ended or moved: asked of each
    who watches it, once for each `event` and `vintage`, and open until it is answered. What happens once only has no
    vintage. `email_id` is the e-mail that tells of it.
    """

    __tablename__ = "area_question"
    __table_args__ = (
        UniqueConstraint("subscription_id", "event", "vintage"),
        CheckConstraint("event IN ('abolished','redrawn','ended','moved')", name="event_known"),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answer_has_time"),
        CheckConstraint("answer IN ('kept','followed','stopped','replaced')", name="answer_known"),
        Index(
            "ix_area_question_untold",
            "subscription_id",
            sqlite_where=text(UNTOLD_QUESTION),
            postgresql_where=text(UNTOLD_QUESTION),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("subscription.id", ondelete="CASCADE"))
    event: Mapped[str]
    vintage: Mapped[str]
    area: Mapped[str]
    details: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    email_id: Mapped[str | None] = mapped_column(ForeignKey("email.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]


class ConstraintAreaRow(Table):
    """A conservation area or another planning constraint. `geometry` is WKB in EPSG:27700."""

    __tablename__ = "constraint_area"
    __table_args__ = (
        CheckConstraint(FINITE_BOX, name="finite_box"),
        Index("ix_constraint_area_box", "minx", "maxx", "miny", "maxy"),
    )

    entity: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    dataset: Mapped[str] = mapped_column(index=True)
    reference: Mapped[str]
    name: Mapped[str]
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    geometry: Mapped[bytes]
    minx: Mapped[float]
    miny: Mapped[float]
    maxx: Mapped[float]
    maxy: Mapped[float]
    read_at: Mapped[datetime]
