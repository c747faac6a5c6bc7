"""Check digits and other tests of a number's truth, by the names packs use for them.

A check makes the difference between nine digits and somebody's insurance number. The modules of
python-stdnum are imported when a pack first needs one.
"""

from __future__ import annotations

import importlib
import math
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

Check = Callable[[str], bool]
"""Takes the matched text as written and says whether it is a true number of its kind."""


def digits_of(text: str) -> str:
    """The decimal digits of a text, of any script, as ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def luhn(text: str) -> bool:
    """Luhn's mod 10 over all digits, and not one digit over and over."""
    digits = digits_of(text)
    if len(digits) < 2 or len(set(digits)) == 1:
        return False
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def card(text: str) -> bool:
    """A payment card: an issuer's prefix and length, and Luhn (prefixes: ISO/IEC 7812 ranges in use)."""
    digits = digits_of(text)
    prefixes = re.match(r"4|5[1-5]|3[47]|6011|65|64[4-9]|35(?:2[89]|[3-8]\d)|3(?:0[0-5]|[68])", digits)
    mastercard = len(digits) == 16 and 2221 <= int(digits[:4] or 0) <= 2720
    return bool(prefixes or mastercard) and 13 <= len(digits) <= 19 and luhn(digits)


def nine_digit_sin(text: str) -> bool:
    """A Canadian social insurance number: Luhn over nine digits; numbers kept for examples (0…) pass, too."""
    digits = digits_of(text)
    return len(digits) == 9 and digits[0] != "8" and luhn(digits)


def ssn(text: str) -> bool:
    """A United States social security number that can have been issued; published dummies are not."""
    digits = digits_of(text)
    if len(digits) != 9 or digits in {"078051120", "219099999", "123456789", "457555462"}:
        return False
    return (
        digits[:3] not in {"000", "666"} and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"
    )


def nino(text: str) -> bool:
    """A UK national insurance number by shape and prefix (HMRC manual NIM39110); it has no check digit."""
    value = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]?", value):
        return False
    return value[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def medicare(text: str) -> bool:
    """An Australian Medicare card number: eight digits weighted 1,3,7,9 twice, mod 10, against the ninth."""
    digits = digits_of(text)
    if len(digits) not in {10, 11} or digits[0] not in "23456":
        return False
    weights = (1, 3, 7, 9, 1, 3, 7, 9)
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 10 == int(digits[8])


def nhi(text: str) -> bool:
    """A New Zealand health index number, old (AAANNNC) or new (AAANNAX) format."""
    value = re.sub(r"\s", "", text).upper()
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if not re.fullmatch(r"[A-HJ-NP-Z]{3}(?:\d{4}|\d{2}[A-HJ-NP-Z]{2})", value):
        return False
    total = sum(
        (letters.index(c) + 1 if c.isalpha() else int(c)) * weight
        for c, weight in zip(value[:6], range(7, 1, -1), strict=True)
    )
    if value[6].isdigit():
        rest = total % 11
        return rest != 0 and (11 - rest) % 10 == int(value[6])
    return letters[24 - total % 24 - 1] == value[6]


def phone(text: str) -> bool:
    """A telephone number that can be somebody's own: not toll-free, not a short code, not 555-01xx."""
    digits = digits_of(text)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) == 10 and not text.lstrip(" (").startswith(("+", "0")):
        if digits[:3] in {"800", "822", "833", "844", "855", "866", "877", "888", "900"}:
            return False
        return not (digits[3:6] == "555" and digits[6:8] == "01")
    return 8 <= len(digits) <= 15 and len(set(digits)) > 2


def ontario_health(text: str) -> bool:
    """An Ontario health number: Luhn over its ten digits."""
    digits = digits_of(text)
    return len(digits) == 10 and luhn(digits)


def uncommon_secret(text: str) -> bool:
    """A value that looks made by a machine or chosen as a password, not a word of a sentence."""
    value = text.strip(" \t\"'`.,;:)")
    kinds = sum(
        bool(re.search(expression, value)) for expression in (r"[a-zà-ÿ]", r"[A-Z]", r"\d", r"[^\w\s]")
    )
    return len(value) >= 6 and kinds >= 2 and not re.fullmatch(r"[A-ZÀ-Þ]?[a-zà-ÿ'’-]+[.,!?]*", value)


def entropy(text: str) -> float:
    """Shannon entropy in bits per character."""
    if not text:
        return 0.0
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


def _stdnum(module: str) -> Check:
    @cache
    def load() -> Any:
        return importlib.import_module(f"stdnum.{module}")

    def check(text: str) -> bool:
        return bool(load().is_valid(text))

    return check


def _iban(number: str) -> bool:
    """The check digits alone (ISO 7064, mod 97-10): what a country's banks add to them changes too often."""
    from stdnum.iso7064 import mod_97_10

    plain = "".join(number.split()).upper()
    return mod_97_10.is_valid(plain[4:] + plain[:4])


_CHECKS: dict[str, Check] = {
    "luhn": luhn,
    "card": card,
    "sin": nine_digit_sin,
    "on-health": ontario_health,
    "ssn": ssn,
    "nino": nino,
    "nhs": _stdnum("gb.nhs"),
    "tfn": _stdnum("au.tfn"),
    "abn": _stdnum("au.abn"),
    "medicare": medicare,
    "ird": _stdnum("nz.ird"),
    "nhi": nhi,
    "ppsn": _stdnum("ie.pps"),
    "iban": _iban,
    "imei": _stdnum("imei"),
    "fr-nir": _stdnum("fr.nir"),
    "be-nn": _stdnum("be.nn"),
    "de-idnr": _stdnum("de.idnr"),
    "es-dni": _stdnum("es.dni"),
    "it-codicefiscale": _stdnum("it.codicefiscale"),
    "nl-bsn": _stdnum("nl.bsn"),
    "pl-pesel": _stdnum("pl.pesel"),
    "phone": phone,
    "secret": uncommon_secret,
}

NAMES: tuple[str, ...] = tuple(sorted(_CHECKS))
"""Every name a pack may give as ``check``."""
NUMBERS_PROVED = frozenset(NAMES) - {"phone", "secret", "ssn", "nino"}
"""Checks that compare a check digit: what passes one is certain enough for a confidence of 1."""


def check(name: str) -> Check:
    """The check of that name; the loader has made sure that there is one."""
    return _CHECKS[name]
