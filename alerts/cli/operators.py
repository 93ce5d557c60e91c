"""`operators`: who works on the service, from the command line; there is nobody to begin with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click
from sqlalchemy.orm import Session

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.cli.installation import Installation, now
from alerts.db import operators as rows_of_operators
from alerts.db.tables import OperatorRow
from alerts.domain.address import read_address
from alerts.domain.links import LIFETIMES, Purpose, page_of
from alerts.domain.operators import Role
from alerts.services import operator_accounts
from alerts.services.operator_links import token_of

WHO = "command line"
"""Who did it, in the audit."""

ROLES = click.Choice([str(role) for role in Role])


@dataclass(frozen=True)
class _Work:
    """A transaction of a command, at one moment."""

    rows: Session
    installation: Installation
    at: datetime


@click.group()
def operators() -> None:
    """Those who may use the operators' pages at /admin."""


@operators.command()
@click.argument("email")
@click.option("--role", type=ROLES, required=True, help="What they may do.")
@setup
def add(found: Setup, email: str, role: str) -> None:
    """Let somebody sign in. They are sent a link when they ask for one at /admin.

    Example: planning-alerts operators add name@example.org --role administrator
    """
    with _noted(found, "add-operator", email, role=role) as work:
        operator_accounts.add(work.rows, read_address(email), Role(role), work.at)
    click.echo(f"They sign in at {work.installation.identity.base_url}/admin.", err=True)


@operators.command(name="list")
@json_option
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """Who they are, with their role.

    Example: planning-alerts operators list
    """
    with found.installation() as installation, installation.database.reading() as rows:
        known = [_described(row) for row in rows_of_operators.listed(rows)]
    if as_json:
        print_json(known)
        return
    for each in known:
        factor = "with a second factor" if each["has_factor"] else "without a second factor"
        click.echo(f"{each['email']}: {each['role']}, {factor}")
    if not known:
        click.echo("Nobody. `planning-alerts operators add` lets somebody in.", err=True)


@operators.command()
@click.argument("email")
@click.argument("role", type=ROLES)
@setup
def role(found: Setup, email: str, role: str) -> None:
    """Give somebody another role, from their next page on.

    Example: planning-alerts operators role name@example.org operator
    """
    with _noted(found, "change-role", email, role=role) as work:
        operator_accounts.give_role(work.rows, _operator(work, email), Role(role))


@operators.command()
@click.argument("email")
@setup
def remove(found: Setup, email: str) -> None:
    """Let somebody in no more, and end their sessions.

    Example: planning-alerts operators remove name@example.org
    """
    with _noted(found, "remove-operator", email) as work:
        operator_accounts.remove(work.rows, _operator(work, email))


@operators.command()
@click.argument("email")
@setup
def reset(found: Setup, email: str) -> None:
    """Forget somebody's second factor and password and end their sessions, as after the loss of a phone.

    Example: planning-alerts operators reset name@example.org
    """
    with _noted(found, "reset-operator", email) as work:
        operator_accounts.reset(work.rows, _operator(work, email), work.at)


@operators.command()
@click.argument("email")
@setup
def link(found: Setup, email: str) -> None:
    """Print a link that signs somebody in once, for who cannot get mail. Their second factor is asked all the same.

    Example: planning-alerts operators link name@example.org
    """
    with _noted(found, "make-link", email) as work:
        identity = work.installation.identity
        token = token_of(_operator(work, email), identity.key, work.at)
    minutes = int(LIFETIMES[Purpose.SIGN_IN].total_seconds()) // 60
    click.echo(f"{identity.base_url}/{page_of(Purpose.SIGN_IN)}/{token}")
    click.echo(f"Good once, for {minutes} minutes. Give it to nobody else.", err=True)


@contextmanager
def _noted(found: Setup, action: str, email: str, **detail: str) -> Iterator[_Work]:
    """One transaction with its line in the audit."""
    with found.installation() as installation, installation.database.writing() as rows:
        at = now()
        yield _Work(rows, installation, at)
        rows_of_operators.note(rows, at, WHO, action, read_address(email), detail)


def _operator(work: _Work, email: str) -> OperatorRow:
    return operator_accounts.find(work.rows, read_address(email))


def _described(row: OperatorRow) -> dict[str, object]:
    return {
        "email": row.email,
        "role": row.role,
        "has_factor": row.factor_since is not None,
        "has_password": row.password_hash is not None,
        "since": row.created_at.isoformat(),
    }


COMMANDS = (operators,)
