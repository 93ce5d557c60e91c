"""Secrets in files: the database's password put into its address, and how a container or systemd names them."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from alerts.settings import SettingsError, load_settings
from alerts.settings.database import with_password

KEY = "0123456789abcdef0123456789abcdef"


def a_file(folder: Path, **tables: str) -> Path:
    file = folder / "config.toml"
    words = {"site": f"secret_key = '{KEY}'", **tables}
    file.write_text("".join(f"[{name}]\n{lines}\n" for name, lines in words.items()), encoding="utf-8")
    return file


@pytest.mark.parametrize("password", ["simple", "p@ss/w:rd?#%", "pass word", "pässwörd"])
def test_the_databases_password_is_taken_from_a_file_beside_the_configuration(
    tmp_path: Path, password: str
) -> None:
    (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
    lines = 'url = "postgresql+psycopg://alerts@db.internal:5432/alerts"\npassword_file = "password"'
    url = make_url(load_settings(a_file(tmp_path, database=lines)).database.url)
    assert (url.username, url.password, url.host, url.port) == ("alerts", password, "db.internal", 5432)


def test_a_socket_keeps_its_place_in_the_address() -> None:
    url = "postgresql+psycopg://alerts@/alerts?host=/run/postgresql"
    assert with_password(url, "x") == "postgresql+psycopg://alerts:x@/alerts?host=/run/postgresql"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///a.sqlite", "password_file is for an address with a user"),
        ("postgresql+psycopg://host/name", "password_file is for an address with a user"),
        (
            "postgresql+psycopg://alerts:old@host/name",
            "the password stands in url or in password_file, not in both",
        ),
    ],
)
def test_a_password_without_its_place_is_refused_with_the_key(tmp_path: Path, url: str, said: str) -> None:
    (tmp_path / "password").write_text("new", encoding="utf-8")
    lines = f'url = "{url}"\npassword_file = "password"'
    with pytest.raises(SettingsError, match=rf"database: {said}"):
        load_settings(a_file(tmp_path, database=lines))


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    lines = 'url = "postgresql+psycopg://alerts@host/name"\npassword_file = "gone"'
    with pytest.raises(SettingsError, match=r"database: .*gone cannot be read: No such file or directory"):
        load_settings(a_file(tmp_path, database=lines))


def test_secrets_are_named_from_the_environment_as_systemd_and_compose_hand_them_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path / "credentials"
    secrets.mkdir()
    (secrets / "secret_key").write_text("fedcba9876543210fedcba9876543210\n")
    (secrets / "database_password").write_text("from a file\n")
    (secrets / "mail_password").write_text("of the mail server\n")
    file = tmp_path / "config.toml"
    file.write_text(
        '[database]\nurl = "postgresql+psycopg://alerts@host/name"\n[mail]\nusername = "alerts"\n'
    )
    for key, name in {
        "SITE__SECRET_KEY_FILE": "secret_key",
        "DATABASE__PASSWORD_FILE": "database_password",
        "MAIL__PASSWORD_FILE": "mail_password",
    }.items():
        monkeypatch.setenv(f"PLANNING_ALERTS__{key}", str(secrets / name))
    settings = load_settings(file)
    assert settings.site.secret() == "fedcba9876543210fedcba9876543210"
    assert make_url(settings.database.url).password == "from a file"
    assert settings.mail.secret() == "of the mail server"
