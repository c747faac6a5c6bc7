"""The counter counts what a Mastodon server counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.base.graphemes import grapheme_length
from outtray.mastodon.counting import counted_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("hello", 5),
        ("  hello \n", 5),
        ("e\u0301te\u0301", 3),
        ("👩‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("🇨🇦🇫🇷", 2),
        ("🇨🇦🇫", 2),
        ("❤️", 1),
        ("a\r\nb", 3),
        ("한국어", 3),
        ("각", 1),
        ("नमस्ते", 4),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1),
    ],
)
def test_characters_are_what_a_reader_calls_characters(text: str, length: int) -> None:
    assert counted_length(text) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://canada.ca", 23),
        ("see https://canada.ca.", 4 + 23 + 1),
        ("(https://en.wikipedia.org/wiki/Ottawa_(disambiguation))", 1 + 23 + 1),
        ("https://a.org/x?y=1&z=2#top!", 23 + 1),
        ("https://a.org/very/long/" + "x" * 300, 23),
        ("https://a.org/path, then", 23 + 6),
        ("http://a.org:8080/x y", 23 + 2),
        ("https://a.org https://b.org", 23 + 1 + 23),
        ("HTTPS://A.ORG/X", 23),
        ("https://exämple.org/ü", 23),
        ("xhttps://a.org", 14),
        ("ftp://a.org", 11),
        ("a.org", 5),
        ("https://localhost/x", 19),
        ("https://social.example/@kim", 27),
        ("https://192.0.2.1/", 18),
        ("https://", 8),
    ],
)
def test_an_address_weighs_twenty_three(text: str, length: int) -> None:
    assert counted_length(text) == length


def test_the_weight_of_an_address_is_the_servers() -> None:
    assert counted_length("https://canada.ca", url_weight=40) == 40


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("@kim", 4),
        ("@kim@town.example", 4),
        ("@kim@town.example @lee@city.example hi", 4 + 1 + 4 + 3),
        ("mail kim@town.example", 21),
        ("@a.b@town.example!", 5),
        ("/@kim@town.example", 18),
        ("@@kim", 5),
    ],
)
def test_a_remote_mention_weighs_its_local_part(text: str, length: int) -> None:
    assert counted_length(text) == length


def test_the_content_warning_is_counted_with_the_text() -> None:
    assert counted_length("four", "five!") == 9
    assert counted_length("four", "https://canada.ca") == 4 + 17


@given(st.text(max_size=80))
def test_a_count_is_never_more_than_the_characters_unless_an_address_is_short(text: str) -> None:
    length = counted_length(text)
    assert 0 <= length <= len(text) + 23 * text.lower().count("://")


@given(st.text(max_size=60))
def test_clusters_are_never_more_than_code_points(text: str) -> None:
    assert (grapheme_length(text) > 0) == bool(text)
    assert grapheme_length(text) <= len(text)


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"]), max_size=40))
def test_letters_and_digits_count_one_each(text: str) -> None:
    assert grapheme_length(text) == len(text)


def test_counting_a_long_text_with_open_brackets_stays_quick() -> None:
    text = "https://a.org/" + "(x" * 2500
    assert counted_length(text) > 23
