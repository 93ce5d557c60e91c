"""The privacy notes say what the program's own list says, row for row."""

from tests.docs.privacy_table import table, written


def test_the_table_of_the_page_is_the_list_of_the_program() -> None:
    assert written() == table(), "run: python -m tests.docs.privacy_table"
