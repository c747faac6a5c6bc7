"""Reading: moving the cursor, what is asked for, what is counted above, and what stays where it is."""

from __future__ import annotations

from textual.pilot import Pilot

from outtray.mastodon.models import Account, MediaAttachment, Mention, Quote, Tag
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.links import leads_of, links_of
from outtray.widgets.timeline.pieces import Target, TargetKind
from outtray.widgets.timeline.view import TimelineView
from reading_town import ADA, NOW, ReadingApp, SetClock, many, post, town

SIZE = (80, 30)


def screen(view: TimelineView) -> list[str]:
    """What stands on the rows of the timeline, without trailing space."""
    rows = [view.row_at(y) for y in range(view.seen.height)]
    return ["" if row is None else row.strip.text.rstrip() for row in rows]


def row_of(view: TimelineView, words: str) -> int:
    """The first row with these words."""
    return next(y for y, text in enumerate(screen(view)) if words in text)


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()


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


async def test_a_warning_opens_and_closes_in_place() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(
            [post(2, spoiler_text="The end of the book", content="<p>Everybody leaves.</p>"), post(1)]
        )
        await settle(pilot)
        assert not any("Everybody" in text for text in screen(app.view))
        assert "x to show" in screen(app.view)[row_of(app.view, "The end of the book")]
        app.view.toggle_expanded()
        await settle(pilot)
        assert any("Everybody leaves." in text for text in screen(app.view))
        assert "x to hide" in screen(app.view)[row_of(app.view, "The end of the book")]


async def test_sensitive_media_are_hidden_until_asked_for() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.replace(town(), more=False)
        app.view.select("992")
        await settle(pilot)
        assert any("hidden as sensitive" in text for text in screen(app.view))
        app.view.toggle_media()
        await settle(pilot)
        assert any("image without description" in text for text in screen(app.view))


async def test_ages_grow_with_the_clock_and_nothing_else_is_painted() -> None:
    clock = SetClock()
    app = ReadingApp(TimelineView(clock=clock))
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace([post(2, created_at=NOW), post(1)], more=False)
        await settle(pilot)
        assert screen(app.view)[1].endswith("now")
        clock.advance(minutes=5)
        app.view.tick()
        assert [region.y for region in app.view._exchange_repaint_regions()] == [1]
        assert screen(app.view)[1].endswith("5 min")
        app.view.tick()
        assert not app.view._exchange_repaint_regions()


async def test_moving_the_cursor_without_scrolling_paints_two_posts_only() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 60)) as pilot:
        app.view.replace(many(40), more=False)
        await settle(pilot)
        app.view._exchange_repaint_regions()
        app.view.action_cursor_down()
        painted = {region.y for region in app.view._exchange_repaint_regions()}
        first = app.view.book.heights[0] + app.view.book.heights[1]
        assert painted == set(range(1, first + 1)) - {app.view.book.heights[0], first}


async def test_a_notice_stays_until_it_is_put_away() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        app.view.replace(many(40), more=False)
        app.view.set_notice("The server did not answer.", "Check the network.")
        await pilot.press(*["j"] * 10)
        assert "The server did not answer. Check the network." in screen(app.view)[0]
        await pilot.click(app.view, offset=(10, 0))
        assert "did not answer" not in "".join(screen(app.view))
        assert isinstance(app.said[-1], messages.NoticeDismissed)


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


async def test_one_key_opens_and_closes_all_that_a_post_keeps_back() -> None:
    app = ReadingApp()
    async with app.run_test(size=SIZE) as pilot:
        media = (MediaAttachment(id="m", type="image", description="A heron."),)
        kept = post(2, spoiler_text="Birds", content="<p>Look:</p>", sensitive=True, media_attachments=media)
        app.view.replace([kept, post(1)], more=False)
        app.view.toggle_hidden()
        await settle(pilot)
        assert any("A heron." in text for text in screen(app.view))
        app.view.toggle_hidden()
        await settle(pilot)
        assert not any("Look:" in text for text in screen(app.view))


async def test_an_empty_timeline_says_what_is_going_on() -> None:
    app = ReadingApp(TimelineView(clock=SetClock(), empty="Nobody has written yet. Press c to be the first."))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Nobody has written yet." in screen(app.view)[1]
        app.view.say_loading()
        assert screen(app.view)[1].strip() == "Loading posts…"
        app.view.fail_older("The server did not answer.", "Check the network.")
        assert "did not answer. Check the network. · Enter to try again" in screen(app.view)[1]
        app.view.open_selected()
        await settle(pilot)
        assert [m.oldest_id for m in app.said if isinstance(m, messages.OlderRequested)] == [""]
        app.view.append_older(many(3), more=False)
        assert app.view.selected_id == "3"


def test_the_links_of_a_post_are_told_once_with_their_real_host() -> None:
    wire = next(status for status in town() if status.id == "998")
    assert [(link.host, link.url.count("/")) for link in links_of(wire)] == [("ledger.example", 5)]
    parcel = next(status for status in town() if status.id == "990")
    assert [(link.label, link.host) for link in links_of(parcel)] == [
        ("www.post-office.example", "evil.example")
    ]


def test_a_post_leads_to_whom_it_names_and_its_hashtags_too() -> None:
    named = Mention(id="7", username="bruno", acct="bruno@town.example")
    quoted = post(3, ADA)
    status = post(
        4,
        ADA,
        '<p>See <a href="https://page.example/x">this</a></p>',
        mentions=(named, named),
        tags=(Tag(name="ferry"), Tag(name="")),
        quote=Quote(state="accepted", quoted_status=quoted),
    )
    assert [(lead.shown, lead.target.kind, lead.target.value) for lead in leads_of(status)][-3:] == [
        ("@bruno@town.example", TargetKind.PROFILE, "7"),
        ("#ferry", TargetKind.TAG, "ferry"),
        (quoted.account.name, TargetKind.STATUS, "3"),
    ]
    assert leads_of(status)[0].target == Target(TargetKind.LINK, "https://page.example/x")


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
