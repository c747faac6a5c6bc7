"""Expressions of packs: unsafe ones refused, the rest run only where they can match; check digits."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray_rules import checks
from outtray_rules.literals import Literals
from outtray_rules.regex_safety import UnsafePatternError
from outtray_rules.regexes import inspect
from rules_kit import review, reviewer, rule

UNSAFE = [
    r"(a+)+$",
    r"(a*)*b",
    r"(?:a|a)*b",
    r"(?:\w+\s?)+$",
    r"(?:[a-z]+[0-9]?)*x",
    r"(\w+)\s\1",
    r"\s*\s*x",
    r".*.*=",
    r"(?:\d{1,9}){1,9}x",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?:[a-z]{1,9})*x",
    r"(a|aa)+$",
    r".*a.*b.*c",
]
SAFE = [
    r"\bPROTECTED\s+[ABC]\b",
    r"^\W*(?:TOP SECRET|SECRET|CONFIDENTIAL)\b",
    r"\bCUI(?://[A-Z0-9-]+(?:/[A-Z0-9-]+)*)*\b",
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b",
    r"\b(?:\d[ -]?){13,19}\b",
    r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",
    r"-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|PGP) )?PRIVATE KEY(?: BLOCK)?-----",
    r"(?i)\b(?:password|passwd|pwd)\s*(?:[:=]|is|est)\s*\S{6,}",
    r"\beyJ[\w-]{10,}\.eyJ[\w-]{6,}\.[\w-]{6,}",
    r"\bTLP:(?:RED|AMBER(?:\+STRICT)?|GREEN)\b",
    r"\bOFFICIAL[ -–]*SENSITIVE\b",
    r"\bREL TO [A-Z, ]+",
    r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_\w{82}\b",
]


@pytest.mark.parametrize("pattern", UNSAFE)
def test_an_expression_that_could_run_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(UnsafePatternError):
        inspect(pattern)


@pytest.mark.parametrize("pattern", SAFE)
def test_the_expressions_that_packs_need_are_accepted(pattern: str) -> None:
    assert inspect(pattern).width > 0


@pytest.mark.parametrize("pattern", [r"(", r"[a", r"a{2,1}", r"(?P<x>a)(?P<x>b)"])
def test_a_malformed_expression_is_an_error_of_the_expression(pattern: str) -> None:
    with pytest.raises(re.error):
        inspect(pattern)


@pytest.mark.parametrize("pattern", [one for one in SAFE if "(?i)" not in one])
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_gate_is_open_for_every_text_that_matches(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern.replace("^", ""), alphabet=st.characters(codec="latin-1")))
    needed = inspect(pattern)
    gate = Literals()
    gate.add(1, needed.literals, needed.digits, needed.width)
    if re.search(pattern, text, re.MULTILINE):
        assert gate.present(text, text.casefold())


def test_literals_are_taken_from_the_most_telling_part() -> None:
    assert inspect(r"\b(?:foo|bar)\d+ NOFORN\b").literals == (" noforn",)
    assert inspect(r"PROT[ÉE]G[ÉE] [ABC]").literals == (
        "protege ",
        "protegé ",
        "protége ",
        "protégé ",
    ) or all(one.startswith("prot") for one in inspect(r"PROT[ÉE]G[ÉE] [ABC]").literals)
    assert inspect(r"\d{3}-\d{2}-\d{4}").digits == 9


@pytest.mark.parametrize("pattern", SAFE)
def test_no_accepted_expression_is_slow_on_hostile_text(pattern: str) -> None:
    one = reviewer(rule(f"{{ pattern = '''{pattern}''' }}"))
    for text in (
        "a" * 20_000,
        "1 " * 10_000,
        "A/" * 10_000,
        "eyJ" * 7_000,
        "password is " * 1_700,
        "CUI//A" + "/A" * 9_000 + "!",
    ):
        start = time.perf_counter()
        review(one, text)
        assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("sin", ["046 454 286", "130-692-544"], ["123 456 789", "046 454 28", "846 454 286"]),
        ("card", ["4111 1111 1111 1111", "5555-5555-5555-4444"], ["4111 1111 1111 1112", "9111111111111111"]),
        ("iban", ["GB82 WEST 1234 5698 7654 32"], ["GB82 WEST 1234 5698 7654 33"]),
        ("nino", ["AB123456C"], ["QQ123456C", "BG123456A", "AB123456E"]),
        ("nhs", ["943 476 5919"], ["943 476 5918"]),
        ("ssn", ["536-90-4399"], ["000-12-3456", "666-12-3456", "912-12-3456", "078-05-1120"]),
        ("tfn", ["123 456 782", "876 543 210"], ["123 456 789"]),
        ("medicare", ["2123 45670 1"], ["2123 45671 1", "1123 45670 1"]),
        ("ird", ["49-091-850", "136-410-132"], ["49-091-851"]),
        ("nhi", ["ZAC5361", "ALU18KZ"], ["ZAC5362", "ALU18KY", "IAC5361"]),
        ("ppsn", ["1234567T", "1234567FA"], ["1234567A"]),
        ("luhn", ["79927398713"], ["79927398710", "00000000", ""]),
        ("phone", ["613-234-7781", "+44 20 7946 0018"], ["1-800-622-6232", "613-555-0199", "911"]),
        ("secret", ["Winter2026!", "hunter2"], ["policy", "Managers", "reset.", "12345"]),
    ],
)  # fmt: skip
def test_check_digits_tell_a_number_from_digits(name: str, good: list[str], bad: list[str]) -> None:
    check = checks.check(name)
    assert [check(one) for one in good] == [True] * len(good)
    assert [check(one) for one in bad] == [False] * len(bad)


@given(st.text(max_size=40))
def test_no_check_raises_whatever_it_is_given(text: str) -> None:
    for name in checks.NAMES:
        assert checks.check(name)(text) in {True, False}
