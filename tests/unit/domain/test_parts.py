"""What the operator's letters call feeds and parts of the service."""

import pytest

from alerts.domain.parts import Part, alarm_title, need_you


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["camden"], "The feed camden needs you"),
        (["camden", "york"], "2 feeds need you: camden, york"),
        (["mail"], "Sending e-mails needs you"),
        (["sign-ups"], "Signing up needs you"),
        (["reports"], "What people reported needs you"),
        (["open-data"], "Making the open data files needs you"),
        (["camden", "mail"], "2 things need you: camden, sending e-mails"),
    ],
)
def test_the_subject_says_what_needs_the_operator(names: list[str], said: str) -> None:
    assert need_you(names) == said


def test_every_part_has_its_words() -> None:
    assert {alarm_title(part) for part in Part} == {
        "sending e-mails",
        "signing up",
        "what people reported",
        "telling receivers of changes",
        "making the open data files",
        "the service’s own work",
        "a disk",
        "copies of the database",
    }
