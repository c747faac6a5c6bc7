"""A text becomes a thread without a word lost, cut in two, or over the server's count."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.base.graphemes import grapheme_ends
from outtray.mastodon.counting import counted_length, entities, mentions
from outtray.services.splitting import CannotSplit, is_split_by_hand, split

ADDRESS = "https://www.canada.ca/en/services/benefits/student-aid?lang=en"
WORDS = st.lists(
    st.one_of(
        st.text(alphabet="abcdefgh.!é", min_size=1, max_size=30),
        st.sampled_from(
            [ADDRESS, "@minister@town.example", "#budget", "👩‍👩‍👧‍👦", "🇨🇦🇨🇦", "e\u0301\u0302", "。"]
        ),
    ),
    max_size=60,
)
GAPS = st.sampled_from([" ", "\n", "\n\n", "  ", ". ", "\n---\n"])


def without_blanks(text: str) -> str:
    """What of a text must not get lost."""
    return re.sub(r"\s+", "", re.sub(r"(?m)^[ \t]*-{3}[ \t]*$", "", text))


@given(st.data())
def test_no_part_is_too_long_and_nothing_is_lost(data: st.DataObject) -> None:
    words = data.draw(WORDS)
    text = "".join(word + data.draw(GAPS) for word in words)
    limit = data.draw(st.integers(min_value=45, max_value=120))
    parts = split(text, limit, warning="budget")
    assert all(counted_length(part, "budget") <= limit for part in parts)
    assert all(part == part.strip() and part for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)


@given(st.lists(st.sampled_from([ADDRESS, "@minister@town.example", "plain"]), min_size=1, max_size=40))
def test_no_address_and_no_mention_is_cut(words: list[str]) -> None:
    text = " ".join(words)
    parts = split(text, 60)
    whole = [text[start:end] for start, end in entities(text)]
    assert [part[start:end] for part in parts for start, end in entities(part)] == whole


def test_a_family_stays_together_though_no_blank_is_near() -> None:
    family = "👩‍👩‍👧‍👦"
    parts = split(family * 25, 10)
    assert parts == (family * 10, family * 10, family * 5)


def test_a_paragraph_is_a_better_end_than_a_sentence_and_a_sentence_than_a_word() -> None:
    first = "The first point is long enough to stand. It says one thing."
    second = "The second point comes after a blank line. And it goes on for a while, as points do."
    assert split(f"{first}\n\n{second}", 100)[0] == first
    assert split(f"{first} {second}", 130)[0] == f"{first} The second point comes after a blank line."
    assert split("one two three four", 10) == ("one two", "three four")


def test_an_end_that_leaves_a_scrap_is_passed_over() -> None:
    assert split("Hm.\n\n" + "word " * 30, 60)[0].startswith("Hm.\n\nword")


def test_three_dashes_on_a_line_of_their_own_end_a_part() -> None:
    text = "First.\n---\nSecond.\n  ---  \n\nThird --- still third."
    assert is_split_by_hand(text)
    assert split(text, 500) == ("First.", "Second.", "Third --- still third.")
    assert not is_split_by_hand("---\nOnly one.\n---\n")
    assert not is_split_by_hand("a table | --- | of dashes ----")


def test_every_part_of_a_direct_thread_names_whom_it_is_for() -> None:
    parts = split("@minister @clerk@town.example " + "word " * 40, 100, to="@minister @clerk@town.example")
    assert len(parts) > 2
    assert all(set(mentions(part)) == {"minister", "clerk@town.example"} for part in parts)
    assert all(counted_length(part) <= 100 for part in parts)
    assert parts[0].count("@minister") == 1


def test_a_word_that_fits_into_no_post_is_said_to_be_too_long() -> None:
    with pytest.raises(CannotSplit, match="longer than a whole post"):
        split(f"see {ADDRESS} now", 20)
    with pytest.raises(CannotSplit, match="more than 50 parts"):
        split("word " * 400, 10)


@given(st.text(alphabet="ae\u0301\u200d👩👧🇨🇦\n\r한", max_size=40))
def test_the_ends_of_graphemes_are_as_many_as_are_counted(text: str) -> None:
    ends = grapheme_ends(text)
    assert sorted(set(ends)) == ends
    assert not text or ends[-1] == len(text)
