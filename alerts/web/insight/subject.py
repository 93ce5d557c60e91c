"""What a dashboard is about, in words and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from alerts.domain.insight.slice import Place, PlaceKind
from alerts.language import _
from geo.boundaries import Boundary


@dataclass(frozen=True)
class Subject:
    """A place that is shown. `name` is its own (`Camden`), `about` says where to follow a noun (`in Camden`); `path` is
    the dashboard's address and `list_path` that of the list of its applications, None where there is none, both without
    a language; `outline` is its edge, where that is known. `wards` are those of a council by code, `uncovered` the
    councils of it that no feed covers.
    """

    place: Place
    name: str
    about: str
    path: str
    list_path: str | None = None
    wards: Mapping[str, Boundary] = field(default_factory=dict)
    outline: BaseGeometry | None = None
    authority: str | None = None
    uncovered: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        return _("Planning figures {about}").format(about=self.about)

    @property
    def kind(self) -> PlaceKind:
        return self.place.kind

    def about_slice(self, ward: str | None) -> str:
        """The same of one of its wards, where that is all that is counted."""
        if ward is None:
            return self.about
        name = self.ward_name(ward)
        if self.kind is PlaceKind.AUTHORITY:
            return _("in {name} ward, {council}").format(name=name, council=self.name)
        within = _("in {name} ward").format(name=name)
        return f"{self.about}, {within}"

    def ward_name(self, code: str) -> str:
        return self.wards[code].name if code in self.wards else code
