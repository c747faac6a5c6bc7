"""Text is broken by what it takes on the screen, and nothing of it is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from outtray.widgets.timeline.pieces import Line, Piece, Role, line_cells, truncate
from outtray.widgets.timeline.wrap import wrap, wrap_any, wrap_code, wrap_simple

wild = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("ab cd  e\n。（）「」、日本語한글مرحبا👍🏽é👩\u200d💻\u0301\ufe0f-/.")),
        st.characters(exclude_categories=["Cc", "Cs", "Cf"]),
    ),
    max_size=120,
)


def texts(lines: list[Line]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


def test_words_break_at_spaces_and_keep_their_roles() -> None:
    lines = wrap([Piece("see the "), Piece("rollout plan", Role.LINK), Piece(" today")], 11)
    assert texts(lines) == ["see the", "rollout", "plan today"]
    assert lines[1] == (Piece("rollout", Role.LINK),)
    assert lines[2] == (Piece("plan", Role.LINK), Piece(" today"))


def test_a_word_made_of_two_pieces_does_not_break_between_them() -> None:
    assert texts(wrap([Piece("aa ("), Piece("link", Role.LINK), Piece(")")], 6)) == ["aa", "(link)"]


def test_a_word_longer_than_the_line_starts_a_line_and_is_cut() -> None:
    assert texts(wrap([Piece("see https://example.org/path end")], 10)) == [
        "see",
        "https://ex",
        "ample.org/",
        "path end",
    ]


def test_wide_text_breaks_between_characters_by_cells() -> None:
    assert texts(wrap([Piece("日本語の文章です")], 7)) == ["日本語", "の文章", "です"]


def test_no_line_begins_with_closing_punctuation() -> None:
    assert texts(wrap([Piece("日本語。日本")], 6)) == ["日本", "語。日", "本"]


def test_joined_emoji_are_never_cut() -> None:
    family = "👩\u200d👩\u200d👧"
    assert texts(wrap([Piece(family * 3)], cell_len(family))) == [family, family, family]


def test_combining_marks_stay_with_their_letter() -> None:
    assert texts(wrap([Piece("e\u0301" * 6)], 4)) == ["e\u0301" * 4, "e\u0301" * 2]


def test_newlines_end_lines_and_empty_lines_stay() -> None:
    assert texts(wrap([Piece("one\n\ntwo")], 20)) == ["one", "", "two"]


def test_a_limit_stops_the_work() -> None:
    assert len(wrap([Piece("word " * 1_000_000)], 20, limit=5)) == 5
    assert len(wrap([Piece("x" * 5_000_000)], 20, limit=5)) == 5
    assert len(wrap_code("字" * 1_000_000, 20, Piece(""), limit=5)) == 5


def test_code_keeps_its_spaces() -> None:
    assert texts(wrap_code("def f():\n    return 1\n", 10, Piece("", Role.CODE))) == [
        "def f():",
        "    return",
        " 1",
        "",
    ]


@given(wild, st.integers(2, 40))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    for line in wrap([Piece(text)], width):
        assert line_cells(line) <= max(width, max((s[2] for s in split_graphemes(text)[0]), default=0))


@given(wild, st.integers(2, 40))
def test_nothing_but_white_space_is_lost(text: str, width: int) -> None:
    def bare(value: str) -> str:
        return re.sub(r"\s", "", value)

    assert bare("".join(texts(wrap([Piece(text)], width)))) == bare(text)


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [("short", 10, "short"), ("a long name", 7, "a long…"), ("日本語", 4, "日…"), ("abc", 0, "")],
)
def test_truncated_text_fits(text: str, cells: int, expected: str) -> None:
    assert truncate(text, cells) == expected
    assert cell_len(truncate(text, cells)) <= cells


def joined(lines: list[Line]) -> list[list[tuple[str, Role]]]:
    """Lines with neighbours of one role joined, for comparison."""
    result: list[list[tuple[str, Role]]] = []
    for line in lines:
        parts: list[tuple[str, Role]] = []
        for piece in line:
            if parts and parts[-1][1] is piece.role:
                parts[-1] = (parts[-1][0] + piece.text, piece.role)
            else:
                parts.append((piece.text, piece.role))
        result.append(parts)
    return result


plain = st.text(alphabet=st.sampled_from(list("ab cdé \n—“")), max_size=30)


@given(st.lists(plain, min_size=1, max_size=5), st.integers(3, 20), st.integers(1, 12))
def test_the_short_way_through_simple_text_ends_where_the_long_way_does(
    texts_: list[str], width: int, limit: int
) -> None:
    roles = [Role.TEXT, Role.LINK]
    pieces = [Piece(text, roles[number % 2]) for number, text in enumerate(texts_)]
    simple = wrap_simple(pieces, width, limit)
    if simple is not None:
        long = wrap_any(pieces, width, limit)
        assert ["".join(t for t, _ in line) for line in joined(simple)] == [
            "".join(t for t, _ in line) for line in joined(long)
        ]
        assert joined(simple) == joined(long)


def test_most_text_goes_the_short_way() -> None:
    assert wrap_simple([Piece("Most of “what people” write — é, ж — is simple…")], 20, 10) is not None
    assert wrap_simple([Piece("日本")], 20, 10) is None
    assert wrap_simple([Piece("a" * 21)], 20, 10) is None
