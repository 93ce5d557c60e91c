"""`config check`: the effective settings, secrets masked."""

import click

from alerts.cli.console import Setup, json_option, print_json, setup


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
    effective = found.settings().model_dump(mode="json")
    if as_json:
        print_json(effective)
        return
    feeds = effective.pop("feeds")
    for section, values in effective.items():
        click.echo(f"[{section}]")
        for key, value in values.items():
            click.echo(f"  {key} = {value!r}")
    for feed in feeds:
        click.echo("[[feeds]]")
        for key, value in feed.items():
            click.echo(f"  {key} = {_shown(key, value)!r}")
    click.echo("The configuration is good.")


def _shown(key: str, value: object) -> object:
    """Feeds' headers and tokens may be secrets."""
    is_secret = value and any(word in key for word in ("header", "token", "key", "password"))
    return "**********" if is_secret and not isinstance(value, bool) else value


COMMANDS = (config,)
