"""Under which licences a record of several feeds is given, and no licence for what states none."""

import pytest

from alerts.domain.licence import Licence, licences_of

OGL, OTHER, NAMED = (
    Licence("OGL", "https://ogl.example"),
    Licence("Other", "https://other.example"),
    Licence("Named"),
)
LICENCES = {"camden": OGL, "london": OGL, "brent": OTHER, "kent": NAMED}


@pytest.mark.parametrize(
    ("feeds", "names", "addresses"),
    [
        (["camden"], "OGL", "https://ogl.example"),
        (["camden", "london"], "OGL", "https://ogl.example"),
        (["camden", "brent"], "OGL; Other", "https://ogl.example https://other.example"),
        (["kent"], "Named", None),
        (["silent"], None, None),
        ([], None, None),
        (["camden", "silent"], "OGL; not stated for silent", None),
        (
            ["silent", "brent", "mute", "camden"],
            "Other; OGL; not stated for silent; not stated for mute",
            None,
        ),
    ],
)
def test_each_licence_is_named_once_and_so_is_each_feed_without_one(
    feeds: list[str], names: str | None, addresses: str | None
) -> None:
    assert licences_of(feeds, LICENCES) == (names, addresses)
