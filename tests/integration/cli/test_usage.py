"""What every command has in common: help with an example, exit statuses, no traceback."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from alerts.cli.main import cli
from tests.integration.cli.conftest import Run, run_command


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


LEAVES = [
    path for path in commands(cli) if path not in {("db",), ("feeds",), ("postcodes",), ("boundaries",)}
]
LEAVES = [path for path in LEAVES if path not in {("config",), ("subscribers",), ("bounces",), ("reports",)}]
LEAVES = [path for path in LEAVES if path not in {("webhooks",), ("files",), ("operators",)}]


def test_the_commands_are_those_promised() -> None:
    assert {" ".join(path) for path in LEAVES} >= {
        "run", "site", "scheduler", "demo", "db upgrade", "config check", "feeds list", "feeds check", "feeds kinds",
        "feeds held", "poll", "match", "send", "explain", "boundaries fetch", "boundaries import", "postcodes status",
        "postcodes build", "postcodes fetch", "subscribers list", "subscribers export", "subscribers erase",
        "subscribers allow", "reports list", "reports close", "bounces read", "export",
        "files make", "files list", "webhooks list", "webhooks replay", "webhooks test", "webhooks resume",
        "operators add", "operators list", "operators role", "operators remove", "operators reset", "operators link",
    }  # fmt: skip


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_help_with_an_example_that_names_it(
    path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_command(*path, "--help")
    assert (done.status, done.err) == (0, "")
    example = " ".join(done.out.partition("Example:")[2].split())
    assert example.startswith("planning-alerts ")
    assert " ".join(path) in example


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["poll", "--colour"],
        ["feeds"],
        [],
        ["feeds", "held"],
        ["explain", "x", "E09000007", "1"],
    ],
)
def test_wrong_usage_ends_with_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_command(*arguments)
    assert done.status == 2
    assert "Traceback" not in done.err


NEED_CONFIGURATION = [
    ["db", "upgrade"],
    ["config", "check"],
    ["feeds", "list"],
    ["feeds", "check", "camden"],
    ["feeds", "held", "camden"],
    ["poll"],
    ["match"],
    ["send"],
    ["explain", "1", "E09000007", "2026/0001/P"],
    ["boundaries", "fetch", "--kind", "ward"],
    ["constraints", "list"],
    ["constraints", "fetch", "--kind", "conservation-area"],
    ["subscribers", "list"],
    ["subscribers", "export", "alice@example.com"],
    ["subscribers", "erase", "alice@example.com"],
    ["export", "--format", "csv", "-o", "x.csv"],
    ["run"],
    ["site"],
    ["scheduler"],
    ["postcodes", "fetch"],
]


@pytest.mark.parametrize("arguments", NEED_CONFIGURATION, ids=" ".join)
def test_without_a_configuration_a_command_ends_with_2_and_says_what_to_do(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PLANNING_ALERTS_CONFIG", raising=False)
    done = run_command(*arguments)
    assert done.status == 2
    assert done.err == (
        "planning-alerts: there is no configuration: copy config.example.toml to config.toml, or name one with"
        " --config\n"
    )


def test_kinds_need_no_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    listed = run_command("feeds", "kinds", "--json").json
    assert {"socrata", "london-datahub"} <= {kind["kind"] for kind in listed}
    for kind in listed:
        assert set(kind) == {"kind", "summary", "needs_authority", "settings"}
        assert all(set(key) == {"key", "default", "required", "meaning"} for key in kind["settings"])
        assert all(key["meaning"] for key in kind["settings"])
    assert "page_size: rows asked for at a time (default 1000)" in run_command("feeds", "kinds").out


NEED_SCHEMA = [
    arguments
    for arguments in NEED_CONFIGURATION
    if arguments[0] not in ("db", "config", "postcodes") and arguments[:2] != ["feeds", "check"]
]


@pytest.mark.parametrize("arguments", NEED_SCHEMA, ids=" ".join)
def test_on_a_missing_database_a_command_refuses_and_names_the_one_that_makes_it(
    run: Run, arguments: list[str]
) -> None:
    done = run(*arguments)
    assert done.status == 1
    assert "run `planning-alerts db upgrade`" in done.err
    assert done.err.count("\n") == 1


def test_the_configuration_is_found_by_option_then_variable_then_folder(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("PLANNING_ALERTS_CONFIG", str(config))
    assert run_command("config", "check", "--json").json["site"]["base_url"] == "https://alerts.example"
    (elsewhere / "config.toml").write_text("[site]\nsecret_key = '0123456789abcdef0123456789abcdef'\n")
    assert run_command("config", "check", "--json").json["site"]["base_url"] == "https://alerts.example"
    monkeypatch.delenv("PLANNING_ALERTS_CONFIG")
    assert run_command("config", "check", "--json").json["site"]["base_url"] == "http://127.0.0.1:5000"
    assert run_command("--config", config, "config", "check").status == 0


def test_a_configuration_without_feeds_is_good(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[site]\nsecret_key = '0123456789abcdef0123456789abcdef'\n")
    assert run_command("--config", tmp_path / "config.toml", "config", "check").status == 0


def test_config_check_shows_what_holds_with_secrets_masked(run: Run) -> None:
    for done in (run("config", "check"), run("config", "check", "--json")):
        assert done.status == 0
        assert "0123456789abcdef" not in done.out
        assert "a token of ours" not in done.out
        assert "digest_time" in done.out
    assert run("config", "check").out.endswith("The configuration is good.\n")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('colour = "red"', "feeds.0.colour: unknown key"),
        ("page_size = 0", "feeds.0.page_size: "),
    ],
)
def test_a_wrong_configuration_ends_with_2_and_names_key_and_line(
    run: Run, config: Path, wrong: str, said: str
) -> None:
    with config.open("a", encoding="utf-8") as file:
        file.write(wrong + "\n")
    done = run("config", "check")
    lines = config.read_text().splitlines()
    assert done.status == 2
    assert done.err.startswith(f"planning-alerts: {config} line {len(lines)}: {said}")


def test_a_database_that_lost_a_table_ends_with_1_and_one_line(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").status == 0
    with sqlite3.connect(tmp_path / "planning-alerts.sqlite") as connection:
        connection.execute("DROP TABLE feed")
    done = run("poll")
    assert (done.status, done.err) == (
        1,
        "planning-alerts: the database cannot be used just now: no such table: feed\n",
    )
