"""Scenes of the tour: timelines, threads, people, lists, and the cards that stand over them."""

from __future__ import annotations

from textual.widgets import Input, OptionList

from flow_kit import Flow
from frames import words_of
from outtray.screens.address import AddressScreen
from outtray.screens.doctor import DoctorScreen
from outtray.screens.help import HelpScreen
from outtray.screens.home.announcements import Announcements
from outtray.screens.home.columns import Columns
from outtray.screens.home.filters import Filtering
from outtray.screens.home.listings import Listings
from outtray.screens.home.lists import Gathering
from outtray.screens.home.moderation import Moderation
from outtray.screens.home.notifications import Notifications
from outtray.screens.links import LinksScreen
from outtray.screens.main import MainScreen
from outtray.screens.menu import MenuScreen
from outtray.screens.palette import Palette
from outtray.screens.viewer import ViewerScreen
from outtray.screens.vote import VoteScreen
from outtray.widgets.timeline.view import TimelineView
from tour_kit import Scene, another, listed_in

SCENES: dict[str, Scene] = {}
scene = listed_in(SCENES)


@scene
async def home(flow: Flow) -> None:
    """The home timeline."""
    await flow.press("j", "j")


async def to_older(flow: Flow, view: TimelineView) -> None:
    """Go to the end, and wait until older posts have come."""
    loaded = len(view.book)
    await flow.press("G")
    await flow.until(lambda: len(view.book) > loaded, "older posts")


async def stand_on(flow: Flow, beginning: str) -> None:
    """Put the cursor on the post that holds these words, however far down."""
    view = flow.main.timeline
    for _turn in range(8):
        for index, entry in enumerate(view.book):
            if not entry.is_gap and beginning in view.book.status(index).shown.content:
                assert view.select(entry.id)
                await flow.pilot.pause()
                return
        await to_older(flow, view)
    raise AssertionError(f"no post says {beginning!r}")


@scene
async def thread(flow: Flow) -> None:
    """What was answered to the minister."""
    await by_the_minister(flow)
    await flow.press("enter")
    await flow.until(lambda: _front(flow) is not flow.main.timeline and len(_front(flow).book) > 1, "answers")


async def by_the_minister(flow: Flow) -> None:
    """Home, with a post of the minister's selected."""
    await stand_on(flow, "To my officials")


def _front(flow: Flow) -> TimelineView:
    view = flow.main.front_view
    return view if view is not None else flow.main.timeline


@scene
async def profile(flow: Flow) -> None:
    """Who the minister is, and what she wrote."""
    await by_the_minister(flow)
    await flow.press("p")
    await flow.until(lambda: _front(flow) is not flow.main.timeline and len(_front(flow).book) > 3, "posts")


@scene
async def search(flow: Flow) -> None:
    """What is found for a word."""
    await flow.press("slash")
    await flow.until(lambda: isinstance(flow.app.focused, Input), "the field")
    await flow.press(*"oneform", "enter")
    await flow.until(lambda: len(_front(flow).book) > 3, "what is found")


@scene
async def columns(flow: Flow) -> None:
    """Three timelines side by side."""
    for source in ("2", "3"):
        for key in ("C", "a", source):
            before = flow.app.screen
            await flow.press(key)
            await another(flow, before)
        await flow.shows(MainScreen)
    columns = flow.main.part(Columns)
    await flow.until(lambda: all(len(one.view.book) > 5 for one in columns.all), "posts in each")


@scene
async def column_menu(flow: Flow) -> None:
    """What can be done with a column."""
    await flow.press("C")
    await flow.shows(MenuScreen)


@scene
async def notifications(flow: Flow) -> None:
    """What happened."""
    await flow.press("n")
    part = flow.main.part(Notifications)
    await flow.until(lambda: part.view is not None and len(part.view.book) > 2, "notifications")
    await flow.press("g", "j")  # the first of them from the top, whatever came meanwhile


@scene
async def conversations(flow: Flow) -> None:
    """Who wrote to the user alone."""
    flow.main.part(Listings).open_conversations()
    await listed(flow)


@scene
async def announcements(flow: Flow) -> None:
    """What the people who run the server tell everybody."""
    flow.main.part(Announcements).action_announcements()
    await listed(flow)


@scene
async def trends(flow: Flow) -> None:
    """What many speak of."""
    flow.main.part(Listings).open_trending_tags()
    await listed(flow)


@scene
async def lists(flow: Flow) -> None:
    """Lists and followed hashtags."""
    flow.main.part(Gathering).action_lists()
    await listed(flow)


@scene
async def filters(flow: Flow) -> None:
    """What the server hides."""
    flow.main.part(Filtering).action_filters()
    await listed(flow)


@scene
async def moderation(flow: Flow) -> None:
    """Whom the user muted or blocked."""
    flow.main.part(Moderation).action_moderation()
    await listed(flow)


async def listed(flow: Flow) -> None:
    """Wait for what a list has to show."""
    await flow.until(lambda: len(_front(flow).book) > 0, "the list")


@scene
async def vote(flow: Flow) -> None:
    """A vote in a poll."""
    await stand_on(flow, "badge colour")
    await flow.press("V")
    await flow.shows(VoteScreen)


@scene
async def viewer(flow: Flow) -> None:
    """What is attached to a post: its words first."""
    await stand_on(flow, "Today we launch")
    await flow.press("v")
    await flow.shows(ViewerScreen)
    await flow.until(lambda: "enormous cardboard form" in words_of(flow.app), "the words of the picture")


@scene
async def links(flow: Flow) -> None:
    """The links of a post."""
    await by_the_minister(flow)
    await flow.press("o")
    await flow.until(lambda: isinstance(flow.app.screen, LinksScreen | AddressScreen), "the links")


@scene
async def address(flow: Flow) -> None:
    """An address, where no browser can be opened."""
    await flow.app.push_screen(AddressScreen("https://everyday.example/oneform"))
    await flow.shows(AddressScreen)


@scene
async def actions(flow: Flow) -> None:
    """All that can be done with a post."""
    await by_the_minister(flow)
    await flow.press("a")
    await flow.shows(MenuScreen)


@scene
async def notice(flow: Flow) -> None:
    """A sentence with a next step: there is one account in practice."""
    await flow.press("u")
    await flow.until(lambda: flow.told, "the notice")


@scene
async def help(flow: Flow) -> None:  # noqa: A001 - a scene is called as its screen is
    """Every key of the timelines."""
    await flow.press("question_mark")
    await flow.shows(HelpScreen)


@scene
async def palette(flow: Flow) -> None:
    """Commands by name."""
    await flow.press("ctrl+p")
    await flow.shows(Palette)
    await flow.until(lambda: flow.app.screen.query_one(OptionList).option_count > 10, "the commands")


@scene
async def doctor(flow: Flow) -> None:
    """What the program stands on."""
    await flow.app.run_action("screen.doctor")
    await flow.shows(DoctorScreen)
