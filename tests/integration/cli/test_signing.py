"""E-mails signed as the configuration says, and a clear word at the start where they cannot be."""

import sys
from email import message_from_bytes
from pathlib import Path

import dkim
import pytest

from tests.integration.cli.conftest import Run
from tests.integration.cli.test_pipeline import a_row, alice_watches
from tests.unit.mail.test_signing import DKIM, dns

SIGNING = """[mail]
sender = "alerts@alerts.example"
dkim_domain = "alerts.example"
dkim_selector = "alerts"
dkim_key_file = "dkim.pem"
"""


@pytest.fixture
def signing(config: Path) -> Path:
    """The configuration, its e-mails to be signed."""
    (config.parent / "dkim.pem").write_bytes((DKIM / "key.pem").read_bytes())
    config.write_text(config.read_text().replace("[mail]\n", SIGNING))
    return config


@pytest.mark.fault("M-22")
def test_an_alert_is_signed_and_a_receiver_verifies_it(
    signing: Path, ready: Run, council, installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(1))
    for step in ("poll", "match", "send"):
        assert ready(step).status == 0
    (file,) = (tmp_path / "outbox").glob("*.eml")
    assert dkim.verify(file.read_bytes(), dnsfunc=dns)
    covered = message_from_bytes(file.read_bytes())["DKIM-Signature"]
    assert "list-unsubscribe :" in covered
    assert "list-unsubscribe-post" in covered


def test_a_key_that_is_not_there_stops_the_start(signing: Path, run: Run) -> None:
    (signing.parent / "dkim.pem").unlink()
    done = run("config", "check")
    assert done.status == 2
    assert "mail.dkim_key_file: " in done.err
    assert "dkim.pem cannot be read: No such file or directory" in done.err


def test_a_key_that_is_none_stops_the_start(signing: Path, run: Run) -> None:
    (signing.parent / "dkim.pem").write_text("secret")
    done = run("config", "check")
    assert (done.status, "it holds no RSA private key in PEM" in done.err) == (2, True)
    assert "secret" not in done.err


def test_a_missing_package_stops_the_start_with_the_extras_name(
    signing: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dkim.crypto", None)
    done = run("config", "check")
    assert (done.status, "install the extra `dkim`" in done.err) == (2, True)
