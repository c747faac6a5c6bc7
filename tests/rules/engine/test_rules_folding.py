"""Folding: what hides a word is undone, and every folded place maps back into the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray_rules.text.fold import fold
from outtray_rules.text.sentences import LONGEST_LINE, LONGEST_SENTENCE, lines, sentences

wild = st.text(st.characters(exclude_categories=())) | st.text(
    st.sampled_from("aAeéEÉœßﬁ½İıςΣ\u0301\u200b\u200d\u202e\ufe0f\U0001f3fd👩‍💻🇨🇦한が漢<b>/&;#amp \n")
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("VOTE", "vote"),
        ("ｖｏｔｅ", "vote"),
        ("vоtе", "vote"),
        ("v\u200bo\u00adte", "vote"),
        ("e\u0301te\u0301", "ete"),
        ("Québec", "quebec"),
        ("sœur", "soeur"),
        ("𝐯𝐨𝐭𝐞", "vote"),
        ("ⓥⓞⓣⓔ", "vote"),
        ("🅥🅞🅣🅔", "vote"),
        ("vo\u202ete", "vote"),
        ("l’État", "l'etat"),
        ("v<b>o</b>te", "vote"),
        ("S&amp;D", "s&d"),
        ("one<br>two", "one two"),
        ("2 < 3 and 4 > 1", "2 < 3 and 4 > 1"),
    ],
)
def test_what_hides_a_word_is_undone(written: str, read: str) -> None:
    assert fold(written).text == read


def test_marks_that_carry_meaning_in_their_script_stay() -> None:
    assert fold("が").text != fold("か").text


@given(wild)
def test_every_folded_place_maps_inside_the_original_and_in_order(text: str) -> None:
    folded = fold(text)
    before = 0
    for index in range(len(folded.text)):
        start, end = folded.span(index, index + 1)
        assert 0 <= start < end <= len(text)
        assert start >= before
        before = start
    if folded.text:
        start, end = folded.span(0, len(folded.text))
        assert 0 <= start < end <= len(text)
    assert len(folded.aligned(text)) == len(folded.text)


@given(wild)
def test_folding_twice_changes_nothing_more_unless_it_uncovers_markup(text: str) -> None:
    once = fold(text).text
    if "<" not in once and "&" not in once:
        assert fold(once).text == once


@given(wild)
def test_lines_and_sentences_tile_the_text(text: str) -> None:
    assert "".join(text[start:end] for start, end in lines(text)) == text
    for start, end in lines(text):
        assert 0 < end - start <= LONGEST_LINE + text.count("\n")
        line = text[start:end]
        pieces = sentences(line)
        assert "".join(line[first:last] for first, last in pieces) == line
        assert all(0 < last - first <= LONGEST_SENTENCE for first, last in pieces)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("I saw it. You did not.", 2),
        ("Dr. Roy met M. Tremblay at 5 p.m. on Tuesday.", 1),
        ("Well... maybe", 1),
        ("Really?! Yes", 2),
        ("See https://a.example/b.c?d=file. Then go.", 2),
        ("version 2.0 is out", 1),
        ("i hate it. the plan is bad.", 2),
        ("これは。それは。", 2),
    ],
)
def test_sentences_end_where_people_end_them(line: str, count: int) -> None:
    assert len(sentences(line)) == count
