"""`operators`: who may use the operators' pages, from the command line, each act with its line in the audit."""

import re

import pytest

from alerts.cli.installation import Installation
from alerts.db import operators
from alerts.db.tables import AuditRow
from alerts.domain.operators import Role
from alerts.services.operating import sign_in, signed_in
from tests.integration.cli.conftest import Run

ADA, BEN = "ada@council.example", "ben@council.example"


def noted(installation: Installation) -> list[AuditRow]:
    with installation.database.reading() as rows:
        return list(reversed(operators.noted(rows)))


def test_there_is_nobody_to_begin_with(ready: Run) -> None:
    assert ready("operators", "list", "--json").json == []
    assert "Nobody." in ready("operators", "list").err


def test_operators_are_added_listed_given_roles_and_removed(ready: Run, installation: Installation) -> None:
    added = ready("operators", "add", " Ada@Council.EXAMPLE", "--role", "administrator")
    assert (added.status, added.err) == (0, "They sign in at https://alerts.example/admin.\n")
    assert ready("operators", "add", BEN, "--role", "viewer").status == 0
    assert ready("operators", "role", BEN, "operator").status == 0
    assert ready("operators", "list").out.splitlines() == [
        f"{ADA}: administrator, without a second factor",
        f"{BEN}: operator, without a second factor",
    ]
    assert [each["role"] for each in ready("operators", "list", "--json").json] == [
        "administrator",
        "operator",
    ]
    assert ready("operators", "remove", BEN).status == 0
    assert [each["email"] for each in ready("operators", "list", "--json").json] == [ADA]
    assert [(row.who, row.action, row.subject, row.detail) for row in noted(installation)] == [
        ("command line", "add-operator", ADA, {"role": "administrator"}),
        ("command line", "add-operator", BEN, {"role": "viewer"}),
        ("command line", "change-role", BEN, {"role": "operator"}),
        ("command line", "remove-operator", BEN, {}),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", ADA, "--role", "viewer"), "is an operator already"),
        (("role", ADA, "viewer"), "this is the last administrator"),
        (("remove", ADA), "this is the last administrator"),
        (("remove", BEN), "nobody of this address is an operator"),
        (("reset", BEN), "nobody of this address is an operator"),
        (("link", BEN), "nobody of this address is an operator"),
        (("add", "not an address", "--role", "viewer"), "Enter an e-mail address"),
    ],
)
def test_what_cannot_be_done_is_refused_and_not_noted(
    ready: Run, installation: Installation, arguments: tuple[str, ...], words: str
) -> None:
    ready("operators", "add", ADA, "--role", "administrator")
    done = ready("operators", *arguments)
    assert done.status == 1
    assert words in done.err
    assert len(noted(installation)) == 1


def test_an_administrator_may_go_once_there_is_another(ready: Run) -> None:
    for email in (ADA, BEN):
        ready("operators", "add", email, "--role", "administrator")
    assert ready("operators", "role", ADA, "viewer").status == 0
    assert ready("operators", "remove", BEN).status == 1
    assert ready("operators", "role", BEN, "viewer").status == 1


@pytest.mark.parametrize("command", ["reset", "remove"])
def test_who_is_reset_or_removed_is_signed_out_and_their_links_end(
    ready: Run, installation: Installation, command: str
) -> None:
    ready("operators", "add", BEN, "--role", "administrator")
    ready("operators", "add", ADA, "--role", "operator")
    link = ready("operators", "link", ADA).out.strip()
    now = installation.reception.clock()
    with installation.database.writing() as rows:
        row = operators.by_email(rows, ADA)
        assert row is not None
        row.factor_no, row.factor_since, row.password_hash = 3, now, "a hash"
        secret = sign_in(rows, row.id, now)
    assert signed_in(installation.database, secret, now, now) is not None
    assert ready("operators", command, ADA).status == 0
    assert signed_in(installation.database, secret, now, now) is None
    with installation.database.reading() as rows:
        found = operators.by_email(rows, ADA)
    if command == "reset":
        assert found is not None
        assert (found.factor_no, found.factor_since, found.password_hash) == (4, None, None)
        assert found.link_no == 1
    else:
        assert found is None
    assert link.startswith("https://alerts.example/admin/sign-in/")


def test_a_link_is_printed_alone_and_noted_without_its_token(ready: Run, installation: Installation) -> None:
    ready("operators", "add", ADA, "--role", Role.ADMINISTRATOR)
    done = ready("operators", "link", ADA)
    assert re.fullmatch(r"https://alerts\.example/admin/sign-in/[\w-]{74}\n", done.out)
    last = noted(installation)[-1]
    assert (last.action, last.subject, last.detail) == ("make-link", ADA, {})
