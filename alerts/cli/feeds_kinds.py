"""`feeds kinds`: what kinds of feed there are, and what each can be told."""

from typing import Any

import click

from alerts.cli.console import json_option, print_json
from scheduler.feeds import KINDS


@click.command()
@json_option
def kinds(as_json: bool) -> None:
    """What kinds of feed there are, with their settings.

    Example: planning-alerts feeds kinds
    """
    listed: list[dict[str, Any]] = [
        {
            "kind": kind.name,
            "summary": kind.summary,
            "needs_authority": kind.needs_authority,
            "settings": [
                {
                    "key": key,
                    "default": None if field.is_required() else field.get_default(call_default_factory=True),
                    "required": field.is_required(),
                    "meaning": field.description,
                }
                for key, field in kind.settings_model.model_fields.items()
            ],
        }
        for kind in KINDS.values()
    ]
    if as_json:
        print_json(listed)
        return
    for entry in listed:
        click.echo(f"{entry['kind']}: {entry['summary']}")
        for key in entry["settings"]:
            default = "required" if key["required"] else f"default {key['default']!r}"
            click.echo(f"  {key['key']}: {key['meaning']} ({default})")
