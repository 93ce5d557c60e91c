"""The settings: what is read, what overrides, and what stops the start with its key and line."""

import base64
from datetime import time, timedelta
from pathlib import Path

import pytest

from alerts.domain.change import ChangeKind
from alerts.domain.signup_limits import SignupLimits
from alerts.settings import SettingsError, load_settings, seconds
from scheduler.configured import configured_feeds
from scheduler.push import followers_of

SECRET = "0123456789abcdef0123456789abcdef"
GOOD = f'[site]\nsecret_key = "{SECRET}"\n'
CAMDEN = '[[feeds]]\nname = "camden"\nkind = "socrata"\nauthority = "E09000007"\nurl = "https://feed.example/x.json"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def refusal(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        configured_feeds(load_settings(file))
    return str(refused.value).replace(str(file), "config.toml")


def test_a_secret_key_is_all_that_must_be_said(file: Path) -> None:
    file.write_text(GOOD)
    settings = load_settings(file)
    assert settings.site.base_url == "http://127.0.0.1:5000"
    assert settings.site.secret() == SECRET
    assert settings.schedule.timetable().digest_time == time(7, 30)
    assert settings.schedule.timetable().weekly_day == 4
    assert settings.matching.default_radius_m == 100
    assert settings.matching.max_area_km2 == 400
    assert settings.matching.flood_limit_per_feed == 200
    assert settings.mail.backend == "smtp"
    assert settings.fetch.allow_private_hosts == ()
    assert settings.feeds == ()
    assert configured_feeds(settings) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{GOOD}colour = 'red'\n", "config.toml line 3: site.colour: unknown key"),
        (f"{GOOD}[post]\nhost = 'x'\n", "config.toml line 3: post: unknown key"),
        (f"{GOOD}[mail]\nport = 'many'\n", "config.toml line 4: mail.port: "),
        (
            f"{GOOD}{CAMDEN}".replace('"camden"', '"mail"'),
            "config.toml line 4: feeds.0.name: mail names a part of the service itself: choose another name",
        ),
        (
            f"{GOOD}[mail]\ndkim_domain = 'alerts.example'\n",
            "config.toml line 3: mail: dkim_selector and dkim_key_file missing: to sign e-mails takes all three",
        ),
        (
            f"{GOOD}[mail]\nsender = 'a@mail.alerts.example'\ndkim_domain = 'other.example'\ndkim_selector = 'a'\n"
            "dkim_key_file = 'key.pem'\n",
            "config.toml line 3: mail: dkim_domain has to be mail.alerts.example, the sender's domain, or one above",
        ),
        (f"{GOOD}[mail]\nport = 0\n", "config.toml line 4: mail.port: "),
        (f"{GOOD}[mail]\nsender = 'us'\n", "config.toml line 4: mail.sender: write an e-mail address"),
        (f"{GOOD}contact_email = 'A <a@b>'\n", "config.toml line 3: site.contact_email: write an e-mail"),
        (f"{GOOD}[mail]\nbackend = 'pigeon'\n", "config.toml line 4: mail.backend: "),
        (
            f"{GOOD}[mail]\nstarttls = true\ntls = true\n",
            "config.toml line 3: mail: set starttls or tls, not both",
        ),
        (
            f"{GOOD}[mail]\nusername = 'me'\n",
            "config.toml line 3: mail: password or password_file is missing",
        ),
        (
            f"{GOOD}[schedule]\nsend_every = '1'\n",
            "config.toml line 4: schedule.send_every: write a number and",
        ),
        (
            f"{GOOD}[schedule]\npoll_every = '0m'\n",
            "config.toml line 4: schedule.poll_every: write a number and",
        ),
        (
            f"{GOOD}[schedule]\nweekly_day = 'freitag'\n",
            "config.toml line 4: schedule.weekly_day: write one of monday",
        ),
        (
            f"{GOOD}[schedule]\ntimezone = 'Mars'\n",
            "config.toml line 4: schedule.timezone: 'Mars' is no time zone",
        ),
        (
            f"{GOOD}[schedule]\ndigest_time = '7.30'\n",
            "config.toml line 4: schedule.digest_time: write hours",
        ),
        (
            f"{GOOD}base_url = 'alerts.example'\n",
            "config.toml line 3: site.base_url: write the site's address",
        ),
        (
            f"{GOOD}tile_url = 'https://tiles.example/{{z}}/{{x}}.png'\n",
            "config.toml line 3: site.tile_url: write",
        ),
        (
            f"{GOOD}tile_url = 'https://tiles.example; script-src *;/{{z}}/{{x}}/{{y}}'\n",
            "config.toml line 3: site.tile_url: write the address of a tile",
        ),
        (
            f"{GOOD}tile_url = '//tiles.example/{{z}}/{{x}}/{{y}}'\n",
            "config.toml line 3: site.tile_url: write",
        ),
        (
            f"{GOOD}tile_url = 'https://tiles.example/{{z}}/{{x}}/{{y}}.png'\n",
            "config.toml line 1: site: tile_attribution is missing",
        ),
        (f"{GOOD}base_url = 'https://alerts.example/x'\n", "config.toml line 3: site.base_url: "),
        (f"{GOOD}[fetch]\nallow_private_hosts = 'x'\n", "config.toml line 4: fetch.allow_private_hosts: "),
        ("[site]\nname = 'x'\n", "config.toml line 1: site: secret_key or secret_key_file is missing"),
        ("[mail]\nport = 25\n", "config.toml: site: Field required"),
        ("[site]\nsecret_key = 'short'\n", "config.toml line 1: site: secret_key is too short"),
        (f"[site]\nsecret_key = '{'x' * 64}'\n", "config.toml line 1: site: secret_key is no random one"),
        (
            f"[site]\nsecret_key = 'change-me {'please-' * 6}'\n",
            "config.toml line 1: site: secret_key is no random one",
        ),
        ("[site]\nsecret_key_file = 'none'\n", "config.toml line 1: site: the secret's file"),
    ],
)
@pytest.mark.fault("W-31")
def test_what_is_wrong_stops_the_start_with_its_key_and_line(file: Path, text: str, said: str) -> None:
    assert refusal(file, text).startswith(said)


@pytest.mark.fault("T-07")
@pytest.mark.parametrize("hour", ["01:00", "01:30", "01:59"])
def test_a_digest_in_the_hour_that_the_clocks_skip_or_repeat_is_refused(file: Path, hour: str) -> None:
    said = refusal(file, f"{GOOD}[schedule]\ndigest_time = '{hour}'\n")
    assert said == (
        "config.toml line 4: schedule.digest_time: "
        "between 01:00 and 01:59 the clock changes skip or repeat the hour: choose another"
    )


@pytest.mark.parametrize("hour", ["00:59", "02:00"])
def test_the_hours_beside_it_are_good(file: Path, hour: str) -> None:
    file.write_text(f"{GOOD}[schedule]\ndigest_time = '{hour}'\n")
    assert load_settings(file).schedule.digest_time == hour


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        (CAMDEN + "colour = 'red'\n", "config.toml line 8: feeds.0.colour: unknown key"),
        (CAMDEN + "page_size = 0\n", "config.toml line 8: feeds.0.page_size: "),
        (CAMDEN + "every = 'often'\n", "config.toml line 8: feeds.0.every: write a number"),
        (CAMDEN + "history = 0\n", "config.toml line 8: feeds.0.history: "),
        (
            CAMDEN.replace("socrata", "pigeon"),
            "config.toml line 5: feeds.0.kind: no kind 'pigeon', there are: ",
        ),
        (
            CAMDEN.replace("E09000007", "Camden"),
            "config.toml line 6: feeds.0.authority: 'Camden' is no current ONS",
        ),
        (CAMDEN.replace('authority = "E09000007"\n', ""), "config.toml line 3: feeds.0.authority: missing"),
        (CAMDEN.replace('"camden"', '"Camden Council"'), "config.toml line 4: feeds.0.name: "),
        (CAMDEN + "\n" + CAMDEN, "config.toml line 3: feeds: two feeds have the name camden"),
        (
            CAMDEN + "\n" + CAMDEN.replace('"camden"', '"b"') + "x = 1\n",
            "config.toml line 14: feeds.1.x: unknown key",
        ),
    ],
)
def test_a_feeds_own_keys_are_checked_too(file: Path, feed: str, said: str) -> None:
    assert refusal(file, GOOD + feed).startswith(said)


def test_everything_that_is_wrong_is_said_at_once(file: Path) -> None:
    said = refusal(file, f"{GOOD}colour = 'red'\n[mail]\nport = 'many'\n[schedule]\ndigest_time = '01:30'\n")
    assert [line.split(": ")[1] for line in said.splitlines()] == [
        "site.colour",
        "mail.port",
        "schedule.digest_time",
    ]


def test_what_is_no_toml_is_said_with_its_line(file: Path) -> None:
    assert refusal(file, "[site\n").startswith("config.toml: ")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load_settings(file)


def test_a_file_that_is_not_there_is_said(file: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        load_settings(file)


def test_relative_paths_are_taken_from_the_files_folder(file: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"  {SECRET}\n")
    file.write_text(
        "[site]\nsecret_key_file = 'key'\n[database]\nurl = 'sqlite:///data/a.sqlite'\n"
        "[mail]\nbackend = 'outbox'\noutbox_dir = 'post'\n[postcodes]\npath = 'postcodes.sqlite'\n"
    )
    settings = load_settings(file)
    assert settings.site.secret() == SECRET
    assert settings.database.url == f"sqlite:///{tmp_path}/data/a.sqlite"
    assert settings.mail.outbox_dir == tmp_path / "post"
    assert settings.postcodes.path == tmp_path / "postcodes.sqlite"


def test_defaults_lie_in_the_files_folder_too(file: Path, tmp_path: Path) -> None:
    file.write_text(GOOD)
    settings = load_settings(file)
    assert settings.database.url == f"sqlite:///{tmp_path}/planning-alerts.sqlite"
    assert settings.mail.outbox_dir == tmp_path / "outbox"
    assert settings.postcodes.path is None


@pytest.mark.parametrize(
    "url", ["sqlite:////var/lib/a.sqlite", "postgresql+psycopg://u@h/d", "sqlite:///:memory:"]
)
def test_whole_addresses_of_databases_stay_as_they_are(file: Path, url: str) -> None:
    file.write_text(f"{GOOD}[database]\nurl = '{url}'\n")
    assert load_settings(file).database.url == url


@pytest.mark.parametrize(
    ("duration", "expected"),
    [("90s", 90.0), ("30m", 1800.0), ("6h", 21600.0), ("1d", 86400.0), (" 5 m ", 300.0)],
)
def test_durations_are_a_number_and_a_unit(duration: str, expected: float) -> None:
    assert seconds(duration) == expected


@pytest.mark.parametrize("duration", ["", "30", "m", "0m", "-1m", "1.5h", "30 minutes"])
def test_anything_else_is_no_duration(duration: str) -> None:
    with pytest.raises(ValueError, match="for example 30m"):
        seconds(duration)


def test_secrets_do_not_show(file: Path) -> None:
    file.write_text(f"{GOOD}[mail]\nusername = 'me'\npassword = 'hunter2hunter2'\n")
    shown = repr(load_settings(file)) + str(load_settings(file).model_dump(mode="json"))
    assert SECRET not in shown
    assert "hunter2" not in shown


def test_a_wrong_secret_is_not_repeated_in_the_error(file: Path) -> None:
    assert "hunter2" not in refusal(file, "[site]\nsecret_key = ['hunter2hunter2hunter2']\n")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('port = "25"', "line 4: mail.port: '25' is not a whole number"),
        ("port = true", "line 4: mail.port: True is not a whole number"),
        ('starttls = "yes"', "line 4: mail.starttls: 'yes' is not true or false"),
        ("host = 7", "line 4: mail.host: 7 is not text"),
    ],
)
def test_a_value_of_another_type_is_refused_not_converted(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[site]\nsecret_key = "{"k" * 32}"\n[mail]\n{written}\n')
    with pytest.raises(SettingsError) as refused:
        load_settings(file)
    assert said in str(refused.value)


BACK = f'{GOOD}[mail]\nenvelope_domain = "bounces.example"\n[bounces]\n'


def test_mail_that_comes_back_is_not_read_unless_that_is_said(file: Path) -> None:
    file.write_text(GOOD)
    bounces = load_settings(file).bounces
    assert (bounces.source, bounces.webhook_secret(), bounces.every, bounces.security, bounces.port) == (
        "",
        "",
        "5m",
        "tls",
        993,
    )


def test_the_files_of_a_box_lie_beside_the_configuration(file: Path) -> None:
    (file.parent / "password").write_text("a password\n")
    (file.parent / "secret").write_text(SECRET)
    file.write_text(
        f"{BACK}source = 'imap'\nhost = 'x'\nusername = 'me'\npassword_file = 'password'\n"
        "path = 'box'\nsecret_file = 'secret'\n"
    )
    bounces = load_settings(file).bounces
    assert bounces.path == file.parent / "box"
    assert (bounces.box_password(), bounces.webhook_secret()) == ("a password", SECRET)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{BACK}source = 'pigeon'\n", "config.toml line 6: bounces.source: Input should be"),
        (f"{BACK}colour = 'red'\n", "config.toml line 6: bounces.colour: unknown key"),
        (f"{BACK}every = '5'\n", "config.toml line 6: bounces.every: write a number and"),
        (f"{BACK}port = 'many'\n", "config.toml line 6: bounces.port: "),
        (f"{BACK}delete = 'yes'\n", "config.toml line 6: bounces.delete: 'yes' is not true or false"),
        (f"{BACK}source = 'maildir'\n", "config.toml line 5: bounces: path is missing"),
        (
            f"{BACK}source = 'imap'\n",
            "config.toml line 5: bounces: host, username and password or password_file",
        ),
        (
            f"{BACK}source = 'imap'\nhost = 'x'\nusername = 'é'\npassword = 'y'\n",
            "config.toml line 5: bounces: the username, password and folder of a mailbox have to be ASCII",
        ),
        (
            f'{BACK}folder = "a\\rb"\n',
            "config.toml line 5: bounces: the username and folder of a mailbox are one",
        ),
        (f"{BACK}secret = 'short'\n", "config.toml line 5: bounces: secret is too short"),
        (f"{BACK}secret_file = 'none'\n", "config.toml line 5: bounces: the secret's file"),
        (
            f"{GOOD}[bounces]\nsource = 'maildir'\npath = 'box'\n",
            "config.toml line 3: bounces: mail.envelope_domain is missing",
        ),
    ],
)
def test_a_box_that_cannot_be_read_stops_the_start(file: Path, text: str, said: str) -> None:
    assert refusal(file, text).startswith(said)


@pytest.mark.fault("U-18")
def test_keys_before_todays_are_read_from_the_list_and_from_a_file(file: Path, tmp_path: Path) -> None:
    old, older = "o" * 32, "a key of words, 32 letters or more"
    (tmp_path / "keys.old").write_text(f"{older}\n\n")
    file.write_text(f'{GOOD}previous_secret_keys = ["{old}"]\nprevious_secret_keys_file = "keys.old"\n')
    assert load_settings(file).site.previous_secrets() == (old, older)
    assert old not in repr(load_settings(file))
    assert "previous_secret_keys: each has at least 32 characters" in refusal(
        file, f'{GOOD}previous_secret_keys = ["short"]\n'
    )


def test_the_limits_of_forms_are_those_promised_unless_somebody_says_otherwise(file: Path) -> None:
    file.write_text(GOOD)
    assert load_settings(file).signup.limits() == SignupLimits()
    file.write_text(f'{GOOD}[signup]\nmailbox_gap = "5m"\nnetwork_an_hour = 7\n')
    limits = load_settings(file).signup.limits()
    assert (limits.mailbox_gap, limits.network_an_hour) == (timedelta(minutes=5), 7)


HOOK = f"""{GOOD}[[webhooks]]
name = "other"
url = "https://other.example/"
secret = "whsec_{SECRET}"
[[webhooks]]
name = "civic-group"
url = "https://group.example/changes"
"""


def test_a_webhook_has_its_key_kinds_and_councils(file: Path) -> None:
    (file.parent / "secret").write_text(f"{SECRET}\n")
    file.write_text(
        f"{HOOK}secret_file = 'secret'\nauthorities = ['E09000007']\nchanges = ['new', 'noted']\n"
    )
    other, group = load_settings(file).webhooks
    assert other.key() == group.key() == base64.b64decode(SECRET)
    assert (group.authorities, group.kinds()) == (("E09000007",), {ChangeKind.NEW, ChangeKind.NOTED})
    assert (other.kinds(), other.enabled) == (frozenset(), True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "config.toml line 7: webhooks.1: secret or secret_file is missing or no random one"),
        (f"secret = '!{SECRET}'\n", "config.toml line 7: webhooks.1: the secret is not base64"),
        (f"secret = '{'x' * 40}'\n", "config.toml line 7: webhooks.1: secret or secret_file is missing"),
        (
            f"secret = '{SECRET}'\nchanges = ['new', 'built']\n",
            "config.toml line 11: webhooks.1.changes: no kind built, there are: amended, appealed, decided, ",
        ),
        (
            f"secret = '{SECRET}'\nchanges = ['deadline_near']\n",
            "config.toml line 11: webhooks.1.changes: no kind deadline_near",
        ),
        (
            f"secret = '{SECRET}'\nauthorities = ['E09000007', 'Camden']\n",
            "config.toml line 11: webhooks.1.authorities: Camden: no current ONS code of a council",
        ),
        (f"secret = '{SECRET}'\ncolour = 'red'\n", "config.toml line 11: webhooks.1.colour: unknown key"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_said_with_its_line(file: Path, text: str, said: str) -> None:
    assert refusal(file, HOOK + text).startswith(said)


def test_the_hub_and_the_enabled_webhooks_are_those_who_are_told(file: Path) -> None:
    hub = '[publishing]\nhub_url = "https://hub.example/"\n'
    file.write_text(f"{HOOK}secret = '{SECRET}'\nenabled = false\n{hub}")
    settings = load_settings(file)
    assert followers_of(settings) == ("feeds.hub", "other")
    assert "hub" in refusal(file, f"{GOOD}[publishing]\nhub_url = 'hub.example'\n")
    file.write_text(GOOD)
    assert followers_of(load_settings(file)) == ()
