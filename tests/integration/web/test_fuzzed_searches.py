"""Whatever is typed or sent to the search box is answered, with little work: a few here, ten thousand in the soak."""

import random
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.integration.store.test_search import HOSTILE

_PIECES = (
    *HOSTILE,
    *("NW5", "1TL", "NW51TL", "SW1A", "OAA", "BT7", "JE2 3AB", "GIR 0AA", "BFPO 12", "PO Box", "E09000007"),
    *(
        "Camden",
        "Camdne",
        "Highgate",
        "specimen",
        "street",
        "rd",
        "extension",
        "2026/0123/P",
        "conservation area",
    ),
    *(
        "%00",
        "%27",
        "/*",
        "*/",
        "UNION SELECT",
        "]",
        "[",
        "`",
        "$1",
        "{{7*7}}",
        "../../etc/passwd",
        "\r\nX: y",
        "é",
        "ﬀ",
    ),
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 '\"%_\\-*()&|!:<>/éŵ漢🏠"
_MOST_CPU_S = 0.1


def fuzzed(count: int, seed: int) -> Iterator[str]:
    """Texts of pieces that mean something, of letters at random, and postcodes with slips, some of them long."""
    chance = random.Random(seed)
    for number in range(count):
        if number % 3 == 0:
            yield " ".join(chance.choices(_PIECES, k=chance.randrange(1, 6)))
        elif number % 3 == 1:
            yield "".join(chance.choices(_LETTERS, k=chance.choice((3, 6, 7, 12, 60, 199, 1_500))))
        else:
            postcode = list("NW51TL")
            postcode[chance.randrange(6)] = chance.choice(_LETTERS)
            yield "".join(postcode)


def ask(client: FlaskClient, typed: str, number: int) -> float:
    """The most seconds of computing that one answer to `typed` took: in the search box, and for one text of five also
    in addresses of places.
    """
    shown = {"q": typed} if number % 4 else {"q": typed, "before": str(number << 40)}
    place = typed.encode("ascii", "ignore").decode().replace("/", "").replace("?", "").replace("#", "")
    places = ((f"/areas/postcode/{place}", {}), (f"/near/{place}", {})) if number % 5 == 0 else ()
    return max(seconds(client, path, query) for path, query in (("/search", shown), *places))


def seconds(client: FlaskClient, path: str, query: dict[str, str]) -> float:
    began = time.thread_time()
    answer = client.get(path, query_string=query)
    taken = time.thread_time() - began
    assert answer.status_code < 500, (path, query)
    if answer.status_code == 200:
        assert "<h1" in answer.text
    is_a_map = path.startswith("/areas/") and answer.status_code == 200
    return 0.0 if is_a_map else taken  # the page of a place that exists is no search


@pytest.mark.fault("W-05")
@pytest.mark.fault("W-08")
@pytest.mark.fault("W-24")
def test_three_hundred_fuzzed_texts_are_all_answered(client: FlaskClient) -> None:
    for number, typed in enumerate(fuzzed(300, seed=5)):
        ask(client, typed, number)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.fault("W-05")
@pytest.mark.fault("W-08")
@pytest.mark.fault("W-24")
def test_ten_thousand_fuzzed_texts_are_all_answered_with_little_work(client: FlaskClient) -> None:
    ask(client, "NW5 1TL", 1)  # what is made once is not counted
    texts = list(enumerate(fuzzed(10_000, seed=6)))
    taken = sorted((ask(client, typed, number), number) for number, typed in texts)
    suspects = [number for took, number in taken if took > _MOST_CPU_S]
    print(
        f"median {taken[5_000][0] * 1e3:.1f} ms, slowest {taken[-1][0] * 1e3:.0f} ms, {len(suspects)} asked again"
    )
    assert len(suspects) < 100
    # A busy machine makes any answer slow now and then, and the same one hardly three times.
    again = {number: min(ask(client, texts[number][1], number) for _ in range(3)) for number in suspects}
    assert {texts[number][1]: took for number, took in again.items() if took > _MOST_CPU_S} == {}
