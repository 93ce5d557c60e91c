"""E-mails to look at: each kind with the fullest that it can say, over real postcodes and invented applications."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from shapely import Point

from alerts.domain.alert import Alert, AlertItem, Reason, ToldChange
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.domain.constraint import ConstraintMention
from alerts.domain.links import Purpose, placeholder
from alerts.domain.new_vintage import Place, Successor
from alerts.domain.subscription import Wishes
from alerts.domain.urgency import by_urgency
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea, reach
from alerts.drawing.scene import stage_of
from alerts.mail.area_question import compose_area_questions
from alerts.mail.compose import Email, PendingArea, compose_alert, compose_confirmation, compose_manage_link
from alerts.mail.operator_link import compose_operator_link
from alerts.mail.pictures import ItemPicture
from alerts.mail.welcome import OpenApplication, Welcome, compose_welcome
from alerts.services.picturing import SHOWN_PX, Subject, draw_subject, picture_words
from geo.area import Area
from geo.boundary_licence import boundary_licence_lines
from geo.constraints import ConstraintKind
from geo.errors import GazetteerMissing
from geo.gazetteer import Gazetteer, default_path
from geo.postcode import parse_postcode
from tests.factories import CAMDEN, an_application
from tests.factories import SITE as ANY_SITE

TODAY = date(2026, 11, 26)
SITE = replace(ANY_SITE, operator_name="the operator of this service", is_demonstration=True)
"""Its applications are invented, and every picture says so."""

_PROPOSED = (
    ("Two-storey rear extension", "12 Lady Margaret Road", "hh"),
    ("Replacement of the shopfront, with a retractable awning over the pavement", "277 Kentish Town Road", "full"),
    ("Erection of a mansard roof extension with two front dormers and a terrace at the rear, the raising of the"
     " party walls and chimney stacks, and the insertion of three rooflights", "41 Falkland Road", "full"),
    ("Felling of one ash tree in the rear garden", "3 Countess Road", "notice-trees-in-con-area"),
    ("Change of use of the ground floor from a bank to a day nursery", "292 Kentish Town Road", "full"),
    ("Installation of an air source heat pump beside the rear wall", "9 Leverton Street", "hh"),
)  # fmt: skip
MIDDLE = (528_708, 185_513)
"""Of NW5 1TL as it lies."""

LABEL = "within 400 m of NW5 1TL"


def every_email() -> Iterator[tuple[str, Email]]:
    """(name, e-mail) of each."""
    yield "one", alert_of(one())
    yield "three", alert_of(one(), decided(), amended(), warnings=(WARNING,))
    yield "sixty", alert_of(*(numbered(number) for number in range(60)))
    yield "reminder", alert_of(reminder())
    yield "welcome", compose_welcome(welcome(), SITE)
    yield (
        "confirmation",
        compose_confirmation(
            (PendingArea(LABEL, "once a day", placeholder(Purpose.CONFIRM, 1)),),
            placeholder(Purpose.NEVER, 1),
            SITE,
        ),
    )
    yield "wards-changed", compose_area_questions(1, wards_changed(), boundary_licence_lines([2026]), SITE)
    yield "own-link", compose_manage_link(1, LABEL, SITE)
    yield "operator-link", compose_operator_link(1, True, SITE)


WARNING = (
    "The feed of Islington has not answered since Tuesday 24 November, and we may not know of all"
    " the applications of Islington: alerts may come late."
)


def wards_changed() -> tuple[AreaQuestion, ...]:
    """A ward divided between two, one redrawn, and a postcode that moved."""
    heirs = (
        Successor(Place("E05019999", "Dartmouth Park", CAMDEN), 0.62),
        Successor(Place("E05013661", "Kentish Town North", CAMDEN), 0.38),
    )
    code_point = "Code-Point Open, November 2026"
    return (
        AreaQuestion(
            AreaEvent.ABOLISHED, AreaName(AreaKind.WARD, "E05013658"), "Highgate ward, Camden", "2026", heirs
        ),
        AreaQuestion(
            AreaEvent.REDRAWN,
            AreaName(AreaKind.WARD, "E05013661"),
            "Kentish Town North ward, Camden",
            "2026",
            lost=0.04,
            gained=0.23,
        ),
        AreaQuestion(
            AreaEvent.MOVED, AreaName(AreaKind.POSTCODE, "NW51TL:400"), LABEL, code_point, metres=150
        ),
    )


def alert_of(*items: AlertItem, warnings: tuple[str, ...] = ()) -> Email:
    told = tuple(by_urgency(items, TODAY))
    alert = Alert(1, told, (LABEL,), warnings, TODAY)
    return compose_alert(alert, SITE, pictures_of(told))


def proposed(number: int, **changed: object) -> Application:
    """One of the applications, some way off NW5 1TL."""
    description, street, kind = _PROPOSED[number % len(_PROPOSED)]
    east, north = MIDDLE[0] + 40 * (number % 7) - 110, MIDDLE[1] + 35 * (number % 5) - 60
    usual = {
        "description": description,
        "address": f"{street}, London, NW5 {number % 3 + 1}TL",
        "application_type": kind,
        "received_date": TODAY - timedelta(days=5),
        "valid_date": TODAY - timedelta(days=4),
        "consultation_end_date": TODAY + timedelta(days=15 + number % 9),
        "url": f"https://planningrecords.camden.gov.uk/NECSWS/redirect.aspx?linkid=EXDC&PARAM0={681000 + number}",
        "site": Site(Point(east, north), SitePrecision.POINT),
    }
    return an_application(2100 + number, **usual | changed)


def an_item(application: Application, change: Change, *extra: Reason) -> AlertItem:
    near = Reason(LABEL, reach(home(), application).reason)
    return AlertItem(int(application.feed_key), application, (ToldChange(change, TODAY),), (near, *extra))


def one() -> AlertItem:
    item = an_item(proposed(0), Change(ChangeKind.NEW))
    park = ConstraintMention(ConstraintKind.CONSERVATION_AREA, "Kentish Town", 44000001)
    return AlertItem(item.application_id, item.application, item.changes, item.reasons, (park,))


def decided() -> AlertItem:
    application = proposed(
        1, status=Status.DETERMINED, decision=Decision.GRANTED, decision_date=TODAY - timedelta(days=1)
    )
    return an_item(application, Change(ChangeKind.DECIDED))


def amended() -> AlertItem:
    application = proposed(2, consultation_end_date=None)
    before = "Erection of a mansard roof extension with two front dormers, and the insertion of a rooflight"
    differences = (Difference("description", before, application.description),)
    return an_item(application, Change(ChangeKind.AMENDED, differences), Reason(None, "you follow it"))


def reminder() -> AlertItem:
    application = proposed(4, consultation_end_date=TODAY + timedelta(days=3))
    return an_item(application, Change(ChangeKind.DEADLINE_NEAR, (), application.consultation_end_date, 3))


def numbered(number: int) -> AlertItem:
    kind = (ChangeKind.NEW, ChangeKind.NEW, ChangeKind.READVERTISED)[number % 3]
    return an_item(proposed(number), Change(kind))


def welcome() -> Welcome:
    shown = sorted(
        (proposed(number) for number in range(6)), key=lambda each: str(each.consultation_end_date)
    )
    return Welcome(
        subscriber_id=1,
        watch=AreaName(AreaKind.POSTCODE, "NW51TL:400"),
        about=LABEL,
        wishes=Wishes(),
        confirmed_on=TODAY,
        today=TODAY,
        open_count=len(shown),
        listed=tuple(OpenApplication(each, reach(home(), each).reason) for each in shown),
    )


def home() -> WatchArea:
    """NW5 1TL with its real polygon where a gazetteer is there."""
    name, key = AreaName(AreaKind.POSTCODE, "NW51TL:400"), frozenset({CAMDEN})
    return WatchArea(name, LABEL, Area(_cell(), 400.0), "NW5 1TL", authorities=key)


def pictures_of(items: tuple[AlertItem, ...]) -> dict[int, ItemPicture]:
    """Their maps, drawn as the worker draws them."""
    gazetteer, found = Gazetteer(default_path()), {}
    for item in items[:4]:
        application = item.application
        assert application.site is not None
        subject = Subject(
            (b"", b"", 0.0, stage_of(application), application.site.precision),
            application.site,
            stage_of(application),
            home(),
            (),
            picture_words(application, home()),
        )
        lines = gazetteer.licence_lines if default_path().exists() else ()
        found[item.application_id] = ItemPicture(
            draw_subject(subject, gazetteer), subject.alt, *SHOWN_PX, lines
        )
    return found


def _cell() -> Point:
    try:
        gazetteer = Gazetteer(default_path())
        place = gazetteer.find(parse_postcode("NW5 1TL"))
        return gazetteer.cell_at(place.easting, place.northing)
    except GazetteerMissing:
        return Point(MIDDLE)
