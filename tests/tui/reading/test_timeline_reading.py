"""Moving about: cursor, pages, wheel, scrollbar, clicks, and what stays where it is."""

from __future__ import annotations

from outtray.widgets.timeline import messages
from reading_town import ReadingApp, many, post, town
from timeline_kit import SIZE, row_of, screen, settle


async def test_the_cursor_moves_by_post_and_says_so() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(50), more=False)
        assert app.view.selected_id == "50"
        await pilot.press("j", "down", "k")
        await settle(pilot)
        assert app.view.selected_id == "49"
        told = [m.status_id for m in app.said if isinstance(m, messages.SelectionChanged)]
        assert told == ["50", "49", "48", "49"]


async def test_the_selected_post_is_in_sight_after_every_key() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(120), more=False)
        for key in ["j"] * 25 + ["pagedown"] * 5 + ["k"] * 12 + ["J", "K", "K", "up", "pageup"]:
            await pilot.press(key)
            index = app.view.selected_index
            assert index is not None
            row = app.view.row_of(index)
            assert row < SIZE[1]
            assert row + app.view.book.heights[index] > 0


async def test_every_post_is_passed_once_from_top_to_end() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(town(), more=False)
        seen = [app.view.selected_id]
        for _ in range(60):
            await pilot.press("j")
            if app.view.selected_id != seen[-1]:
                seen.append(app.view.selected_id)
        assert seen == [status.id for status in town()]


async def test_a_page_down_goes_on_where_the_screen_ended() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(60), more=False)
        await settle(pilot)
        last = screen(app.view)[-1], screen(app.view)[-2]
        await pilot.press("pagedown")
        assert (screen(app.view)[1], screen(app.view)[0]) == last


async def test_the_ends_are_reached_and_left_again() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(300), more=False)
        app.view.go_oldest()
        await settle(pilot)
        assert app.view.selected_id == "1"
        assert app.view.top == app.view.max_scroll_y
        await pilot.press("j", "j")
        assert any("beginning" in text for text in screen(app.view))
        app.view.go_newest()
        await settle(pilot)
        assert app.view.selected_id == "300"
        assert app.view.top == 0


async def test_a_post_taller_than_the_screen_is_read_through_before_the_next() -> None:
    app = ReadingApp()
    tall = "".join(f"<p>paragraph number {number}</p>" for number in range(40))
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace([post(3), post(2, content=tall), post(1)], more=False)
        await pilot.press("j")
        seen: set[int] = set()
        for _ in range(12):
            texts = [t.replace("▌", "").strip().removeprefix("paragraph ") for t in screen(app.view)]
            seen.update(n for n in range(40) if f"number {n}" in texts)
            if app.view.selected_id == "1":
                break
            await pilot.press("j")
        assert seen == set(range(40))
        assert app.view.selected_id == "1"


async def test_the_selected_post_keeps_its_row_when_posts_above_change_height() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(60), more=False)
        await pilot.press("j", "j", "j", "j", "j", "j", "j", "j")
        index = app.view.selected_index
        assert index is not None
        row = app.view.row_of(index)
        above = app.view.book[index - 1].id
        app.view.update_status(post(int(above), content="<p>longer</p>" * 6))
        assert app.view.row_of(index) == row
        app.view.remove_status(app.view.book[index - 2].id)
        assert app.view.selected_index == index - 1
        assert app.view.row_of(index - 1) == row


async def test_resizing_keeps_the_selected_post_on_its_row() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(400), more=False)
        app.view.select("200")
        await settle(pilot)
        index = app.view.selected_index
        assert index is not None
        row = app.view.row_of(index)
        for width in (100, 60, 34, 160, 80):
            await pilot.resize_terminal(width, 30)
            await settle(pilot)
            assert app.view.selected_id == "200"
            assert app.view.row_of(index) == row
            assert all(len(text) <= width for text in screen(app.view))


async def test_the_wheel_moves_rows_and_not_the_cursor() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(200), more=False)
        await settle(pilot)
        before = screen(app.view)
        app.view.scroll_to(y=5, animate=False)
        await settle(pilot)
        assert screen(app.view)[:20] == before[5:25]
        assert app.view.selected_id == "200"
        app.view.scroll_to(y=0, animate=False)
        await settle(pilot)
        assert screen(app.view) == before


async def test_wheeling_back_up_through_posts_never_seen_shows_every_row_once() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(200), more=False)
        app.view.go_oldest()
        await settle(pilot)
        for _ in range(40):
            before = screen(app.view)
            app.view.scroll_by(-3)
            assert screen(app.view)[3:] == before[:-3]


async def test_dragging_the_scrollbar_far_lands_there_at_once() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(2_000), more=False)
        await settle(pilot)
        app.view.scroll_to(y=app.view.max_scroll_y // 2, animate=False)
        await settle(pilot)
        anchor = app.view.top_anchor()
        assert anchor is not None
        assert 900 < anchor.post < 1_100
        assert app.view.artist.rows_kept < 200


async def test_clicks_select_follow_links_and_open_on_the_second() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.replace(town(), more=False)
        await settle(pilot)
        y = row_of(app.view, "ledger.example/2026/03/rollout")
        await pilot.click(app.view, offset=(8, y))
        assert app.view.selected_id == "998"
        links = [m.url for m in app.said if isinstance(m, messages.LinkOpened)]
        assert links == ["https://ledger.example/2026/03/rollout-plan-for-recycling-rounds"]
        y = row_of(app.view, "@ada I can bring")
        await pilot.click(app.view, offset=(4, y))
        assert [m.account_id for m in app.said if isinstance(m, messages.ProfileOpened)] == ["1"]
        y = row_of(app.view, "#canal")
        await pilot.click(app.view, offset=(17, y))
        assert [m.name for m in app.said if isinstance(m, messages.TagOpened)] == ["canal"]
        y = row_of(app.view, "other end")
        await pilot.click(app.view, offset=(20, y), times=2)
        assert [m.status.id for m in app.said if isinstance(m, messages.StatusOpened)] == ["999"]


async def test_the_parent_of_an_answer_is_one_step_away() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE):
        app.view.replace(town(), more=False)
        app.view.select("999")
        assert app.view.select_parent()
        assert app.view.selected_id == "1000"
        assert not app.view.select_parent()


async def test_the_place_is_found_again_from_what_was_remembered() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(100), more=False)
        await pilot.press(*["j"] * 20)
        place = app.view.position
        before = screen(app.view)
        assert place is not None
        app.view.go_newest()
        assert app.view.go_to(*place)
        assert screen(app.view) == before
        assert not app.view.go_to("gone", 3)


async def test_enter_opens_a_post_and_tries_again_at_a_failed_end() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(2))
        app.view.open_selected()
        await settle(pilot)
        assert [m.status.id for m in app.said if isinstance(m, messages.StatusOpened)] == ["2"]
        app.view.fail_older("The server did not answer.")
        app.view.select("1")
        app.view.open_selected()
        await settle(pilot)
        assert len([m for m in app.said if isinstance(m, messages.OlderRequested)]) == 2
