"""`feeds map` and `feeds unmap`: what a register's own word means, without a change of the configuration."""

import click

from alerts.cli.console import Setup, setup, wrong_usage
from alerts.cli.feeds_named import named_feed
from alerts.cli.feeds_unmapped import NO_SETTING
from alerts.cli.installation import now
from alerts.db import operators
from alerts.domain.meanings import SETTING_OF, Meaning
from alerts.services.meanings import map_word, unmap_word
from scheduler.meanings import takes_meanings

_WHO = "planning-alerts feeds"
_field = click.argument("field", type=click.Choice(list(SETTING_OF)))


@click.command(name="map")
@click.argument("name")
@_field
@click.argument("word")
@click.argument("meaning")
@setup
def map_command(found: Setup, name: str, field: str, word: str, meaning: str) -> None:
    """Say what a word of a feed's register means, from the next poll on. The configuration's word goes before.

    Example: planning-alerts feeds map camden status "Awaiting Legal" undetermined
    """
    with found.installation() as installation:
        if not takes_meanings(named_feed(installation, name)):
            wrong_usage(NO_SETTING)
        with installation.database.writing() as session:
            map_word(session, name, Meaning(field, word, meaning), now(), _WHO)
            detail = {"field": field, "word": word, "meaning": meaning}
            operators.note(session, now(), _WHO, "map-word", f"feed:{name}", detail)
    click.echo(
        f"“{word}” means {meaning} from the next poll on; `planning-alerts feeds reread {name} --dry-run` shows what "
        "it changes.",
        err=True,
    )


@click.command()
@click.argument("name")
@_field
@click.argument("word")
@setup
def unmap(found: Setup, name: str, field: str, word: str) -> None:
    """Take back what `feeds map` or the operators' page said of a word.

    Example: planning-alerts feeds unmap camden status "Awaiting Legal"
    """
    with found.installation() as installation:
        named_feed(installation, name)
        with installation.database.writing() as session:
            unmap_word(session, name, field, word)
            operators.note(session, now(), _WHO, "unmap-word", f"feed:{name}", {"field": field, "word": word})
    click.echo(f"“{word}” has no meaning of yours any more.", err=True)
