"""The learned weights of signs, read when first needed."""

from __future__ import annotations

import gzip
import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

LANGUAGES = ("en", "fr")
"""The languages there are weights for."""

CATEGORIES = (
    "government-criticism", "partisan", "confidential", "harassment", "pii", "media-contact", "endorsement",
    "speaking-for-government", "procurement", "conflict-of-interest", "government-praise",
)  # fmt: skip
"""What signs are learned for."""

ANY = 0
"""The column that weighs for any of them against none; one for each category follows."""

NONE = (0,) * (1 + len(CATEGORIES))
"""The weight of nothing."""

_BIAS = 1 << 15
"""Added to a weight it is never negative, and so a lane of a long number."""


Row = tuple[int, ...]
"""Hundredths of weight: for any category, then for each."""


class Signs:
    """The weights of many signs, in few bytes: signs stand as hashes of four bytes, and share their rows.

    A sign never learned has the hash of a learned one once in about a hundred thousand times, which a sum of
    many does not feel. A row is one long number with a lane of four bytes for each weight: some dozens of
    rows are added with as many additions, whatever their width.
    """

    def __init__(self, hashes: array[int], places: array[int], weights: array[int], width: int) -> None:
        """``weights`` are the rows of this width, one after the other."""
        self._hashes = hashes
        self._places = places
        self._weights = weights
        self._width = width
        lanes = _little(array("I", (weight + _BIAS for weight in weights))).tobytes()
        step = 4 * width
        self._lanes = [int.from_bytes(lanes[at : at + step], "little") for at in range(0, len(lanes), step)]

    @classmethod
    def of(cls, weighed: Mapping[str, Row]) -> Signs:
        """Those of these names."""
        rows = sorted(set(weighed.values()))
        place = {row: number for number, row in enumerate(rows)}
        held = sorted({hashed(name): place[row] for name, row in sorted(weighed.items())}.items())
        hashes, places = array("I", (key for key, _ in held)), array("H", (number for _, number in held))
        return cls(hashes, places, array("h", (weight for row in rows for weight in row)), len(NONE))

    def __len__(self) -> int:
        return len(self._hashes)

    def get(self, name: str) -> Row | None:
        """What a sign weighs; None for one that was never learned."""
        place = self._place(name)
        if place is None:
            return None
        return tuple(self._weights[place * self._width : (place + 1) * self._width])

    def total(self, names: Iterable[str]) -> Row:
        """What these signs weigh together; those never learned weigh nothing."""
        known = [self._lanes[place] for name in names if (place := self._place(name)) is not None]
        lanes = _numbers("I", sum(known).to_bytes(4 * self._width, "little"))
        return tuple([lane - len(known) * _BIAS for lane in lanes])

    def _place(self, name: str) -> int | None:
        key = hashed(name)
        place = bisect_left(self._hashes, key)
        if place == len(self._hashes) or self._hashes[place] != key:
            return None
        return self._places[place]

    def packed(self) -> bytes:
        """As bytes: how many rows and signs there are, the rows, the hashes, the places."""
        numbers = array("I", (len(self._lanes), len(self)))
        parts = (numbers, self._weights, self._hashes, self._places)
        return b"".join(_little(each).tobytes() for each in parts)

    @classmethod
    def unpacked(cls, held: bytes, width: int) -> Signs:
        """From bytes, with rows of this width."""
        many, signs = _numbers("I", held[:8])
        stop = 8 + 2 * width * many
        hashes, places = held[stop : stop + 4 * signs], held[stop + 4 * signs :]
        return cls(_numbers("I", hashes), _numbers("H", places), _numbers("h", held[8:stop]), width)


def hashed(name: str) -> int:
    """Four bytes that stand for a sign."""
    return crc32(name.encode())


def _numbers(code: str, held: bytes) -> array[int]:
    found = array(code)
    found.frombytes(held)
    return _little(found)


def _little(numbers: array[int]) -> array[int]:
    """The same numbers with their bytes as files have them."""
    if sys.byteorder == "little":
        return numbers
    turned = numbers[:]
    turned.byteswap()
    return turned


@dataclass(frozen=True, slots=True)
class Weights:
    """For one language: hundredths of weight by sign, for any category and for each.

    From ``threshold`` on a text is told of. ``means`` and ``spreads`` say what posts of any category score
    for each, so that a category with few posts and one with many can be compared.
    """

    language: str
    threshold: float
    means: tuple[float, ...]
    spreads: tuple[float, ...]
    signs: Signs

    def packed(self) -> bytes:
        """As a file holds them: a line of JSON, then the signs."""
        told = {"threshold": self.threshold, "means": self.means, "spreads": self.spreads}
        return gzip.compress(json.dumps(told).encode() + b"\n" + self.signs.packed(), mtime=0)


@cache
def weights(language: str) -> Weights:
    """The weights for one of ``LANGUAGES``."""
    held = gzip.decompress(path_of(language).read_bytes())
    line, _, packed = held.partition(b"\n")
    told = json.loads(line)
    signs = Signs.unpacked(packed, 1 + len(CATEGORIES))
    return Weights(language, told["threshold"], tuple(told["means"]), tuple(told["spreads"]), signs)


def path_of(language: str) -> Path:
    """Where the weights of a language are kept."""
    return Path(__file__).parent / f"{language}.weights"


def warm() -> None:
    """Read them beforehand."""
    for language in LANGUAGES:
        weights(language)
