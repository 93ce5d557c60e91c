"""The text part: prose in lines of a screen, links whole."""

from alerts.mail.plain_text import LINE_LETTERS, wrapped

LONG = "https://alerts.example/unsubscribe/" + "a" * 90


def test_prose_is_broken_at_words_and_said_whole() -> None:
    text = "Erection of a single storey rear extension. " * 12
    lines = wrapped(text).splitlines()
    assert max(map(len, lines)) <= LINE_LETTERS
    assert " ".join(lines) == text.strip()


def test_a_link_is_never_broken() -> None:
    assert wrapped(f"Stop all these e-mails:\n{LONG}\n") == f"Stop all these e-mails:\n{LONG}\n"
    assert LONG in wrapped(
        "Read what the council says of this application and what others have said at " + LONG
    )


def test_what_follows_a_name_is_set_in() -> None:
    told = wrapped("Address: " + "Flat 12, Prince of Wales Road, " * 5)
    assert all(line.startswith("  ") for line in told.splitlines()[1:])
    assert told.startswith("Address: Flat 12")


def test_two_blank_lines_never_stand_together() -> None:
    assert wrapped("One\n\n\n\n\nTwo\n\n") == "One\n\nTwo\n"


def test_a_hyphen_is_no_place_to_break() -> None:
    assert "two-\n" not in wrapped("A " + "two-storey " * 30)
