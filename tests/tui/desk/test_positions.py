"""Spans, rows and columns: checked against the simplest thing that could be right."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual.document._document import Document

from outtray.widgets.desk.positions import Edit, EditLog, LineMap, edit_between, shifted
from outtray_rules.finding import Span

texts = st.text(st.sampled_from("ab é🙂\n\té"), max_size=40)


def apply(text: str, edit: Edit, new: str) -> str:
    return text[: edit.start] + new[edit.start : edit.new_end] + text[edit.old_end :]


@given(texts, st.data())
def test_pieces_of_a_span_hold_its_words_and_nothing_else(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = Document(text).lines
    pieces = LineMap(lines).pieces(Span(start, end))
    assert "".join(lines[row][first:last] for row, first, last in pieces) == text[start:end].replace("\n", "")
    assert all(last > first for _, first, last in pieces)


@given(texts, st.data())
def test_index_and_location_are_inverse(text: str, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(text)))
    document = Document(text)
    line_map = LineMap(document.lines)
    location = line_map.location(index)
    assert line_map.index(location) == index
    assert document.get_index_from_location(location) == index


@given(texts, st.integers(-9, 99))
def test_an_index_outside_is_moved_inside(text: str, index: int) -> None:
    line_map = LineMap(Document(text).lines)
    assert 0 <= line_map.index(line_map.location(index)) <= len(text)


def test_windows_newlines_count_two() -> None:
    assert LineMap(["ab", "cd"], 2).location(4) == (1, 0)


@given(texts, texts)
def test_the_change_between_two_texts_leads_from_one_to_the_other(old: str, new: str) -> None:
    edit = edit_between(old, new)
    assert apply(old, edit, new) == new
    assert 0 <= edit.start <= edit.old_end <= len(old)
    assert edit.start <= edit.new_end <= len(new)


@given(texts, texts, st.data())
def test_a_span_that_survives_a_change_still_names_the_same_words(
    old: str, new: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(old)))
    span = Span(start, data.draw(st.integers(start, len(old))))
    moved = shifted(span, edit_between(old, new))
    if moved is not None:
        assert new[moved.start : moved.end] == old[span.start : span.end]


def test_a_change_inside_the_words_drops_the_span() -> None:
    assert shifted(Span(4, 9), Edit(6, 6, 7)) is None
    assert shifted(Span(4, 9), Edit(0, 1, 3)) == Span(6, 11)
    assert shifted(Span(4, 9), Edit(9, 9, 12)) == Span(4, 9)


@given(st.lists(texts, min_size=1, max_size=12), st.data())
def test_a_late_review_is_brought_up_through_every_change_since(
    versions: list[str], data: st.DataObject
) -> None:
    log = EditLog()
    for number, (old, new) in enumerate(pairwise(versions), 1):
        log.record(number, edit_between(old, new))
    reviewed = data.draw(st.integers(0, len(versions) - 1))
    text = versions[reviewed]
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    moved = log.bring_up([span], reviewed, len(versions) - 1)[0]
    if moved is not None:
        assert versions[-1][moved.start : moved.end] == text[span.start : span.end]


def test_a_review_older_than_the_log_places_nothing() -> None:
    log = EditLog()
    for number in range(1, EditLog.KEPT + 3):
        log.record(number, Edit(0, 0, 1))
    assert log.bring_up([Span(0, 1)], 0, EditLog.KEPT + 2) == [None]
    assert log.bring_up([Span(0, 1)], EditLog.KEPT, EditLog.KEPT + 2) == [Span(2, 3)]
