"""The feed that a command names."""

from alerts.cli.console import wrong_usage
from alerts.cli.installation import Installation
from scheduler.configured import ConfiguredFeed


def named_feed(installation: Installation, name: str) -> ConfiguredFeed:
    """The configured feed of this name; otherwise wrong usage, naming those there are."""
    known = {configured.feed.name: configured for configured in installation.feeds}
    if name not in known:
        wrong_usage(f"no feed is called {name}; there are: {', '.join(known) or 'none'}")
    return known[name]
