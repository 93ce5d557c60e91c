"""How the installed service shows itself to a council's server."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Council, Run


@pytest.mark.fault("F-20")
def test_every_poll_goes_under_our_own_name_with_a_page_and_an_address_to_write_to(
    config: Path, run: Run, council: Council
) -> None:
    written = config.read_text(encoding="utf-8")
    config.write_text(
        written.replace("[site]", '[site]\ncontact_email = "jane@alerts.example"'), encoding="utf-8"
    )
    for arguments in (("db", "upgrade"), ("poll",), ("poll",)):
        assert run(*arguments).status == 0
    assert len(council.rig.requests) >= 2
    assert {asked.headers["user-agent"] for asked in council.rig.requests} == {
        "planning-alerts/0.1 (+https://alerts.example; jane@alerts.example)"
    }
    assert council.rig.most_at_once == 1
