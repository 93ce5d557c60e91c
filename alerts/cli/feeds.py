"""`feeds`: their health, a dry run of one, the kinds there are, and what is held of one."""

import click

from alerts.cli.feeds_check import check
from alerts.cli.feeds_held import held
from alerts.cli.feeds_kinds import kinds
from alerts.cli.feeds_list import list_command
from alerts.cli.feeds_map import map_command, unmap
from alerts.cli.feeds_pause import pause, resume
from alerts.cli.feeds_reread import reread
from alerts.cli.feeds_unmapped import unmapped


@click.group()
def feeds() -> None:
    """The feeds."""


for _command in (list_command, check, kinds, held, unmapped, map_command, unmap, reread, pause, resume):
    feeds.add_command(_command)

COMMANDS = (feeds,)
