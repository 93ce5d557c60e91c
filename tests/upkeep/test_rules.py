"""The rules that no linter knows: the project keeps them, and they find what is planted."""

from pathlib import Path

import pytest

from upkeep import PROJECT
from upkeep.allowed import NETWORK_DOORS, PIECED, SILENCED
from upkeep.rules import Breach, breaches
from upkeep.tracked import texts, tracked


def found_in(file: str, text: str) -> list[Breach]:
    return breaches([(Path(file), text)])


@pytest.mark.fault("W-03")
@pytest.mark.fault("W-05")
def test_the_project_breaks_none_of_its_own_rules() -> None:
    assert breaches(texts(tracked())) == []


@pytest.mark.fault("W-03")
@pytest.mark.parametrize(
    "shown",
    [
        "{{ application.description | safe }}",
        "{{ words|join(' ')|safe }}",
        "{% autoescape false %}{{ address }}{% endautoescape %}",
        "{% filter safe %}{{ address }}{% endfilter %}",
    ],
)
def test_a_template_that_does_not_escape_is_found(shown: str) -> None:
    (breach,) = found_in("alerts/web/templates/planted.html", f"<p>\n{shown}\n</p>\n")
    assert str(breach) == (
        "alerts/web/templates/planted.html:2: a template shows something without escaping it"
    )


@pytest.mark.parametrize(
    "shown", ["{{ safe_words }}", "{{ x }} is safe", "{% autoescape true %}{% endautoescape %}"]
)
def test_a_template_that_escapes_is_left_alone(shown: str) -> None:
    assert found_in("alerts/web/templates/planted.html", shown) == []


@pytest.mark.fault("W-05")
@pytest.mark.parametrize(
    "statement",
    [
        "session.execute(text(f\"SELECT id FROM person WHERE email = '{email}'\"))",
        'session.execute(text("SELECT id FROM person ORDER BY " + column))',
        "session.execute(text(\"SELECT id FROM person WHERE email = '%s'\" % email))",
        'connection.exec_driver_sql("DROP TABLE {}".format(table))',
        'query.order_by(literal_column(f"{column} DESC"))',
        'connection.execute(text(", ".join(columns)))',
    ],
)
def test_sql_that_is_put_together_from_what_somebody_says_is_found(statement: str) -> None:
    (breach,) = found_in("alerts/db/planted.py", f"\n{statement}\n")
    assert (breach.line, breach.rule.split("()")[1]) == (2, " is given SQL that is put together from pieces")


@pytest.mark.parametrize(
    "statement",
    [
        'session.execute(text("SELECT id FROM person WHERE email = :email"), {"email": email})',
        'session.execute(text(f"PRAGMA cache_size={_CACHE}"))',
        'text(f"SELECT rowid % {1 << _BITS} FROM search")',
    ],
)
def test_sql_of_constants_and_parameters_is_left_alone(statement: str) -> None:
    assert found_in("alerts/db/planted.py", statement) == []


@pytest.mark.parametrize(
    "imported",
    [
        "import socket",
        "from http import client",
        "import http.client",
        "from urllib.request import urlopen",
        "import smtplib",
    ],
)
def test_a_second_way_to_the_network_is_found(imported: str) -> None:
    (breach,) = found_in("alerts/services/planted.py", imported)
    assert breach.rule.endswith("is a way to the network without a door in upkeep/allowed.py")


def test_a_certificate_that_is_not_looked_at_is_found() -> None:
    (breach,) = found_in("scheduler/planted.py", "session.get(url, verify=False)")
    assert breach.rule == "a certificate is not looked at"


@pytest.mark.parametrize(
    "silenced",
    ["x = eval(y)  # noqa: S307", "x = eval(y)  # noqa: E501, S307", "# ruff: noqa", "x = eval(y)  # nosec"],
)
def test_a_rule_of_security_that_is_silenced_without_a_listed_reason_is_found(silenced: str) -> None:
    assert len(found_in("alerts/web/planted.py", silenced)) == 1


def test_what_is_no_part_of_the_service_may_do_as_it_likes() -> None:
    assert found_in("tests/rig/planted.py", "import socket") == []


def test_every_exception_is_needed_still_and_has_a_reason() -> None:
    for (file, code), why in SILENCED.items():
        assert f"noqa: {code}" in (PROJECT / file).read_text(encoding="utf-8"), (file, code)
        assert len(why) > 10
    for (file, called), why in PIECED.items():
        assert f"{called}(" in (PROJECT / file).read_text(encoding="utf-8"), (file, called)
        assert len(why) > 10
    for file, why in NETWORK_DOORS.items():
        assert (PROJECT / file).is_file()
        assert len(why) > 10
