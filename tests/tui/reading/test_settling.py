"""Where the screen comes to rest when guesses at heights turn out wrong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outtray.widgets.timeline.heights import HeightIndex
from outtray.widgets.timeline.scrolling import Anchor, settle

posts = st.lists(st.tuples(st.integers(1, 12), st.integers(1, 30)), min_size=1, max_size=30)


@given(
    posts,
    st.floats(0, 0.999),
    st.integers(-20, 40),
    st.integers(1, 25),
    st.integers(1, 3),
    st.integers(0, 2),
)
def test_every_post_on_the_screen_is_measured_and_the_anchor_holds_unless_an_end_forbids(
    guesses_and_truths: list[tuple[int, int]], where: float, row: int, screen: int, head: int, foot: int
) -> None:
    heights = HeightIndex([guess for guess, _ in guesses_and_truths])
    truths = [truth for _, truth in guesses_and_truths]
    index = int(where * len(truths))
    row = max(-truths[index] + 1, min(row, screen - 1))

    def measure(post: int) -> int:
        heights.set(post, truths[post])
        return truths[post]

    top = settle(heights, measure, Anchor(index, row), head=head, foot=foot, screen=screen)

    last = max(0, head + heights.total + foot - screen)
    assert 0 <= top <= last
    for post, truth in enumerate(truths):
        begin = head + heights.offset(post) - top
        if begin < screen and begin + heights[post] > 0:
            assert heights[post] == truth
    held = head + heights.offset(index) - top
    assert held == row or top in {0, last}
