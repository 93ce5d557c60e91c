"""`config check`: the effective settings, secrets masked, and with `--deep` whether what they name can be used."""

from typing import Any

import click

from alerts.cli.console import Failure, Setup, json_option, print_json, setup
from alerts.cli.findings import Finding, Verdict
from alerts.cli.installation import Installation, closing
from alerts.cli.trying_out import NOT_TRIED, try_out
from alerts.db.session import without_password
from alerts.domain.web_address import without_keys, without_path
from alerts.settings import Settings
from scheduler.configured import configured_feeds


@click.group()
def config() -> None:
    """The configuration."""


@config.command()
@click.option("--deep", is_flag=True, help="Also try what can be tried without sending or storing anything.")
@click.option("--quiet", is_flag=True, help="Say only what is wrong: for a service that is about to start.")
@json_option
@setup
def check(found: Setup, as_json: bool, deep: bool, quiet: bool) -> None:
    """Validate the configuration and print the effective settings, secrets masked.

    With --deep it asks the database, signs in at the mail server, and looks at folders and at who can read secrets:
    run it as the user that the service runs as. A fault ends it with status 1, a warning does not.

    Example: planning-alerts --config config.toml config check --deep
    """
    settings = found.settings()
    effective = _effective(settings)
    if not (quiet or as_json):
        _print(effective)
    findings = _tried(settings, aloud=not as_json, quiet=quiet) if deep else []
    if as_json:
        tried = {"findings": [each._asdict() for each in findings], "not_tried": NOT_TRIED} if deep else {}
        print_json({**effective, **tried})
    faults = sum(each.verdict is Verdict.FAULT for each in findings)
    if faults:
        raise Failure(f"the configuration is good, but {faults} of the things that it names cannot be used")


def _print(effective: dict[str, Any]) -> None:
    shown = dict(effective)
    several = [(f"[{name}]", each) for name in ("webhooks", "feeds") for each in shown.pop(name)]
    for section, values in (*shown.items(), *several):
        click.echo(f"[{section}]")
        for key, value in values.items():
            click.echo(f"  {key} = {value!r}")
    click.echo("The configuration is good.")


def _tried(settings: Settings, *, aloud: bool, quiet: bool) -> list[Finding]:
    """What came of trying things out, told as it comes."""
    findings = []
    with closing(Installation(settings)) as installation:
        for finding in try_out(installation):
            findings.append(finding)
            if aloud and not (quiet and finding.verdict is Verdict.GOOD):
                click.echo(finding.in_words())
    if aloud and not quiet:
        for words in NOT_TRIED:
            click.echo(f"not tried {words}")
    return findings


def _effective(settings: Settings) -> dict[str, Any]:
    """All settings with their defaults; each kind of feed says itself which of its own keys are secrets."""
    own = [configured.feed.settings.model_dump(mode="json") for configured in configured_feeds(settings)]
    effective = settings.model_dump(mode="json")
    effective["database"]["url"] = without_password(settings.database.url)
    for webhook in effective["webhooks"]:
        webhook["url"] = without_path(webhook["url"])
    effective["feeds"] = [{**feed, **keys} for feed, keys in zip(effective["feeds"], own, strict=True)]
    shown: dict[str, Any] = _without_keys(effective)
    return shown


def _without_keys(value: Any) -> Any:
    """The same, the keys and passwords in every address masked."""
    if isinstance(value, dict):
        return {name: _without_keys(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_keys(each) for each in value]
    return without_keys(value) if isinstance(value, str) and "://" in value else value


COMMANDS = (config,)
