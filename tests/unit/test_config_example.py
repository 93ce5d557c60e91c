"""The example's feeds are good as they stand, once their comment signs are gone, and show every key of their kind."""

import re
import tomllib
from typing import Any

import pytest

from alerts.settings import Settings
from scheduler.configured import configured_feeds
from scheduler.feeds import KINDS
from tests.rig.service import PROJECT

_EXAMPLE = (PROJECT / "config.example.toml").read_text(encoding="utf-8")
_SECRET = {"site": {"secret_key": "a key of the tests, 32 letters or more"}}


def blocks() -> list[str]:
    """The text of each [[feeds]] table; one that is a comment as a whole is freed of its comment signs."""
    text = _EXAMPLE[_EXAMPLE.index("\n[[feeds]]") + 1 :]
    starts = [found.start() for found in re.finditer(r"^(?:# )?\[\[feeds\]\]$", text, re.MULTILINE)]
    return [_freed(text[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _freed(block: str) -> str:
    if not block.startswith("# "):
        return block
    return re.sub(r"^# (?=\[\[|# |[a-z_]+ = )", "", block, flags=re.MULTILINE)


def feed_of(block: str) -> dict[str, Any]:
    return tomllib.loads(block)["feeds"][0]


def test_every_kind_of_feed_has_an_example() -> None:
    assert {feed_of(block)["kind"] for block in blocks()} | {"jsonfeed"} == set(KINDS)


@pytest.mark.parametrize("block", blocks(), ids=lambda block: feed_of(block)["kind"])
def test_an_example_is_a_good_configuration(block: str) -> None:
    settings = Settings(**_SECRET, feeds=[feed_of(block)])
    (configured,) = configured_feeds(settings)
    assert configured.feed.kind in KINDS


@pytest.mark.parametrize("block", blocks(), ids=lambda block: feed_of(block)["kind"])
def test_an_example_shows_every_key_of_its_kind(block: str) -> None:
    model = KINDS[feed_of(block)["kind"]].settings_model
    shown = set(re.findall(r"^(?:# )?([a-z_]+) = ", block, re.MULTILINE))
    assert set(model.model_fields) - shown == set()
