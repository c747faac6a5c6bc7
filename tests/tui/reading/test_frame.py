"""The header, the navigation and the notice: values in, words out, at every width."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from outtray.mastodon.errors import Unreachable
from outtray.widgets.header import AppHeader
from outtray.widgets.navigation import Navigation, Place, Section
from outtray.widgets.notice import NoticeBar
from outtray.widgets.standing import ActingAs, Connection, OutTray, Reach
from outtray.widgets.theming import textual_themes, variable_defaults
from reading_town import NOW, SetClock

HANDLE = "clerk@practice.example"


class FrameApp(App[None]):
    """The three widgets and what they said."""

    def __init__(self, *, still: bool = False) -> None:
        super().__init__()
        self.clock = SetClock()
        self.header = AppHeader(clock=self.clock, still=still)
        self.navigation = Navigation()
        self.notice = NoticeBar()
        self.chosen: list[str] = []
        self.dismissed = 0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults()

    def compose(self) -> ComposeResult:
        yield self.header
        yield self.notice
        yield self.navigation

    def on_mount(self) -> None:
        for theme in textual_themes():
            self.register_theme(theme)
        self.theme = "registry"
        self.header.acting = ActingAs(HANDLE, practice=True)
        self.header.title = "Home"

    @on(Navigation.PlaceChosen)
    def keep(self, message: Navigation.PlaceChosen) -> None:
        self.chosen.append(message.place_id)

    @on(NoticeBar.Dismissed)
    def count(self) -> None:
        self.dismissed += 1


def sections(count: int = 12) -> list[Section]:
    return [
        Section("Timelines", (Place("home", "Home", "1", count), Place("local", "Local", "2"))),
        Section("Out-tray", (Place("out", "Held", "O", 2, "next in 4:10"),)),
    ]


@pytest.mark.parametrize("width", [34, 60, 80, 100, 160])
async def test_the_header_fits_and_always_says_who_acts_and_what_waits(width: int) -> None:
    app = FrameApp()
    async with app.run_test(size=(width, 20)) as pilot:
        app.header.connection = Connection(Reach.LIMITED, "12:04")
        app.header.out_tray = OutTray(2, 0, NOW + timedelta(seconds=250))
        await pilot.pause()
        content = app.header.render()
        assert content.cell_length == width
        assert "@clerk" in content.plain
        assert "next in 4:10" in content.plain
        if width >= 80:
            assert f"@{HANDLE}" in content.plain
            assert "limited until 12:04" in content.plain
        if width >= 100:
            assert f"@{HANDLE} practice" in content.plain
        if width >= 60:
            assert "Home" in content.plain


@pytest.mark.parametrize("reach", [Reach.LIVE, Reach.OFFLINE])
async def test_at_sixty_columns_the_title_outlives_the_name_of_the_program(reach: Reach) -> None:
    app = FrameApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.header.acting = ActingAs("somebody.with.a.long.name@practice.example", practice=True)
        app.header.connection = Connection(reach)
        app.header.out_tray = OutTray(2, 0, NOW + timedelta(seconds=250))
        app.header.title = "Federated"
        await pilot.pause()
        content = app.header.render()
        assert content.cell_length == 60
        assert "@somebody" in content.plain
        assert "Federated" in content.plain
        assert "next in 4:10" in content.plain
        assert "Outtray" not in content.plain


async def test_the_countdown_moves_and_stands_still_where_motion_is_unwanted() -> None:
    for still, first, second in ((False, "next in 4:10", "next in 4:09"), (True, "5 minutes", "5 minutes")):
        app = FrameApp(still=still)
        async with app.run_test(size=(120, 20)) as pilot:
            app.header.out_tray = OutTray(1, 0, NOW + timedelta(seconds=250))
            await pilot.pause()
            assert first in app.header.render().plain
            app.clock.advance(seconds=1)
            assert second in app.header.render().plain


async def test_the_header_is_painted_only_when_its_words_change() -> None:
    app = FrameApp(still=True)
    async with app.run_test(size=(120, 20)) as pilot:
        app.header.out_tray = OutTray(1, 0, NOW + timedelta(seconds=250))
        await pilot.pause()
        app.header._exchange_repaint_regions()
        app.clock.advance(seconds=1)
        app.header.tick()
        assert not app.header._exchange_repaint_regions()
        app.clock.advance(seconds=30)
        app.header.tick()
        assert app.header._exchange_repaint_regions()


async def test_of_a_countdown_only_its_words_are_painted() -> None:
    app = FrameApp()
    async with app.run_test(size=(120, 20)) as pilot:
        app.header.out_tray = OutTray(1, 0, NOW + timedelta(seconds=250))
        await pilot.pause()
        painted = app.header.render_lines(Region(0, 0, 120, 1))[0].text
        app.clock.advance(seconds=1)
        app.header.tick()
        (region,) = app.header._exchange_repaint_regions()
        place = painted.index("next in 4:10")
        assert region == Region(place, 0, len("next in 4:10"), 1)
        assert app.header.render_lines(Region(0, 0, 120, 1))[0].text == painted.replace("4:10", "4:09")


async def test_a_countdown_goes_on_in_whatever_is_said_beside_it() -> None:
    app = FrameApp()
    async with app.run_test(size=(120, 20)) as pilot:

        def shown() -> str:
            return app.header.render_lines(Region(0, 0, app.header.size.width, 1))[0].text

        app.header.out_tray = OutTray(1, 0, NOW + timedelta(seconds=62))
        await pilot.pause()
        assert "next in 1:02" in shown()
        app.clock.advance(seconds=1)
        app.header.tick()
        app.header.connection = Connection(Reach.OFFLINE)
        app.header.title = "next in 1:01"
        await pilot.pause()
        assert "offline" in shown()
        assert shown().count("next in 1:01") == 2
        app.clock.advance(seconds=1)
        app.header.tick()
        assert "next in 1:01" in shown(), "the title is no countdown"
        assert shown().rstrip().endswith("next in 1:00")
        await pilot.resize_terminal(70, 20)
        assert shown().rstrip().endswith("next in 1:00")
        app.clock.advance(seconds=1)
        app.header.tick()
        await pilot.pause()
        assert shown().rstrip().endswith("next in 0:59")
        app.header.out_tray = OutTray(1, 1)
        await pilot.pause()
        assert "1 ready" in shown()
        assert "next in 0:59" not in shown()


@pytest.mark.parametrize(
    ("tray", "words"),
    [
        (OutTray(3, 1), "out-tray 3 · 1 ready"),
        (OutTray(3, 1, trouble=1), "1 needs you"),
        (OutTray(), "out-tray 0"),
    ],
)
async def test_what_needs_the_user_is_said_first(tray: OutTray, words: str) -> None:
    app = FrameApp()
    async with app.run_test(size=(120, 20)) as pilot:
        app.header.out_tray = tray
        await pilot.pause()
        assert words in app.header.render().plain


async def test_a_handle_cannot_forge_the_header() -> None:
    app = FrameApp()
    async with app.run_test(size=(120, 20)) as pilot:
        app.header.acting = ActingAs("x\x1b[2J[/x][@click=app.quit]y\u202e@evil.example")
        await pilot.pause()
        assert "[/x][@click=app.quit]y@evil.example" in app.header.render().plain
        assert "\x1b" not in app.header.render().plain


async def test_places_are_chosen_by_key_and_by_mouse() -> None:
    app = FrameApp()
    async with app.run_test(size=(60, 24)) as pilot:
        app.navigation.show(sections(), "home")
        app.navigation.focus()
        await pilot.pause()
        await pilot.press("j", "enter", "j", "enter")
        assert app.chosen == ["local", "out"]
        await pilot.click(app.navigation, offset=(6, 2))
        assert app.chosen[-1] == "home"


async def test_counts_change_under_the_cursor_without_moving_it() -> None:
    app = FrameApp()
    async with app.run_test(size=(60, 24)) as pilot:
        app.navigation.show(sections(), "home")
        app.navigation.focus()
        await pilot.press("j")
        app.navigation.show(sections(5_000), "home")
        await pilot.pause()
        option = app.navigation.highlighted_option
        assert option is not None
        assert option.id == "local"
        texts = [str(option.prompt) for option in app.navigation.options]
        assert any(text.startswith("▌ 1 Home") and text.rstrip().endswith("999+") for text in texts)


async def test_a_notice_stays_in_place_until_it_is_put_away() -> None:
    app = FrameApp()
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.notice.is_told
        app.notice.tell_error(Unreachable("The server [/x] did not answer.", "Check the network."))
        await pilot.pause()
        assert app.notice.styles.display == "block"
        shown = app.notice.render()
        assert "The server [/x] did not answer. Check the network." in str(shown)
        await pilot.click(app.notice)
        assert not app.notice.is_told
        assert app.dismissed == 1
        app.notice.action_dismiss()
        assert app.dismissed == 1


@pytest.mark.parametrize("width", [44, 60, 80, 120])
async def test_the_state_of_the_connection_is_a_word_wherever_it_fits(width: int) -> None:
    app = FrameApp()
    async with app.run_test(size=(width, 20)) as pilot:
        app.header.acting = ActingAs("clerk@practice", practice=True, unread=39)
        app.header.connection = Connection(Reach.LIVE)
        app.header.out_tray = OutTray()
        app.header.title = "Home"
        await pilot.pause()
        assert "live" in app.header.render().plain
        app.header.connection = Connection(Reach.CONNECTING)
        await pilot.pause()
        content = app.header.render()
        assert "connecting" in content.plain
        assert content.cell_length == width
