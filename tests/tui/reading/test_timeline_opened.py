"""What is shown of a post and what is kept back: warnings, media, ages, links, notices."""

from __future__ import annotations

from outtray.mastodon.models import MediaAttachment, Mention, Quote, Tag
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.links import leads_of, links_of
from outtray.widgets.timeline.pieces import Target, TargetKind
from outtray.widgets.timeline.view import TimelineView
from reading_town import ADA, NOW, ReadingApp, SetClock, many, post, town
from timeline_kit import SIZE, row_of, screen, settle


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
