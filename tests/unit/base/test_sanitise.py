"""What crosses the boundary can be written to a terminal and still says what it said."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.base.sanitise import MARKS_PER_BASE, sanitise

HOSTILE = st.text(
    st.one_of(
        st.sampled_from(
            "ab \n\r\t\x1b\x07\x9b\x9d\x7f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200d"
        ),
        st.sampled_from(
            "\u0301\u0489\ufe0f\u200b\ufeff\u2028\x85\ud800\U0001f3f4\U000e0067\U000e007f\u0e33é漢🎉"
        ),
        st.characters(),
    ),
    max_size=60,
)


@given(HOSTILE, st.booleans(), st.sampled_from([0, 1, 5, 20]))
def test_cleaning_twice_changes_nothing(text: str, single_line: bool, limit: int) -> None:
    once = sanitise(text, single_line=single_line, limit=limit)
    assert sanitise(once, single_line=single_line, limit=limit) == once


@given(HOSTILE, st.booleans())
def test_nothing_that_moves_a_cursor_or_turns_a_line_around_comes_out(text: str, single_line: bool) -> None:
    cleaned = sanitise(text, single_line=single_line)
    for character in cleaned:
        allowed = character == "\n" and not single_line
        assert allowed or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}, hex(ord(character))
    assert not set(cleaned) & set("\u202d\u202e\u200b\ufeff")


@given(HOSTILE)
def test_directions_that_come_out_are_closed_on_their_line(text: str) -> None:
    for line in sanitise(text).split("\n"):
        opened = sum(line.count(character) for character in "\u202a\u202b\u2066\u2067\u2068")
        assert opened == line.count("\u202c") + line.count("\u2069")


@given(HOSTILE, st.integers(1, 30))
def test_no_more_than_the_limit_comes_out(text: str, limit: int) -> None:
    assert len(sanitise(text, limit=limit)) <= limit


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=80))
def test_letters_digits_signs_and_emoji_are_kept_as_they_are(text: str) -> None:
    assert sanitise(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 ❤️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 1️⃣",
        "Ça coûte 5\u00a0€ «\u202fl’été\u202f»",
        "שָׁלוֹם and مَرْحَبًا",
        "नमस्ते สวัสดี བོད་སྐད",
        "a \u2067שלום\u2069 b",
        "line\n\n  indented",
    ],
)
def test_honest_text_of_any_script_is_untouched(text: str) -> None:
    assert sanitise(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\x1b]52;c;ZXZpbA==\x07title", "]52;c;ZXZpbA==title"),
        ("\x9b31mred", "31mred"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("abc\u202edcba", "abcdcba"),
        ("open \u2066for ever", "open for ever"),
        ("\u2069\u202cclosed", "closed"),
        ("a\u2066b\u202cc\u2069", "a\u2066bc\u2069"),
        ("zero\u200bwidth\ufeff\u00ad", "zerowidth"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("\u0301start", "start"),
        ("lone \ud83d", "lone "),
        ("a\tb", "a    b"),
    ],
)
def test_what_forges_a_screen_is_removed(text: str, expected: str) -> None:
    assert sanitise(text) == expected


def test_a_tower_of_marks_is_cut_and_the_letter_stays() -> None:
    assert sanitise("z" + "\u0300" * 40 + "ed") == "z" + "\u0300" * MARKS_PER_BASE + "ed"


def test_joiners_do_not_hide_a_tower_of_marks() -> None:
    tower = "z" + "\u0300\u200d" * 40
    assert sanitise(tower).count("\u0300") == MARKS_PER_BASE


def test_one_line_is_one_line() -> None:
    assert sanitise("Bob \n\n  the\r\nbuilder\n", single_line=True) == "Bob the builder"


def test_a_cut_text_ends_in_an_ellipsis() -> None:
    assert sanitise("abcdefgh", limit=5) == "abcd…"


def test_a_megabyte_of_controls_is_cut_before_it_is_cleaned() -> None:
    assert sanitise("\x1b" * 1_000_000 + "late", limit=10) == ""
