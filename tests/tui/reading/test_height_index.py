"""The height index against the simplest thing that could be right: a list that is added up each time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from outtray.widgets.timeline.heights import Fenwick, HeightIndex

heights = st.integers(min_value=1, max_value=400)


class AgainstAList(RuleBasedStateMachine):
    """Whatever is done to the index, every answer is the list's answer."""

    def __init__(self) -> None:
        super().__init__()
        self.index = HeightIndex()
        self.model: list[int] = []

    @rule(height=heights)
    def prepend(self, height: int) -> None:
        self.index.prepend(height)
        self.model.insert(0, height)

    @rule(height=heights)
    def append(self, height: int) -> None:
        self.index.append(height)
        self.model.append(height)

    @rule(where=st.floats(0, 0.999), height=heights)
    def correct(self, where: float, height: int) -> None:
        if self.model:
            position = int(where * len(self.model))
            self.index.set(position, height)
            self.model[position] = height

    @rule(where=st.floats(0, 1), removed=st.integers(0, 3), added=st.lists(heights, max_size=3))
    def splice(self, where: float, removed: int, added: list[int]) -> None:
        position = int(where * len(self.model))
        self.index.splice(position, removed, added)
        self.model[position : position + removed] = added

    @rule(values=st.lists(heights, max_size=30))
    def replace(self, values: list[int]) -> None:
        self.index.replace(values)
        self.model = values.copy()

    @invariant()
    def agrees(self) -> None:
        assert self.index.values() == self.model
        assert self.index.total == sum(self.model)
        assert len(self.index) == len(self.model)
        line = 0
        for position, height in enumerate(self.model):
            assert self.index[position] == height
            assert self.index.offset(position) == line
            assert self.index.at(line) == position
            assert self.index.at(line + height - 1) == position
            line += height
        assert self.index.offset(len(self.model)) == line


AgainstAList.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestHeightIndexAgainstAList = AgainstAList.TestCase


def test_lines_outside_are_clamped_to_the_first_and_last_post() -> None:
    index = HeightIndex([3, 4])
    assert index.at(-5) == 0
    assert index.at(7) == 1
    assert index.at(10_000) == 1


def test_an_empty_index_has_no_post_to_find() -> None:
    with pytest.raises(IndexError):
        HeightIndex().at(0)


@given(st.lists(st.integers(0, 9), max_size=60))
def test_a_line_never_falls_inside_a_post_without_height(values: list[int]) -> None:
    tree = Fenwick(values)
    for line in range(sum(values)):
        found = tree.find(line)
        assert values[found] > 0
        assert tree.prefix(found) <= line < tree.prefix(found + 1)
    assert tree.find(sum(values)) == len(values)
