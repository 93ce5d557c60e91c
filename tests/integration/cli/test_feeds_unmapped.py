"""`feeds unmapped`: the words of registers that have no meaning here yet."""

from tests.integration.cli.conftest import Council, Run, a_row


def test_words_without_a_meaning_are_listed_with_what_to_write(ready: Run, council: Council) -> None:
    council.publish(
        a_row(1, system_status="Under review"),
        a_row(2, system_status="Under review", application_type="Tree"),
        a_row(3),
    )
    ready("poll")
    (camden,) = ready("feeds", "unmapped", "--json").json
    assert camden["name"] == "camden"
    assert [(each["field"], each["value"], each["seen"], each["example"]) for each in camden["words"]] == [
        ("application_type", "Tree", 1, "2026/0002/P"),
        ("status", "Under review", 2, "2026/0001/P"),
    ]
    standings, types = camden["config_lines"]
    assert standings.startswith('standings = { "Under review" = "…" }  # for … one of: undetermined, ')
    assert types.startswith('types = { "Tree" = "…" }  # for … one of: hh, ')
    shown = ready("feeds", "unmapped", "camden").out
    assert "Under review" in shown
    assert standings in shown


def test_a_word_that_was_given_a_meaning_is_listed_no_longer(ready: Run, council: Council, config) -> None:
    council.publish(a_row(1, system_status="Under review"))
    ready("poll")
    config.write_text(config.read_text() + 'standings = { "Under review" = "undetermined" }\n')
    council.publish(
        a_row(1, system_status="Under review", development_address="15 Falkland Road London NW5 1TL")
    )
    ready("poll")
    assert ready("feeds", "unmapped", "camden").out == "camden: every word has a meaning.\n"
