"""A walk over every place of the client on servers that lack something: each says what, none breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flow_kit import Flow, program
from outtray.screens.home.announcements import Announcements
from outtray.screens.home.filters import Filtering
from outtray.screens.home.home import Part
from outtray.screens.home.lists import Gathering
from outtray.screens.home.moderation import Moderation
from outtray.screens.home.notifications import Notifications
from outtray.screens.home.posts import Posts
from outtray.screens.menu import MenuScreen
from outtray.widgets.navigation import Navigation
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]

LACKS: dict[str, dict[str, str]] = {
    "mastodon-4.2": {
        "set aside": "sets no notifications aside",
        "whose": "does not sort notifications by who sent them",
        "quote": "does not know quotes",
    },
    "gotosocial": {
        "set aside": "sets no notifications aside",
        "whose": "does not sort notifications by who sent them",
        "quote": "does not know quotes",
        "trending-tags": "does not say what is trending",
        "translate": "does not translate posts",
    },
    "akkoma": {
        "set aside": "sets no notifications aside",
        "whose": "does not sort notifications by who sent them",
        "quote": "does not know quotes",
        "trending-tags": "does not say what is trending",
        "translate": "does not translate posts",
        "filters": "keeps no filters of the present kind",
    },
}
"""What each make lacks, and the words that say so where it would be."""


@pytest.fixture(scope="module", params=list(LACKS))
def make(request: pytest.FixtureRequest) -> Iterator[tuple[str, PracticeServer]]:
    with PracticeServer("--dialect", str(request.param)) as server:
        yield str(request.param), server
        assert server.said() == ""


def words(flow: Flow) -> str:
    """All that is on the screen, lines joined."""
    return " ".join(flow.picture().replace("█", " ").replace("▌", " ").split())


@pytest.mark.feature("network.says-what-it-lacks")
@pytest.mark.parametrize("size", [(60, 20), (100, 40)])
async def test_every_place_says_what_this_server_cannot_do(
    tmp_path: Path, make: tuple[str, PracticeServer], size: tuple[int, int]
) -> None:
    name, server = make
    lacks = LACKS[name]
    walked: list[str] = []
    async with program(tmp_path, server, size) as flow:

        async def opened(place: str, what: str, go: Callable[[], object]) -> None:
            """Go there, wait until it has loaded, and look for the sentence or for none."""
            go()
            await flow.until(lambda: "Loading" not in flow.picture(), f"{what} loaded")
            if what in lacks:
                await flow.until(lambda: lacks[what] in words(flow), f"{what}: {lacks[what]}")
            walked.append(f"{place}: {lacks.get(what, 'there')}")

        def part(kind: type[Part], action: str) -> Callable[[], object]:
            run: Callable[[], object] = getattr(flow.main.part(kind), f"action_{action}")
            return run

        def place(place_id: str) -> Callable[[], object]:
            return lambda: flow.main.post_message(Navigation.PlaceChosen(place_id))

        await opened("Notifications", "notifications", part(Notifications, "notifications"))
        await opened("Requests", "set aside", part(Notifications, "notice_policy"))
        await opened("Whose notifications", "whose", part(Notifications, "notice_policy"))
        await opened("Announcements", "announcements", part(Announcements, "announcements"))
        await opened("Conversations", "conversations", place("conversations"))
        await opened("Trending hashtags", "trending-tags", place("trending-tags"))
        await opened("Trending pages", "trending-tags", place("trending-pages"))
        await opened("Lists and hashtags", "lists", part(Gathering, "lists"))
        await opened("Muted and blocked", "moderation", part(Moderation, "moderation"))
        await opened("Filters", "filters", part(Filtering, "filters"))

        flow.main.part(Gathering).home.post_message(Navigation.PlaceChosen("home"))
        while flow.main.header.title != "Home":
            await flow.press("escape")
        await flow.until(lambda: flow.main.selected is not None, "a post")
        await opened("Translate", "translate", part(Posts, "translate"))
        while flow.main.header.title != "Home":
            await flow.press("escape")
        await flow.press("Q")
        await flow.until(lambda: "does not know quotes" in words(flow), "no quotes")
        await flow.press("escape", "a")
        await flow.shows(MenuScreen)
        await flow.press("escape")
        assert flow.main.header.connection.words in {"live", "polling"}
    print(f"{name} at {size[0]}×{size[1]}: " + "; ".join(walked))


async def test_filters_that_a_server_only_keeps_hide_posts_here(tmp_path: Path) -> None:
    with PracticeServer("--dialect", "akkoma") as server:
        body = {"phrase": "stapler", "context": ["home", "public"], "irreversible": True}
        server.api("POST", "/api/v1/filters", json=body)
        server.make_post("anouk", "The Stapler, again.")
        server.make_post("anouk", "A quiet lift.")
        async with program(tmp_path, server) as flow:
            await flow.until(lambda: "A quiet lift." in flow.picture(), "what is not filtered")
            assert "The Stapler" not in flow.picture()
            server.make_post("anouk", "One more stapler, live.")
            server.make_post("anouk", "And one more lift, live.")
            await flow.press("f5")
            await flow.until(lambda: flow.main.timeline.waiting or "one more lift" in flow.picture(), "it")
            await flow.press("g")
            await flow.until(lambda: "And one more lift, live." in flow.picture(), "what is new")
            assert "stapler" not in flow.picture()
