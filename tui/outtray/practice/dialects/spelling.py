"""How ids are spelt outside: numbers, ULIDs or flakes. Inside, every id is a number that tells its moment.

The longer spellings are computed from the number, so no table of them is needed, and they sort as text in
the order of the numbers, as they do on the servers that use them.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Protocol

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

UNKNOWN = "-"
"""What an id that nobody was ever given reads as: no number."""


class Spelling(Protocol):
    """One way to spell ids; both directions take and give text."""

    def write(self, number: str) -> str:
        """The id as clients see it; anything but a number stays as it is."""
        ...

    def read(self, spelt: str) -> str:
        """The number behind what a client sent; ``UNKNOWN`` when there is none."""
        ...


class Numbers:
    """Mastodon's own ids, which are numbers outside, too."""

    def write(self, number: str) -> str:
        """The same number."""
        return number

    def read(self, spelt: str) -> str:
        """The same text, number or not."""
        return spelt


class _Wide:
    """Ids of 128 bits: a moment in milliseconds, then ``low_bits`` that tell apart what happened in it."""

    alphabet: str
    width: int
    low_bits: int

    def write(self, number: str) -> str:
        """Spell a number; anything else stays as it is."""
        if not (number.isascii() and number.isdigit()):
            return number
        millis, running = divmod(int(number), 1 << 16)
        spread = int.from_bytes(blake2b(number.encode(), digest_size=self.low_bits // 8 - 2).digest())
        value = (((millis << 16) | running) << (self.low_bits - 16)) | spread
        letters: list[str] = []
        for _place in range(self.width):
            value, digit = divmod(value, len(self.alphabet))
            letters.append(self.alphabet[digit])
        return "".join(reversed(letters))

    def read(self, spelt: str) -> str:
        """The number whose spelling this is."""
        if len(spelt) != self.width or any(letter not in self.alphabet for letter in spelt):
            return UNKNOWN
        value = 0
        for letter in spelt:
            value = value * len(self.alphabet) + self.alphabet.index(letter)
        number = str(value >> (self.low_bits - 16))
        return number if self.write(number) == spelt else UNKNOWN


class Ulids(_Wide):
    """26 letters and digits of Crockford's alphabet (https://github.com/ulid/spec): GoToSocial's ids."""

    alphabet = _CROCKFORD
    width = 26
    low_bits = 80


class Flakes(_Wide):
    """18 digits and letters of both cases, enough until the year 2248: Pleroma's and Akkoma's ids."""

    alphabet = _BASE62
    width = 18
    low_bits = 64
