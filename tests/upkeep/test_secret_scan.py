"""No secret is kept in git, and one that is planted is found. The keys here are made up as the tests run."""

import secrets
import string
from pathlib import Path

import pytest

from upkeep.secret_scan import Found, all_found, found_in, known, stale, unknown

_LETTERS = string.ascii_letters + string.digits


def some(letters: int, of: str = _LETTERS) -> str:
    return "".join(secrets.choice(of) for _ in range(letters))


def of_amazon() -> str:
    return f'key = "AKIA{some(16, string.ascii_uppercase + string.digits)}"'


def of_github() -> str:
    return f'token = "ghp_{some(36)}"'


def of_stripe() -> str:
    return f'token = "sk_live_{some(24)}"'


def a_private_key() -> str:
    return f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{some(64)}\n"


def in_an_address() -> str:
    return f'url = "postgresql://alerts:{some(20)}@database.internal/alerts"'


def in_the_settings() -> str:
    return f'secret_key = "{secrets.token_hex(32)}"'


@pytest.mark.parametrize(
    "where", ["alerts/settings/planted.py", "config.example.toml", "docs/planted.md", ".ci/planted"]
)
@pytest.mark.parametrize(
    "planted", [of_amazon, of_github, of_stripe, a_private_key, in_an_address, in_the_settings]
)
def test_a_planted_secret_is_found(planted, where: str, tmp_path: Path) -> None:
    file = tmp_path / where
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# a line before\n{planted()}\n")
    found = unknown(found_in([Path(where)], tmp_path), known())
    assert {(each.file.as_posix(), each.line) for each in found} in ({(where, 2)}, {(where, 1)})


@pytest.mark.parametrize("planted", [of_amazon, of_github, of_stripe, a_private_key])
def test_tests_may_make_passwords_up_but_not_hold_a_real_services_key(planted, tmp_path: Path) -> None:
    file = tmp_path / "tests" / "planted.py"
    file.parent.mkdir()
    file.write_text(f'password = "correct horse"\n{planted()}\n')
    assert unknown(found_in([Path("tests/planted.py")], tmp_path), known()) != []


def test_what_is_found_is_not_shown(tmp_path: Path) -> None:
    secret = secrets.token_hex(32)
    (tmp_path / "settings.toml").write_text(f'secret_key = "{secret}"\n')
    for each in found_in([Path("settings.toml")], tmp_path):
        assert secret not in repr(each)
        assert str(each).startswith("settings.toml:1: ")


def test_an_entry_with_a_digest_means_one_text_and_no_other() -> None:
    (entry,) = (each for each in known() if each.files == "docs/bounces.md")
    of_example = Found(Path("docs/bounces.md"), 27, "Secret Keyword", entry.digest)
    another = Found(Path("docs/bounces.md"), 27, "Secret Keyword", "sha256:000000000000")
    assert unknown([of_example, another], known()) == [another]


def test_outside_of_tests_each_known_text_is_named_by_its_digest_and_each_has_a_reason() -> None:
    for each in known():
        assert each.digest or each.files.startswith("tests"), each
        assert len(each.why) > 10


@pytest.mark.slow
def test_git_keeps_no_secret_and_the_list_of_what_is_none_is_all_needed() -> None:
    found = all_found()
    assert unknown(found, known()) == []
    assert stale(found, known()) == []
