"""Which ids stand under which words, for a million of them: sorted arrays, and a small tail of what is new.

Words are known by 64 bits of their digest; who looks something up says of each find whether it is meant.
"""

import zipfile
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_MOST_IN_TAIL = 20_000
_NONE = ("",)
"""What an id without words stands under, so that it is known."""

_Numbers = NDArray[np.int64]


class WatchedKeys:
    """Ids by the words that they are found by; each id has the words that it was given last."""

    def __init__(self, keys: _Numbers | None = None, ids: _Numbers | None = None) -> None:
        self._keys = np.empty(0, np.int64) if keys is None else keys
        self._ids = np.empty(0, np.int64) if ids is None else ids
        self._tail: dict[int, set[int]] = {}
        self._in_tail: dict[int, tuple[int, ...]] = {}

    def put(self, words: dict[int, tuple[str, ...]]) -> None:
        """These ids are found by these words and no others from now on."""
        self.drop(words)
        for each, its in words.items():
            self._in_tail[each] = keys = tuple(map(_key, its or _NONE))
            for key in keys:
                self._tail.setdefault(key, set()).add(each)
        if len(self._in_tail) > max(_MOST_IN_TAIL, len(self._ids) // 4):
            self._pack()

    def drop(self, ids: Iterable[int]) -> None:
        """These are found no more."""
        gone = np.fromiter(ids, np.int64)
        if len(self._ids) and len(gone):
            stays = ~np.isin(self._ids, gone)
            if not stays.all():
                self._keys, self._ids = self._keys[stays], self._ids[stays]
        for each in gone.tolist():
            for key in self._in_tail.pop(each, ()):
                self._tail[key].discard(each)

    def find(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """(id, position of a word) for each of these words that an id stands under."""
        keys = [_key(word) for word in words]
        starts = np.searchsorted(self._keys, keys, side="left").tolist()
        ends = np.searchsorted(self._keys, keys, side="right").tolist()
        found = []
        for position, (key, start, end) in enumerate(zip(keys, starts, ends, strict=True)):
            found += [(each, position) for each in self._ids[start:end].tolist()]
            found += [(each, position) for each in self._tail.get(key, ())]
        return found

    def ids(self) -> _Numbers:
        """Every id that was put and not dropped."""
        self._pack()
        return np.unique(self._ids)

    def save(self, path: Path) -> None:
        """Keep all of it in a file, which appears whole or not at all."""
        self._pack()
        half = path.with_name(f".{path.name}.half")
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)  # where people watch is nobody else's to read
        with half.open("wb") as file:
            np.savez(file, keys=self._keys, ids=self._ids)
        half.replace(path)

    @classmethod
    def load(cls, path: Path) -> "WatchedKeys":
        """What was saved. OSError or ValueError where there is nothing of use."""
        try:
            with np.load(path, allow_pickle=False) as found:
                return cls(found["keys"], found["ids"])
        except (EOFError, KeyError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is damaged") from error

    def _pack(self) -> None:
        if not self._in_tail:
            return
        new = [(key, each) for each, keys in self._in_tail.items() for key in keys]
        added = np.array(new, np.int64).reshape(-1, 2)
        keys = np.concatenate((self._keys, added[:, 0]))
        order = np.argsort(keys, kind="stable")
        self._keys, self._ids = keys[order], np.concatenate((self._ids, added[:, 1]))[order]
        self._tail, self._in_tail = {}, {}


def _key(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), signed=True)
