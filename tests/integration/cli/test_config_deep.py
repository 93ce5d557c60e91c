"""`config check --deep`: each thing that a configuration names, good and broken, and nothing sent, stored or shown."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alerts.db.session import Database
from tests.integration.cli.conftest import SECRET, Done, Run
from tests.rig.postgres import PostgresServer
from tests.rig.smtp import SmtpRig
from tests.rig.smtp_script import Act, Script, always

COMMAND = Path(sys.executable).with_name("planning-alerts")
Change = Callable[[str, str], None]


@pytest.fixture
def change(config: Path) -> Change:
    """Set keys in a section of the configuration."""

    def put(section: str, lines: str) -> None:
        text = config.read_text(encoding="utf-8")
        heading = f"[{section}]\n"
        new = text.replace(heading, f"{heading}{lines}\n") if heading in text else f"{heading}{lines}\n{text}"
        config.write_text(new, encoding="utf-8")

    config.chmod(0o600)
    return put


@pytest.fixture
def smtp(config: Path, change: Change) -> Iterator[SmtpRig]:
    with SmtpRig() as rig:
        config.write_text(config.read_text().replace('backend = "outbox"\n', ""))
        change("mail", f'host = "{rig.host}"\nport = {rig.port}\nsender = "alerts@alerts.example"')
        yield rig


def findings(done: Done) -> list[str]:
    return [f"{each['verdict']} {each['part']}: {each['words']}" for each in done.json["findings"]]


def about(done: Done, part: str) -> list[str]:
    return [each for each in findings(done) if f" {part}: " in each]


def test_without_deep_nothing_is_tried(run: Run) -> None:
    done = run("config", "check", "--json")
    assert done.status == 0
    assert "findings" not in done.json


def test_quiet_says_nothing_of_a_good_configuration(run: Run, config: Path) -> None:
    done = run("config", "check", "--quiet")
    assert (done.status, done.out, done.err) == (0, "", "")
    config.write_text(config.read_text().replace(SECRET, "short"))
    assert run("config", "check", "--quiet").status == 2


def test_a_good_installation_has_no_fault_and_says_what_was_not_tried(
    ready: Run, smtp: SmtpRig, change: Change
) -> None:
    change("site", 'contact_email = "a@alerts.example"\noperator_name = "Us"\ntrusted_proxies = 1')
    assert ready("db", "backup", "copy").status == 0
    done = ready("config", "check", "--deep")
    Path("copy").unlink()
    assert (done.status, done.err) == (0, "")
    lines = done.out.partition("The configuration is good.\n")[2].splitlines()
    assert [line.split()[0] for line in lines] == ["good"] * 6 + ["not", "not"]
    assert "(SPF, DKIM, DMARC)" in done.out
    assert SECRET not in done.out
    assert smtp.messages() == []


def test_an_old_schema_is_a_fault_that_names_the_command(run: Run) -> None:
    done = run("config", "check", "--deep", "--json")
    assert done.status == 1
    (found,) = about(done, "database")
    assert found.startswith("fault database: there is no database at ")
    assert found.endswith("run `planning-alerts db upgrade`")
    assert "cannot be used" in done.err


def test_a_database_server_that_is_away_is_a_fault_without_its_password(run: Run, change: Change) -> None:
    change("database", 'url = "postgresql+psycopg://alerts:hidden@127.0.0.1:9/alerts"')
    done = run("config", "check", "--deep", "--json")
    assert about(done, "database")[0].startswith("fault database: the database cannot be opened: connection")
    assert "hidden" not in done.out + done.err


def test_a_postgresql_database_is_asked_and_its_client_looked_for(
    run: Run, change: Change, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.new_database()
    change("database", f'url = "{url}"')
    monkeypatch.setenv("PATH", "/nowhere")
    found = about(run("config", "check", "--deep", "--json"), "database")
    assert found[0] == "good database: it is there, sound, of this version, and takes what is written"
    assert [line.split(": ")[1].split()[0] for line in found[2:]] == ["pg_dump", "psql"]
    postgres.give_back(url)


def test_a_database_that_was_never_copied_is_warned_of(ready: Run, tmp_path: Path) -> None:
    first = ready("config", "check", "--deep", "--json")
    assert "there never was one" in about(first, "database")[1]
    assert ready("db", "backup", tmp_path / "copy").status == 0
    assert len(about(ready("config", "check", "--deep", "--json"), "database")) == 1


def test_a_database_that_a_newer_version_migrated_is_warned_of(ready: Run, config: Path) -> None:
    database = Database(f"sqlite:///{config.parent / 'planning-alerts.sqlite'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE upkeep SET serves_from = (SELECT version_num FROM alembic_version)"
        )
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.engine.dispose()
    done = ready("config", "check", "--deep", "--json")
    assert done.status == 0
    assert about(done, "database")[0].startswith("warning database: a newer version has migrated it")


def test_a_gazetteer_that_is_missing_is_a_fault(ready: Run, config: Path, gazetteer: Path) -> None:
    config.write_text(config.read_text().replace(str(gazetteer), "gone.sqlite"))
    done = ready("config", "check", "--deep", "--json")
    assert done.status == 1
    assert about(done, "postcodes")[0].startswith("fault postcodes: ")


def test_a_mail_server_that_is_away_or_refuses_us_is_a_fault_and_gets_no_letter(
    ready: Run, smtp: SmtpRig
) -> None:
    smtp.change(always(mail=Act("550 5.7.1 you may not write as that")))
    refused = ready("config", "check", "--deep", "--json")
    assert refused.status == 1
    (found,) = about(refused, "mail")[:1]
    assert "does not take letters from alerts@alerts.example: " in found
    assert "550 5.7.1 you may not write as that" in found or "5.7.1 you may not write as that" in found
    smtp.change(Script(is_refusing=True))
    away = ready("config", "check", "--deep", "--json")
    assert "refused" in about(away, "mail")[0]
    assert smtp.messages() == []


@pytest.mark.parametrize(("reply", "status"), [("235 2.7.0 welcome", 0), ("535 5.7.8 wrong password", 1)])
def test_the_sign_in_at_the_mail_server_is_tried(
    ready: Run, smtp: SmtpRig, change: Change, reply: str, status: int
) -> None:
    change("mail", 'username = "alerts"\npassword = "a word of ours"')
    smtp.change(Script(auth_reply=reply))
    done = ready("config", "check", "--deep", "--json")
    assert done.status == status
    assert ("with our sign-in" in about(done, "mail")[0]) is (status == 0)
    assert "a word of ours" not in done.out + done.err


def test_mail_that_is_kept_in_a_folder_is_warned_of(ready: Run) -> None:
    done = ready("config", "check", "--deep", "--json")
    assert done.status == 0
    warned = about(done, "mail")[0]
    assert warned.startswith("warning mail: nothing is sent: e-mails are kept in ")
    assert warned.endswith("and whoever reaches the site can read them at /outbox")


def test_a_box_that_cannot_be_read_is_a_fault_and_one_that_can_stays_unread(
    ready: Run, change: Change, tmp_path: Path
) -> None:
    change("mail", 'envelope_domain = "bounces.example"')
    change("bounces", f'source = "maildir"\npath = "{tmp_path / "box"}"')
    assert about(ready("config", "check", "--deep", "--json"), "bounces")[0].startswith("fault bounces: ")
    (tmp_path / "box" / "new").mkdir(parents=True)
    (tmp_path / "box" / "new" / "1").write_text("From: x\n\nHello\n")
    found = about(ready("config", "check", "--deep", "--json"), "bounces")
    assert found == ["good bounces: the maildir box can be read"]
    assert [file.name for file in (tmp_path / "box" / "new").iterdir()] == ["1"]


@pytest.mark.parametrize(
    ("base_url", "proxies", "said"),
    [
        ("https://alerts.example", 1, "good site.base_url: https://alerts.example, asked over https"),
        (
            "http://127.0.0.1:5000",
            0,
            "good site.base_url: http://127.0.0.1:5000, for a trial on this machine",
        ),
        ("http://alerts.example", 0, "warning site.base_url: is http: links that work would travel"),
        ("https://alerts.example", 0, "warning site.trusted_proxies: is 0"),
    ],
)
def test_the_sites_address_is_looked_at(
    ready: Run, config: Path, change: Change, base_url: str, proxies: int, said: str
) -> None:
    config.write_text(
        config.read_text().replace('base_url = "https://alerts.example"', f'base_url = "{base_url}"')
    )
    change("site", f"trusted_proxies = {proxies}")
    done = ready("config", "check", "--deep", "--json")
    assert any(each.startswith(said) for each in findings(done))


def test_secrets_that_everybody_can_read_are_warned_of(ready: Run, config: Path, change: Change) -> None:
    config.write_text(config.read_text().replace(f'secret_key = "{SECRET}"', 'secret_key_file = "key"'))
    key = config.parent / "key"
    key.write_text(SECRET)
    key.chmod(0o644)
    for folder in (config.parent, *config.parent.parents):
        if folder.owner() == config.owner() and str(folder).startswith("/tmp/pytest"):
            folder.chmod(0o755)
    found = about(ready("config", "check", "--deep", "--json"), "site.secret_key_file")
    assert found == [
        f"warning site.secret_key_file: everybody on this machine can read {key}: chmod o-rwx {key}"
    ]
    key.chmod(0o640)
    assert about(ready("config", "check", "--deep", "--json"), "site.secret_key_file") == []
    key.chmod(0o644)
    config.parent.chmod(0o750)
    assert about(ready("config", "check", "--deep", "--json"), "site.secret_key_file") == []


@pytest.mark.skipif(
    os.geteuid() != 0, reason="as another user than root every folder is refused by its rights"
)
def test_folders_are_tried_as_who_the_service_runs_as(ready: Run, config: Path, tmp_path: Path) -> None:
    """Asked as nobody, who may read the files and write into none of the folders."""
    for each in (tmp_path, *tmp_path.parents):
        if str(each).startswith("/tmp/pytest"):
            each.chmod(0o755)
    config.chmod(0o644)
    as_nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    line = [*as_nobody, COMMAND, "--config", config, "config", "check", "--deep", "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 1
    found = {each["part"]: each["verdict"] for each in json.loads(done.stdout)["findings"]}
    assert found["mail.outbox_dir"] == "fault"
    assert found["publishing.files_dir"] == "fault"
    assert found["database"] == "fault"
