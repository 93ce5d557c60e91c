"""What `config check` shows of a configuration full of secrets: none of them."""

from pathlib import Path

import pytest

from alerts.cli.secrets import secrets_of
from alerts.settings import load_settings
from tests.integration.cli.conftest import run_command

PLANTED = [f"planted-{number:02}-0123456789abcdef" for number in range(13)]
HEX = [f"{number:04}{'7123456789abcdef' * 4}" for number in range(4)]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    p, file = PLANTED, tmp_path / "config.toml"
    (tmp_path / "mail_password").write_text(p[0])
    file.write_text(f"""
[site]
base_url = "https://alerts.example"
secret_key = "{HEX[0]}"
previous_secret_keys = ["{HEX[1]}"]
[database]
url = "postgresql+psycopg://u:{p[1]}@h/d?password={p[2]}&sslpassword={p[3]}"
[mail]
username = "u"
password_file = "mail_password"
sender = "alerts@alerts.example"
envelope_domain = "returned.alerts.example"
[bounces]
source = "imap"
host = "imap.example"
username = "u"
password = "{p[4]}"
secret = "{HEX[2]}"
[[webhooks]]
name = "group"
url = "https://group.example/{p[10]}?token={p[5]}"
secret = "{HEX[3]}"
[[feeds]]
name = "camden"
kind = "socrata"
authority = "E09000007"
url = "https://u:{p[6]}@opendata.example/a.json?api_key={p[7]}"
app_token = "{p[8]}"
[[feeds]]
name = "london"
kind = "london-datahub"
url = "https://hub.example/api"
header = {{ X-API-AllowRequest = "{p[9]}" }}
""")
    return file


@pytest.mark.parametrize("how", [(), ("--json",)])
def test_config_check_shows_no_secret_of_any_kind(config: Path, how: tuple[str, ...]) -> None:
    done = run_command("--config", config, "config", "check", *how)
    assert done.status == 0, done.err
    assert [each for each in (*PLANTED, *HEX) if each in done.out + done.err] == []
    for left in ("https://group.example/***", "opendata.example/a.json", "sslpassword=***"):
        assert left in done.out


def test_each_of_them_is_known_as_a_secret_to_be_kept_out_of_logs(config: Path) -> None:
    assert secrets_of(load_settings(config)) >= {*PLANTED[:10], *HEX}
