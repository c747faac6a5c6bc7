"""What comes and goes: new posts counted above, older ones asked for, gaps, updates, refreshes."""

from __future__ import annotations

from outtray.mastodon.models import Account
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.view import TimelineView
from reading_town import ReadingApp, SetClock, many, post
from timeline_kit import SIZE, row_of, screen, settle


async def test_new_posts_are_counted_above_and_nothing_moves() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(40), more=False)
        await pilot.press("j", "j", "j", "j", "j", "j")
        before = screen(app.view)
        app.view.prepend_new(many(3, start=41))
        await settle(pilot)
        assert screen(app.view)[1:] == before[1:]
        assert "3 new posts" in screen(app.view)[0]
        assert app.view.waiting == 3


async def test_at_the_very_top_the_count_stands_above_the_first_post_and_hides_nothing() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(40), more=False)
        await settle(pilot)
        before = screen(app.view)
        app.view.prepend_new(many(1, start=41))
        await settle(pilot)
        assert "1 new post " in screen(app.view)[0]
        assert screen(app.view)[1:] == before[1:]


async def test_revealing_puts_the_new_posts_in_and_goes_to_the_newest() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(40), more=False)
        app.view.prepend_new(many(2, start=41))
        app.view.prepend_new(many(2, start=43))
        app.view.go_newest()
        await settle(pilot)
        assert [entry.id for entry in app.view.book][:5] == ["44", "43", "42", "41", "40"]
        assert app.view.selected_id == "44"
        assert app.view.waiting == 0
        revealed = [m for m in app.said if isinstance(m, messages.NewRevealed)]
        assert [(m.newest_id, m.count) for m in revealed] == [("44", 4)]


async def test_a_timeline_that_follows_puts_new_posts_in_only_at_the_very_top() -> None:
    app = ReadingApp(TimelineView(clock=SetClock(), follow=True))
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(40), more=False)
        app.view.prepend_new(many(1, start=41))
        assert app.view.selected_id == "41"
        await pilot.press("j", "j")
        app.view.prepend_new(many(1, start=42))
        assert app.view.waiting == 1


async def test_posts_known_already_are_not_counted_twice() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE):
        app.view.replace(many(10), more=False)
        app.view.prepend_new(many(12))
        app.view.prepend_new(many(12))
        assert app.view.waiting == 2
        app.view.append_older(many(10), more=False)
        assert len(app.view.book) == 10


async def test_older_posts_are_asked_for_once_before_the_end_is_reached() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(40, start=101))
        await settle(pilot)
        assert not [m for m in app.said if isinstance(m, messages.OlderRequested)]
        for _ in range(32):
            await pilot.press("j")
        wanted = [m.oldest_id for m in app.said if isinstance(m, messages.OlderRequested)]
        assert wanted == ["101"]
        app.view.append_older(many(40, start=61))
        for _ in range(40):
            await pilot.press("j")
        wanted = [m.oldest_id for m in app.said if isinstance(m, messages.OlderRequested)]
        assert wanted == ["101", "61"]


async def test_a_failure_to_load_older_posts_stands_at_the_end_and_can_be_tried_again() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(3))
        await settle(pilot)
        app.view.fail_older("The server did not answer.", "Check the network.")
        await settle(pilot)
        assert any("The server did not answer." in text for text in screen(app.view))
        assert len([m for m in app.said if isinstance(m, messages.OlderRequested)]) == 1
        assert app.view.retry_older()
        await settle(pilot)
        assert len([m for m in app.said if isinstance(m, messages.OlderRequested)]) == 2
        assert not app.view.retry_older()


async def test_refreshing_with_the_same_posts_leaves_the_screen_as_it_is() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(60), more=False)
        await pilot.press(*["j"] * 15)
        before = screen(app.view)
        app.view.replace(many(70), more=False)
        await settle(pilot)
        assert screen(app.view) == before


async def test_an_update_of_a_boosted_post_changes_its_boosts() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        inner = post(5, content="<p>before</p>")
        app.view.replace([post(9, content="", reblog=inner), inner], more=False)
        app.view.update_status(post(5, content="<p>after</p>", favourited=True, favourites_count=1))
        await settle(pilot)
        text = "\n".join(screen(app.view))
        assert text.count("after") == 2
        assert "before" not in text
        assert text.count("1 favourite, with yours".replace(" ", "\u00a0")) == 2


async def test_removing_the_selected_post_selects_its_neighbour_and_the_last_one_leaves_none() -> None:
    app = ReadingApp(TimelineView(clock=SetClock(), empty="Nothing here. Press c to write."))
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace([post(3), post(2)], more=False)
        app.view.remove_status("3")
        assert app.view.selected_id == "2"
        app.view.remove_status("2")
        await settle(pilot)
        assert app.view.selected is None
        assert any("Nothing here." in text for text in screen(app.view))


async def test_ten_thousand_posts_stay_bounded_and_the_newest_are_kept() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE):
        app.view.replace(many(9_990), more=False)
        app.view.prepend_new(many(30, start=9_991))
        app.view.reveal_new()
        assert len(app.view.book) == 10_000
        assert app.view.book[0].id == "10020"
        assert app.view.artist.rows_kept < 1_100


async def test_a_gap_is_marked_asked_for_and_filled_without_moving_what_is_read() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.replace(many(10), more=False)
        app.view.prepend_new(many(3, start=30), gap=True)
        assert app.view.waiting == 3
        app.view.go_newest()
        await settle(pilot)
        assert any("Posts are missing here." in text for text in screen(app.view))
        await pilot.press("j", "j", "j")
        assert app.view.selected is None
        app.view.open_selected()
        await settle(pilot)
        asked = [(m.newer_id, m.older_id) for m in app.said if isinstance(m, messages.GapRequested)]
        assert asked == [("30", "10")]
        row = row_of(app.view, "Posts are missing")
        app.view.fill_gap("30", many(5, start=25), more=True)
        await settle(pilot)
        assert app.view.selected_id == "29"
        index = app.view.selected_index
        assert index is not None
        assert app.view.row_of(index) == row
        app.view.fill_gap("25", many(24))
        assert [entry.id for entry in app.view.book] == [str(n) for n in range(32, 0, -1)]


async def test_a_refresh_shows_what_changed_in_posts_already_drawn() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace([post(2, content="<p>before</p>"), post(1)], more=False)
        await settle(pilot)
        app.view.replace([post(2, content="<p>after</p>", favourites_count=7), post(1)], more=False)
        await settle(pilot)
        assert "after" in screen(app.view)[2]
        assert "7 favourites" in screen(app.view)[3].replace("\u00a0", " ")


async def test_another_timeline_starts_at_its_top_even_when_it_shares_posts() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(60), more=False)
        app.view.select("20")
        await settle(pilot)
        app.view.replace(many(40), more=False, keep=False)
        await settle(pilot)
        assert app.view.selected_id == "40"
        assert app.view.top == 0


async def test_a_refresh_forgets_the_accounts_of_posts_that_are_gone() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE):
        crowd = [post(n, Account(id=str(n), acct=f"a{n}", note="x" * 20_000)) for n in range(300, 0, -1)]
        app.view.replace(crowd, more=False)
        assert len(app.view.book.shelf) == 300
        assert len(app.view.book.status(5).account.note) == 5_000
        app.view.replace(many(10), more=False)
        assert len(app.view.book.shelf) == 6
