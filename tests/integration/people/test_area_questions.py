"""A ward abolished or redrawn tells its watchers, once, and asks: they keep its ground, watch another, or stop."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from alerts.db import area_questions, boundaries, restored, subscriptions
from alerts.db.session import Database
from alerts.db.tables import AreaQuestionRow, EmailRow, SubscriptionRow, WatchAreaRow
from alerts.domain.area_question import AreaEvent, AreaQuestion
from alerts.domain.errors import AreaRefused, NotFound
from alerts.domain.new_vintage import Place, Successor
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.answering_questions import follow_successors, keep_ground
from alerts.services.asking import ask_people
from alerts.services.post import Post
from alerts.services.putting_back import decide
from alerts.services.retention import forget
from alerts.services.sending import send_due
from alerts.services.subscribing import Desk, end
from alerts.services.taking_boundaries import VintageRefused, take_boundaries
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, IDENTITY, ISLINGTON, NOW, SITE, TIMETABLE, all_of, subscribe
from tests.fakes import HandClock, RecordingSender
from tests.integration.people.conftest import outbox
from tests.integration.people.wards import (
    AFTER,
    BEFORE,
    CRESCENT,
    HILL,
    OAK,
    PLACES,
    TOWN,
    strip,
    ward,
    watch,
)

ALICE, DORA = "alice@example.com", "dora@example.com"
TODAY = TIMETABLE.today(NOW)


@pytest.fixture
def camden(database: Database) -> Database:
    take_boundaries(database, BEFORE, (), NOW)
    return database


@pytest.fixture
def desk(clock: HandClock) -> Desk:
    return Desk(SITE, IDENTITY, TIMETABLE, clock())


def take(database: Database, found: list[Boundary] = AFTER) -> int:
    return take_boundaries(database, found, (), NOW).questions


def tell(database: Database, clock: HandClock | None = None) -> int:
    return ask_people(database, SITE, IDENTITY, TIMETABLE, clock or HandClock())


def asked(database: Database) -> list[tuple[str, str, str | None]]:
    with database.reading() as session:
        found = session.scalars(select(AreaQuestionRow).order_by(AreaQuestionRow.id))
        return [(row.event, row.area, row.answer) for row in found]


def watched(database: Database, email: str) -> list[tuple[str, str]]:
    """(area, vintage) of what somebody watches."""
    with database.reading() as session:
        person = subscriptions.subscriber_of(session, email)
        assert person is not None
        found = subscriptions.subscriptions_of(session, person.id, states=("confirmed",))
        return sorted((area.name, area.vintage) for _, area in found)


def answer(database: Database, subscription_id: int, desk: Desk, *codes: str) -> None:
    with database.writing() as session:
        row = session.get_one(SubscriptionRow, subscription_id)
        follow_successors(session, desk, PLACES, row, codes)


def test_who_watches_an_abolished_ward_is_asked_with_its_successors_and_their_shares(
    camden: Database,
) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    assert take(camden) == 1
    with camden.reading() as session:
        (row,) = area_questions.all_of(session, [number])
        assert area_questions.question_of(row) == AreaQuestion(
            event=AreaEvent.ABOLISHED,
            area=AreaName(AreaKind.WARD, OAK),
            label="Gospel Oak ward, Camden",
            vintage="2026",
            successors=(
                Successor(Place(CRESCENT, "Queen's Crescent", CAMDEN), 0.62),
                Successor(Place(TOWN, "Kentish Town", CAMDEN), 0.38),
            ),
        )


def test_the_email_says_what_happened_and_what_follows_in_both_its_forms(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    assert tell(camden) == 1
    (email,) = outbox(camden)
    assert email.subject == "Gospel Oak ward was abolished: what should we watch?"
    for words in (
        "Its ground now lies in Queen’s Crescent ward, Camden (62%) and Kentish Town ward, Camden (38%).",
        "If you do nothing, we go on watching the ground as it was when you asked.",
        "Open Government Licence v.3.0. Contains OS data © Crown copyright and database right 2026.",
    ):
        plain = words.replace("’", "'")
        assert plain in " ".join(email.text.split())
        assert plain in email.html.replace("&#39;", "'")


def test_however_often_it_is_fetched_a_thing_is_told_once(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    watch(camden, DORA, f"ward:{TOWN}")
    assert take(camden) == 2
    assert tell(camden) == 2
    assert take(camden) == 0
    assert take(camden, [ward(each.code, each.name, each.geometry, 2027) for each in AFTER]) == 0
    assert tell(camden) == 0
    assert len(outbox(camden)) == 2


def test_who_kept_the_old_ground_is_asked_again_only_when_the_ward_moves_again(
    camden: Database, clock: HandClock
) -> None:
    number = watch(camden, ALICE, f"ward:{TOWN}")
    take(camden)
    with camden.writing() as session:
        keep_ground(session, session.get_one(SubscriptionRow, number), clock())
    again = [ward(TOWN, "Kentish Town", strip(0.62, 2), 2027), *AFTER[:1], *AFTER[2:]]
    assert take(camden, [ward(each.code, each.name, each.geometry, 2027) for each in again]) == 0
    moved = [
        ward(CRESCENT, "Queen's Crescent", strip(0, 1.5), 2028),
        ward(TOWN, "Kentish Town", strip(1.5, 2), 2028),
    ]
    assert take(camden, [*moved, ward(HILL, "Dartmouth Park", strip(2, 3), 2028)]) == 1
    assert asked(camden) == [("redrawn", f"ward:{TOWN}", "kept"), ("redrawn", f"ward:{TOWN}", None)]


def test_one_person_gets_one_email_about_all_their_areas(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    watch(camden, ALICE, f"ward:{TOWN}")
    watch(camden, ALICE, f"ward:{HILL}")
    take(camden)
    assert tell(camden) == 1
    (email,) = outbox(camden)
    assert email.subject == (
        "Gospel Oak ward was abolished, and 1 more area of yours changed: what should we watch?"
    )
    assert "The boundary of Kentish Town ward was redrawn" in email.text
    assert "Highgate" not in email.text


def test_who_left_or_has_not_confirmed_is_neither_asked_nor_written_to(camden: Database) -> None:
    watch(camden, "bob@example.com", f"ward:{OAK}", "pending")
    watch(camden, "charlie@example.com", f"ward:{OAK}", "ended")
    assert take(camden) == 0
    assert tell(camden) == 0


def test_who_leaves_before_the_email_is_composed_gets_none(camden: Database) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    with camden.writing() as session:
        end([session.get_one(SubscriptionRow, number)], NOW)
    assert tell(camden) == 0


def test_who_leaves_before_the_email_is_sent_gets_none(camden: Database, clock: HandClock) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    watch(camden, DORA, f"ward:{OAK}")
    take(camden)
    tell(camden)
    with camden.writing() as session:
        end([session.get_one(SubscriptionRow, number)], NOW)
    sender = RecordingSender()
    send_due(Post(camden, sender, SITE, IDENTITY, clock))
    assert sender.tried == [DORA]


def test_who_pauses_is_written_to_when_the_pause_is_over(camden: Database, clock: HandClock) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    with camden.writing() as session:
        session.get_one(SubscriptionRow, number).paused_until = TODAY + timedelta(days=3)
    take(camden)
    assert tell(camden, clock) == 0
    clock.pass_by(days=3)
    assert tell(camden, clock) == 1


def test_nobody_is_written_to_from_a_copy_that_was_put_back(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    with camden.writing() as session:
        restored.mark(session, NOW)
    assert tell(camden) == 0
    with camden.writing() as session:
        decide(session, "discard", NOW)
    assert tell(camden) == 0
    assert asked(camden) == [("abolished", f"ward:{OAK}", None)]


def test_a_crash_as_the_email_is_queued_leaves_the_question_untold(
    camden: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    take(camden)

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("pulled")

    with monkeypatch.context() as broken:
        broken.setattr("alerts.services.asking._acknowledgements", crash)
        assert tell(camden) == 0
    assert outbox(camden) == []
    assert tell(camden) == 1


def test_who_does_nothing_keeps_the_ground_of_old(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    watch(camden, DORA, f"ward:{TOWN}")
    take(camden)
    assert watched(camden, ALICE) == [(f"ward:{OAK}", "2025")]
    with camden.reading() as session:
        areas = session.scalars(select(WatchAreaRow).order_by(WatchAreaRow.id)).all()
        assert [(area.minx, area.maxx) for area in areas] == [(528_000, 529_000), (529_000, 530_000)]


def test_all_successors_are_watched_by_the_same_wishes_instead(camden: Database, desk: Desk) -> None:
    weekly = Wishes(frequency=Frequency.WEEKLY, include=("loft",))
    number = watch(camden, ALICE, f"ward:{OAK}", wishes=weekly)
    take(camden)
    answer(camden, number, desk, TOWN, CRESCENT)
    assert watched(camden, ALICE) == [(f"ward:{TOWN}", "2026"), (f"ward:{CRESCENT}", "2026")]
    with camden.reading() as session:
        rows = session.scalars(select(SubscriptionRow).order_by(SubscriptionRow.id)).all()
        assert [(row.state, row.frequency, row.include) for row in rows] == [
            ("ended", "weekly", ["loft"]),
            ("confirmed", "weekly", ["loft"]),
            ("confirmed", "weekly", ["loft"]),
        ]
        assert len({row.confirmed_at for row in rows}) == 1
    assert asked(camden) == [("abolished", f"ward:{OAK}", "followed")]


def test_one_successor_alone_can_be_watched(camden: Database, desk: Desk) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    answer(camden, number, desk, CRESCENT)
    assert watched(camden, ALICE) == [(f"ward:{CRESCENT}", "2026")]


def test_a_successor_watched_already_is_not_watched_twice(camden: Database, desk: Desk) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    watch(camden, ALICE, f"ward:{TOWN}")
    take(camden)
    answer(camden, number, desk, TOWN, CRESCENT)
    assert [name for name, _ in watched(camden, ALICE)] == [f"ward:{TOWN}", f"ward:{CRESCENT}"]


def test_a_redrawn_ward_is_watched_by_its_new_boundary_under_the_same_number(
    camden: Database, desk: Desk
) -> None:
    number = watch(camden, ALICE, f"ward:{TOWN}")
    take(camden)
    answer(camden, number, desk)
    assert watched(camden, ALICE) == [(f"ward:{TOWN}", "2026")]
    with camden.reading() as session:
        (area,) = session.scalars(select(WatchAreaRow)).all()
        assert (area.minx, area.maxx) == (528_620, 530_000)
        assert session.get_one(SubscriptionRow, number).watch_area_id == area.id


@pytest.mark.parametrize("codes", [(), (HILL,), ("E05099999",)])
def test_only_successors_can_be_chosen_and_one_at_least(
    camden: Database, desk: Desk, codes: tuple[str, ...]
) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    with pytest.raises(AreaRefused, match="Tick at least one"):
        answer(camden, number, desk, *codes)
    assert watched(camden, ALICE) == [(f"ward:{OAK}", "2025")]


def test_a_question_is_answered_once(camden: Database, desk: Desk) -> None:
    number = watch(camden, ALICE, f"ward:{TOWN}")
    take(camden)
    answer(camden, number, desk)
    with pytest.raises(NotFound, match="answered already"):
        answer(camden, number, desk)


def test_a_question_stays_until_it_is_answered(camden: Database, clock: HandClock) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    with camden.reading() as session:
        person = session.get_one(SubscriptionRow, number).subscriber_id
        assert list(area_questions.open_of(session, person)) == [number]
    with camden.writing() as session:
        keep_ground(session, session.get_one(SubscriptionRow, number), clock())
    with camden.reading() as session:
        assert area_questions.open_of(session, person) == {}
    assert watched(camden, ALICE) == [(f"ward:{OAK}", "2025")]


def test_a_vintage_with_far_fewer_wards_is_refused_and_nothing_of_it_taken(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    with pytest.raises(VintageRefused, match="3 ward boundaries now, and only 2 came"):
        take_boundaries(camden, AFTER[:2], (), NOW)
    assert asked(camden) == []
    with camden.reading() as session:
        assert boundaries.counts(session) == [("ward", 2025, 3)]
    assert take_boundaries(camden, AFTER[:2], (), NOW, anyway=True).questions == 1


def test_an_older_vintage_is_kept_beside_and_asks_nobody(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    older = [ward(HILL, "Highgate", strip(2, 3), 2022)]
    assert take_boundaries(camden, older, (), NOW).questions == 0
    with camden.reading() as session:
        assert [each.code for each in boundaries.wards_of(session, CAMDEN)] == [OAK, HILL, TOWN]


def test_a_ward_that_is_gone_without_its_council_is_found_no_more(camden: Database) -> None:
    """Where whole councils go, no later ward of theirs says so."""
    with camden.writing() as session:
        boundaries.replace(session, [ward("E05000009", "Hillrise", strip(3, 4), 2025, ISLINGTON)])
    take(camden)
    with camden.reading() as session:
        assert boundaries.touching(session, BoundaryKind.WARD, strip(3.1, 3.9)) == []
        assert boundaries.gone_since(session, BoundaryKind.WARD, "E05000009") == 2026
        assert boundaries.gone_since(session, BoundaryKind.WARD, TOWN) is None


def test_a_ward_that_went_to_another_council_is_that_councils_alone(camden: Database) -> None:
    moved = [*AFTER[:2], ward(HILL, "Highgate", strip(2, 3), 2026, ISLINGTON)]
    take(camden, moved)
    with camden.reading() as session:
        found = boundaries.touching(session, BoundaryKind.WARD, strip(2.1, 2.9))
        assert [(each.code, each.parent) for each in found] == [(HILL, ISLINGTON)]
        assert HILL not in [each.code for each in boundaries.wards_of(session, CAMDEN)]


def test_who_watches_an_abolished_council_is_told_what_they_would_miss(camden: Database) -> None:
    both = [
        Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2025, strip(0, 3)),
        Boundary(BoundaryKind.AUTHORITY, ISLINGTON, "Islington", None, 2025, strip(3, 4)),
    ]
    take_boundaries(camden, both, (), NOW)
    with camden.writing() as session:
        subscribe(session, ALICE, all_of(ISLINGTON, "Islington"))
    joined = [Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2026, strip(0, 4))]
    take_boundaries(camden, joined, (), NOW, anyway=True)
    tell(camden)
    (email,) = outbox(camden)
    text = " ".join(email.text.split())
    assert "Islington was abolished It is not among the boundaries of 2026." in text
    assert (
        "you go on hearing of what this council received, and of nothing that its successors receive" in text
    )


def test_what_was_asked_goes_with_the_subscription(camden: Database, clock: HandClock) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    with camden.writing() as session:
        end([session.get_one(SubscriptionRow, number)], NOW)
    clock.pass_by(days=31)
    with camden.writing() as session:
        forget(session, clock())
    assert asked(camden) == []
    with camden.reading() as session:
        assert session.scalars(select(EmailRow)).all() == []


def test_welsh_readers_are_asked_in_welsh(camden: Database) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    with camden.writing() as session:
        row = session.get_one(SubscriptionRow, number)
        person = subscriptions.subscriber(session, row.subscriber_id)
        assert person is not None
        person.language = "cy"
    take(camden)
    tell(camden)
    (email,) = outbox(camden)
    assert 'lang="cy"' in email.html
    assert "If you do nothing" not in email.text


def test_a_ward_drawn_anew_within_a_year_is_watched_by_its_newest_boundary(
    camden: Database, desk: Desk
) -> None:
    number = watch(camden, ALICE, f"ward:{TOWN}")
    watch(camden, DORA, f"ward:{TOWN}")
    again = [ward(each.code, each.name, each.geometry, 2025) for each in AFTER]
    assert take(camden, again) == 2
    answer(camden, number, desk)
    watch(camden, "bob@example.com", f"ward:{TOWN}")
    assert watched(camden, "bob@example.com") == watched(camden, ALICE)
    with camden.reading() as session:
        areas = session.scalars(select(WatchAreaRow).order_by(WatchAreaRow.id)).all()
        assert [(area.vintage, area.minx) for area in areas] == [("2025", 529_000), ("2025.2", 528_620)]


def test_a_successor_that_waited_to_be_confirmed_is_watched_from_now_on(camden: Database, desk: Desk) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden)
    watch(camden, ALICE, f"ward:{TOWN}", "pending")
    answer(camden, number, desk, CRESCENT, TOWN)
    assert watched(camden, ALICE) == [(f"ward:{TOWN}", "2026"), (f"ward:{CRESCENT}", "2026")]
