"""`config check`: the effective settings, secrets masked."""

from typing import Any

import click

from alerts.cli.console import Setup, json_option, print_json, setup
from alerts.db.session import without_password
from alerts.settings import Settings
from scheduler.configured import configured_feeds


@click.group()
def config() -> None:
    """The configuration."""


@config.command()
@json_option
@setup
def check(found: Setup, as_json: bool) -> None:
    """Validate the configuration and print the effective settings, secrets masked.

    Example: planning-alerts --config config.toml config check
    """
    effective = _effective(found.settings())
    if as_json:
        print_json(effective)
        return
    several = [(f"[{name}]", each) for name in ("webhooks", "feeds") for each in effective.pop(name)]
    for section, values in (*effective.items(), *several):
        click.echo(f"[{section}]")
        for key, value in values.items():
            click.echo(f"  {key} = {value!r}")
    click.echo("The configuration is good.")


def _effective(settings: Settings) -> dict[str, Any]:
    """All settings with their defaults; each kind of feed says itself which of its own keys are secrets."""
    own = [configured.feed.settings.model_dump(mode="json") for configured in configured_feeds(settings)]
    effective = settings.model_dump(mode="json")
    effective["database"]["url"] = without_password(settings.database.url)
    effective["feeds"] = [{**feed, **keys} for feed, keys in zip(effective["feeds"], own, strict=True)]
    return effective


COMMANDS = (config,)
