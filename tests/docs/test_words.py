"""What a page says stands on the site does: words in bold letters are the site's own."""

import re

import pytest

from alerts.language.catalogue import catalogue
from tests.docs.reading import page_path


@pytest.mark.parametrize("name", ["councillor", "group", "resident"])
def test_words_in_bold_stand_on_the_site(name: str) -> None:
    text = page_path(f"docs/community/{name}.md").read_text(encoding="utf-8")
    named = re.findall(r"\*\*([^*]+)\*\*", text)
    assert named
    assert [words for words in named if catalogue("cy").gettext(" ".join(words.split())) == words] == []
