"""A conversation as a tree: order, guides, folding, and answers that hang on nothing."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from outtray.mastodon.models import Status
from outtray.widgets.icons import ASCII, UNICODE
from outtray.widgets.timeline.look import Room
from outtray.widgets.timeline.strokes import UNICODE_STROKES, strokes_for
from outtray.widgets.timeline.thread import LEAST_TEXT, ThreadRow, arrange_thread, guide_cells, guides
from reading_town import ADA, BRUNO, NOW, ReadingApp, post

assert UTC is NOW.tzinfo


def answer(number: int, to: int, words: str = "") -> Status:
    return post(number, BRUNO, f"<p>{words or f'answer {number}'}</p>", in_reply_to_id=str(to))


FOCUS = answer(20, 10)
ABOVE = [post(10, ADA)]
BELOW = [answer(30, 20), answer(31, 30), answer(32, 31), answer(33, 30), answer(34, 20), answer(35, 34)]


def outline(rows: list[ThreadRow]) -> list[tuple[str, int]]:
    return [(row.status.id, row.placement.depth) for row in rows]


def test_ancestors_come_first_then_the_post_then_its_answers_depth_first() -> None:
    assert outline(arrange_thread(FOCUS, ABOVE, BELOW)) == [
        ("10", 0), ("20", 0), ("30", 1), ("31", 2), ("32", 3), ("33", 2), ("34", 1), ("35", 2),
    ]  # fmt: skip


def test_guides_pass_by_where_an_answer_has_later_siblings() -> None:
    rows = {row.status.id: row for row in arrange_thread(FOCUS, ABOVE, BELOW)}
    room = Room.of(80)

    def drawn(number: str) -> tuple[str, str]:
        first, below = guides(rows[number].placement, room, UNICODE_STROKES)
        return "".join(p.text for p in first), "".join(p.text for p in below)

    assert drawn("30") == ("├─", "│ ")
    assert drawn("32") == ("│ │ ╰─", "│ │   ")
    assert drawn("35") == ("  ╰─", "    ")
    assert drawn("20") == ("", "")


def test_narrow_columns_keep_room_for_the_text_of_deep_answers() -> None:
    deep = [answer(number, number - 1) for number in range(21, 61)]
    rows = arrange_thread(FOCUS, [], deep)
    assert rows[-1].placement.depth == 40
    for width in (34, 60, 100):
        room = Room.of(width)
        assert room.text - guide_cells(rows[-1].placement, room) >= min(LEAST_TEXT, room.text)
        first, _ = guides(rows[-1].placement, room, strokes_for(ASCII))
        assert sum(len(piece.text) for piece in first) == guide_cells(rows[-1].placement, room)


def test_answers_whose_parent_is_missing_hang_on_the_post_and_say_that_they_answer() -> None:
    rows = arrange_thread(FOCUS, ABOVE, [answer(40, 39)])
    assert outline(rows)[-1] == ("40", 1)
    assert rows[-1].placement.adrift
    assert not rows[1].placement.adrift
    assert arrange_thread(FOCUS, [], [])[0].placement.adrift


def test_folding_hides_everything_below_and_counts_it() -> None:
    rows = arrange_thread(FOCUS, ABOVE, BELOW, collapsed={"30"})
    assert [row.status.id for row in rows] == ["10", "20", "30", "34", "35"]
    assert rows[2].placement.hidden == 3
    rows = arrange_thread(FOCUS, ABOVE, BELOW, collapsed={"20"})
    assert [row.status.id for row in rows] == ["10", "20"]
    assert rows[1].placement.hidden == 6


@given(st.lists(st.tuples(st.integers(0, 25), st.integers(0, 30)), max_size=40))
def test_whatever_answers_what_every_post_stands_there_exactly_once(links: list[tuple[int, int]]) -> None:
    below = [answer(number, to) for number, to in links]
    rows = arrange_thread(post(0), [], below)
    assert sorted(row.status.id for row in rows) == sorted({"0"} | {status.id for status in below})
    for row in rows[1:]:
        assert len(row.placement.guides) == row.placement.depth - 1


def test_a_conversation_thousands_of_answers_deep_is_no_harder() -> None:
    chain = [answer(number, number - 1) for number in range(1, 5_000)]
    assert len(arrange_thread(post(0), [], chain)) == 5_000


async def test_the_post_a_thread_was_opened_for_is_chosen_and_in_sight() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        above = [post(number, ADA, "<p>a</p><p>b</p><p>c</p>") for number in range(1, 15)]
        app.view.show_thread(arrange_thread(answer(20, 14), above, BELOW))
        await pilot.pause()
        assert app.view.selected_id == "20"
        index = app.view.selected_index
        assert index == 14
        assert 0 < app.view.row_of(index) < 8


async def test_answers_that_arrive_leave_the_chosen_post_where_it_is() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.show_thread(arrange_thread(FOCUS, ABOVE, BELOW))
        app.view.select("34")
        await pilot.pause()
        index = app.view.selected_index
        assert index is not None
        row = app.view.row_of(index)
        more = [*BELOW, answer(36, 31), answer(37, 33), answer(38, 34)]
        app.view.show_thread(arrange_thread(FOCUS, ABOVE, more))
        await pilot.pause()
        assert app.view.selected_id == "34"
        moved = app.view.selected_index
        assert moved == index + 2
        assert app.view.row_of(moved) == row


async def test_a_thread_says_who_answers_whom_by_its_lines_not_by_words() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.show_thread(arrange_thread(FOCUS, ABOVE, BELOW))
        await pilot.pause()
        rows = [app.view.row_at(y) for y in range(60)]
        text = "\n".join(row.strip.text for row in rows if row is not None)
        assert "answers" not in text
        assert "│ │ ╰─Bruno Feather" in text


async def test_answers_leave_the_chosen_post_where_it_is_when_all_fits_on_the_screen_too() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.show_thread(arrange_thread(FOCUS, ABOVE, BELOW))
        app.view.select("35")
        await pilot.pause()
        index = app.view.selected_index
        assert index is not None
        row = app.view.row_of(index)
        more = [*BELOW, answer(36, 31), answer(37, 33)]
        app.view.show_thread(arrange_thread(FOCUS, ABOVE, more))
        await pilot.pause()
        moved = app.view.selected_index
        assert moved == index + 2
        assert app.view.row_of(moved) == row
        whole = app.view.virtual_size.height
        app.view.scroll_by(-99)
        await pilot.pause()
        assert app.view.top == 0
        assert app.view.virtual_size.height < whole, "the room that was lent at the end is given back"
        first = app.view.row_at(1)
        assert first is not None
        assert first.strip.text.strip()


async def test_what_a_post_answers_comes_above_it_when_the_conversation_is_loaded() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.show_thread(arrange_thread(FOCUS, (), ()), complete=False)
        await pilot.pause()
        above = [post(number, ADA, "<p>a</p><p>b</p>") for number in range(1, 15)]
        app.view.show_thread(arrange_thread(answer(20, 14), above, BELOW))
        await pilot.pause()
        index = app.view.selected_index
        assert index == 14
        assert 2 < app.view.row_of(index) < 8, "a line of what it answers is in sight"


async def test_a_jump_to_the_parent_marks_where_it_came_from_and_goes_back_there() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.show_thread(arrange_thread(FOCUS, ABOVE, BELOW))
        app.view.select("34")
        assert app.view.select_parent()
        assert app.view.select_parent()
        await pilot.pause()
        chosen = app.view.selected_id
        assert chosen != "34"

        def marked() -> list[str]:
            rows = [app.view.row_at(y) for y in range(60)]
            sign = strokes_for(UNICODE).came
            return [row.strip.text for row in rows if row is not None and row.strip.text.startswith(sign)]

        assert [line.split()[1:3] for line in marked()][-1] == ["answer", "20"]
        assert len(marked()) == 2, "both lines of the one post"
        assert app.view.select_came_from()
        assert app.view.select_came_from()
        assert app.view.selected_id == "34"
        assert not app.view.select_came_from()
        await pilot.pause()
        assert marked() == []
        app.view.select_parent()
        app.view.action_cursor_down()
        assert not app.view.select_came_from(), "somebody who reads on goes back nowhere"
