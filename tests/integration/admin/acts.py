"""How each POST of the operators' pages is made once, for the tests that ask the same of all of them.

A route that takes a POST and has no example here fails. To add one, name its rule, the fields of its form and, where it
is about something, what has to be there first:

    Act("/admin/feeds/<name>/hold", {"decision": "release", "hold": "{hold}"}, set_up=a_held_feed)

What `set_up` returns fills the parts of the address and the `{...}` in the fields, so here `name` and `hold`. It is
done by an operator of the least role that may.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import LONGEST, Role
from alerts.services.second_factor import next_factor_no
from alerts.web.context import SiteContext
from tests.integration.admin import bench, floods, letters, persons
from tests.integration.admin.conftest import code_of, operator_of

Parts = Mapping[str, str]


@dataclass(frozen=True)
class Act:
    """One POST. An operator's `is_noted` in the audit, unless it only shows what would be done."""

    rule: str
    fields: Mapping[str, str] = field(default_factory=dict)
    set_up: Callable[[Database, SiteContext], Parts] = lambda _database, _context: {}
    is_noted: bool = True

    def path(self, parts: Parts) -> str:
        return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: parts[found[1]], self.rule)

    def filled(self, parts: Parts) -> dict[str, str]:
        return {name: value.format(**parts) for name, value in self.fields.items()}


def another_operator(database: Database, context: SiteContext) -> Parts:
    with database.writing() as rows:
        return {"number": str(operators.add(rows, "other@council.example", Role.VIEWER, context.clock()).id)}


def a_new_app(database: Database, context: SiteContext) -> Parts:
    """Set up by a viewer in the one session that they have."""
    number = operator_of(database, context, Role.VIEWER)
    with database.reading() as rows:
        (session,) = operators.open_sessions(rows, number, context.clock() - LONGEST)
        row = operators.by_id(rows, number)
        assert row is not None
        factor_no = next_factor_no(row, session.digest)
    return {"code": code_of(context, number, factor_no)}


ACTS: tuple[Act, ...] = (
    Act("/admin/sign-out"),
    Act("/admin/account/password", {"password": "four words of mine"}),
    Act("/admin/account/sessions"),
    Act("/admin/account/factor", {"code": "{code}"}, a_new_app),
    Act("/admin/account/recovery"),
    Act("/admin/operators", {"email": "new@council.example", "role": "viewer"}),
    Act("/admin/operators/<int(max=2147483647):number>/role", {"role": "operator"}, another_operator),
    Act("/admin/operators/<int(max=2147483647):number>/remove", {}, another_operator),
    Act("/admin/operators/<int(max=2147483647):number>/reset", {}, another_operator),
    Act("/admin/feeds/<name>/poll", set_up=floods.a_feed_at_rest),
    Act("/admin/feeds/<name>/pause", set_up=floods.a_feed_at_rest),
    Act("/admin/feeds/<name>/resume", set_up=floods.a_paused_feed),
    Act("/admin/feeds/<name>/size", set_up=floods.a_halved_feed),
    Act("/admin/alarms/<int(max=2147483647):number>/seen", set_up=floods.an_alarm),
    Act("/admin/holds/<int(max=2147483647):number>/release", {"sure": "{last}"}, floods.a_hold),
    Act("/admin/holds/<int(max=2147483647):number>/discard", {"sure": "{last}"}, floods.a_hold),
    Act("/admin/feeds/<name>/reread", set_up=bench.a_stored_record),
    Act("/admin/records/<int(max=2147483647):number>/release", set_up=bench.an_odd_record),
    Act("/admin/records/<int(max=2147483647):number>/dismiss", set_up=bench.a_stored_record),
    Act(
        "/admin/unmapped",
        {"feed": "{name}", "field": "status", "word": "ZZZ", "meaning": "withdrawn"},
        bench.a_stored_record,
    ),
    Act("/admin/places/reports/<int(max=2147483647):number>/close", set_up=floods.a_report),
    Act("/admin/unmapped/back", {"feed": "{name}", "field": "status", "word": "QQQ"}, bench.a_given_meaning),
    Act("/admin/mail/<name>/open", set_up=letters.a_sent_email),
    Act("/admin/deliveries/again", set_up=letters.alerts_set_aside),
    Act("/admin/deliveries/retry", set_up=letters.a_sick_server),
    Act("/admin/deliveries/release", set_up=letters.a_copy_put_back),
    Act("/admin/deliveries/discard", {"sure": "yes"}, letters.a_copy_put_back),
    Act("/admin/tomorrow/open", {"email": "{email}"}, letters.due_tomorrow),
    Act("/admin/person/look", {"email": "{email}"}, persons.alice),
    Act("/admin/person/export", {"email": "{email}"}, persons.alice),
    Act("/admin/person/confirmation", {"email": "{email}"}, persons.bob),
    Act("/admin/person/link", {"email": "{email}"}, persons.alice),
    Act("/admin/person/allow", {"email": "{email}"}, persons.alice_given_up),
    Act("/admin/person/stop", {"email": "{email}", "why": "ASKED"}, persons.alice),
    Act("/admin/person/erase", {"email": "{email}", "again": "{email}"}, persons.alice),
    Act(
        "/admin/person/explain",
        {
            "email": "{email}",
            "subscription": "{subscription}",
            "authority": "E09000007",
            "reference": "2026/0123/P",
        },
        persons.alice,
    ),
)

BY_RULE = {act.rule: act for act in ACTS}
