"""Every command line of the documentation runs as written, or is named with the reason why it cannot here."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.docs.command_lines import complaints_about, complaints_of
from tests.docs.following import follow_all
from tests.docs.reading import blocks_of, pages, shell_blocks
from tests.docs.reasons import REASONS
from tests.docs.scenes import scene_of
from tests.rig.machine import Workshop

SITE = ("http://127.0.0.1:5000", "https://alerts.example.org")
RUN_ELSEWHERE = {
    "docs/open-data.md": "tests/integration/web/test_data_documented.py",
    "docs/operator/runbook.md": "tests/runbook/reading.py",
}
"""Pages whose commands have a test of their own."""


def runnable(page: str) -> bool:
    return any(block.is_shell and block.said != "not run" for block in blocks_of(page))


PAGES = [page for page in pages() if runnable(page) and page not in RUN_ELSEWHERE]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_runs_in_the_order_of_the_page(
    page: str, workshop: Workshop, tmp_path: Path
) -> None:
    blocks = blocks_of(page)
    with scene_of(page, workshop, tmp_path) as scene:
        asks_the_site = any(block.is_shell and any(site in block.text for site in SITE) for block in blocks)
        if asks_the_site and page != "README.md":
            scene.machine.terminal.leave_running(
                f"planning-alerts site --port {scene.machine.port}", until=scene.machine.base_url
            )
        follow_all(blocks, scene)


def test_what_is_not_run_says_why_in_an_agreed_word() -> None:
    unknown = [
        f"{block.where}: {block.about}"
        for block in shell_blocks()
        if block.said == "not run" and block.about not in REASONS
    ]
    assert unknown == []


def test_every_agreed_reason_is_needed_and_most_blocks_run() -> None:
    said = Counter(block.about for block in shell_blocks() if block.said == "not run")
    assert set(REASONS) - set(said) == set()
    assert said.total() <= 0.4 * len(shell_blocks()), said


def test_every_block_is_good_shell() -> None:
    for block in shell_blocks():
        parsed = subprocess.run(["bash", "-n"], input=block.text, capture_output=True, text=True, check=False)
        assert (parsed.returncode, parsed.stderr) == (0, ""), block.where


def test_every_command_and_option_that_a_page_names_exists() -> None:
    """In blocks, in tables and in sentences alike, run or not."""
    assert [complaint for page in pages() for complaint in complaints_of(page)] == []


def test_an_unknown_command_or_option_would_be_noticed() -> None:
    assert complaints_about("planning-alerts feeds list --jason") == ["feeds list has no option --jason"]
    assert complaints_about("planning-alerts feed list") == ["there is no command feed"]
    assert complaints_about("planning-alerts feeds lists") == ["feeds has no command lists"]
    assert complaints_about("planning-alerts --config x feeds held camden release # fine") == []


def test_the_pages_that_are_run_elsewhere_are() -> None:
    from tests.rig.service import PROJECT

    for page, test in RUN_ELSEWHERE.items():
        assert Path(page).name in (PROJECT / test).read_text(encoding="utf-8")
        assert runnable(page)
