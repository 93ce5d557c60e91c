"""`subscribers`: counts, and everything about one person shown or erased."""

import click

from alerts.cli.console import Setup, print_json, setup
from alerts.db import emails, subscriptions, suppressions
from alerts.domain.address import read_address
from alerts.services.helping import allow_again, erase_person, export_person


@click.group()
def subscribers() -> None:
    """People who get alerts."""


@subscribers.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
@setup
def list_command(found: Setup, as_json: bool) -> None:
    """Counts and states, no addresses.

    Example: planning-alerts subscribers list
    """
    with found.installation() as installation, installation.database.reading() as session:
        counts = {
            "subscribers": subscriptions.subscriber_count(session),
            "subscriptions": subscriptions.counts_by_state(session),
            "emails": emails.counts_by_state(session),
            "not_written_to": suppressions.counts_by_reason(session),
        }
    if as_json:
        print_json(counts)
        return
    for name, value in counts.items():
        shown = (
            ", ".join(f"{state} {count}" for state, count in value.items())
            if isinstance(value, dict)
            else value
        )
        click.echo(f"{name}: {shown or 'none'}")


@subscribers.command()
@click.argument("email")
@setup
def export(found: Setup, email: str) -> None:
    """Everything held about one person, as JSON.

    Example: planning-alerts subscribers export name@example.com
    """
    with found.installation() as installation, installation.database.reading() as session:
        print_json(export_person(session, read_address(email), installation.identity.keys))


@subscribers.command()
@click.argument("email")
@setup
def erase(found: Setup, email: str) -> None:
    """Forget one person: address, areas, alerts and e-mails.

    Example: planning-alerts subscribers erase name@example.com
    """
    with found.installation() as installation, installation.database.writing() as session:
        erase_person(session, read_address(email), installation.identity.keys)
    click.echo("Forgotten.", err=True)


@subscribers.command()
@click.argument("email")
@setup
def allow(found: Setup, email: str) -> None:
    """Write to an address again that was given up after bounces or a complaint, or at its owner's word.

    Example: planning-alerts subscribers allow name@example.com
    """
    with found.installation() as installation, installation.database.writing() as session:
        allow_again(session, installation.identity, read_address(email))
    click.echo("It is written to again, beginning with what is noticed from now on.", err=True)


COMMANDS = (subscribers,)
