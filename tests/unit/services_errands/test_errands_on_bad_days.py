"""Private acts outlast servers that are away, answers nobody can read, and files that cannot be used."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from errands_kit import Desk, Trouble, bookmark, home, no_answer, no_network
from outtray.base.errors import OuttrayError
from outtray.mastodon import errors
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.mastodon.wire import LARGEST_BODY
from outtray.services.errand_book import ErrandBook
from outtray.services.errands import (
    MOST_FAULTS,
    ErrandDone,
    ErrandKept,
    ErrandNews,
    ErrandRefused,
    may_be_done,
    waits_for,
)
from outtray.storage.errors import Busy, DiskFull, NotWritable, StorageError
from practice_process import PracticeServer

Fault = Callable[[PracticeServer], object]

KEPT: dict[str, Fault] = {
    "the connection breaks before": lambda town: town.set_fault("drop_before", method="POST"),
    "the connection breaks after": lambda town: town.set_fault("drop_after", method="POST"),
    "a gateway gives up": lambda town: town.set_fault("status_after", method="POST", code=504),
    "the server breaks": lambda town: town.set_fault("status", method="POST", code=500),
    "a pause is asked for": lambda town: town.set_fault("status", method="POST", code=429),
    "a sign-in page answers": lambda town: town.set_fault(
        "body", method="POST", body="<html>Sign in</html>", content_type="text/html"
    ),
    "the login has ended": lambda town: town.set_fault("status", method="POST", code=401),
}


@pytest.mark.parametrize("fault", KEPT)
async def test_a_server_that_does_not_answer_gets_it_later(
    desk: Desk, town: PracticeServer, fault: str
) -> None:
    first, second = home(town)[:2]
    town.forget_writes()
    KEPT[fault](town)
    await desk.ask(bookmark(first["id"]), bookmark(second["id"]))
    (kept,) = await desk.send()
    assert isinstance(kept, ErrandKept)
    assert kept.waiting == 2
    assert kept.error.sentence
    assert desk.waiting == 2, "what comes after waits, too: order is kept"
    town.clear_faults()
    desk.connection.scheduler._paused.clear()  # the minute the server asked for is over
    assert all(isinstance(one, ErrandDone) for one in await desk.send())
    assert desk.waiting == 0
    for status in (first, second):
        assert town.api("GET", f"/api/v1/statuses/{status['id']}").json()["bookmarked"]
        town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_a_block_after_an_unblock_nobody_heard_back_from_is_sent(
    desk: Desk, town: PracticeServer
) -> None:
    person = home(town)[0]["account"]["id"]
    town.api("POST", f"/api/v1/accounts/{person}/block")
    try:
        desk.line.troubles += [no_answer, no_network]
        await desk.ask(Errand(ErrandKind.BLOCK, person, wish=False, before=True))
        for _round in range(2):
            assert [type(one) for one in await desk.send()] == [ErrandKept]
        assert desk.line.troubles == []
        await desk.ask(Errand(ErrandKind.BLOCK, person, before=False))
        await desk.send()
        assert desk.waiting == 0
        (relation,) = town.api("GET", "/api/v1/accounts/relationships", params={"id[]": person}).json()
        assert relation["blocking"]
    finally:
        town.api("POST", f"/api/v1/accounts/{person}/unblock")


async def test_a_bookmark_wished_for_again_after_it_never_left_arrives(
    desk: Desk, town: PracticeServer
) -> None:
    status_id = home(town)[0]["id"]

    async def taken_back_on_its_way(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        await desk.ask(bookmark(status_id, wish=False))
        return await no_network(pass_on)

    desk.line.troubles.append(taken_back_on_its_way)
    await desk.ask(bookmark(status_id))
    (kept,) = await desk.send()
    assert isinstance(kept, ErrandKept)
    await desk.ask(bookmark(status_id))
    await desk.send()
    assert desk.waiting == 0
    assert town.api("GET", f"/api/v1/statuses/{status_id}").json()["bookmarked"]
    town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


async def test_a_bookmark_wished_for_again_after_it_was_refused_is_told_to_the_server(
    desk: Desk, town: PracticeServer
) -> None:
    status_id = home(town)[0]["id"]

    async def taken_back_and_refused(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
        del pass_on
        await desk.ask(bookmark(status_id, wish=False))
        desk.line.troubles.append(no_network)
        return httpx.Response(403, content=b'{"error": "Not now"}')

    desk.line.troubles.append(taken_back_and_refused)
    await desk.ask(bookmark(status_id))
    assert [type(one) for one in await desk.send()] == [ErrandRefused]
    assert [type(one) for one in await desk.send()] == [ErrandKept]
    await desk.ask(bookmark(status_id))
    assert [type(one) for one in await desk.send()] == [ErrandDone]
    assert town.api("GET", f"/api/v1/statuses/{status_id}").json()["bookmarked"]
    town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


async def a_page_instead(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The server takes it; something on the way gives a page of its own instead of the answer."""
    await (await pass_on()).aread()
    return httpx.Response(200, content=b"<html>One moment</html>")


async def far_too_much(pass_on: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """The server takes it, and says more of it than this program reads."""
    await (await pass_on()).aread()
    return httpx.Response(200, content=b"[" + b" " * LARGEST_BODY + b"]")


@pytest.mark.parametrize("answer", [a_page_instead, far_too_much])
async def test_what_was_taken_with_an_answer_nobody_can_read_is_undone_by_saying_so(
    desk: Desk, town: PracticeServer, answer: Trouble
) -> None:
    status_id = home(town)[0]["id"]
    desk.line.troubles.append(answer)
    await desk.ask(bookmark(status_id))
    assert [type(one) for one in await desk.send()] == [ErrandKept]
    await desk.ask(bookmark(status_id, wish=False))
    await desk.send()
    assert desk.waiting == 0
    assert not town.api("GET", f"/api/v1/statuses/{status_id}").json()["bookmarked"]


@pytest.mark.parametrize("answer", [a_page_instead, far_too_much])
async def test_a_server_that_never_answers_one_act_in_a_way_that_can_be_read_does_not_hold_up_the_rest(
    desk: Desk, town: PracticeServer, answer: Trouble
) -> None:
    bad, good = home(town)[:2]
    desk.line.troubles += [answer] * MOST_FAULTS
    await desk.ask(bookmark(bad["id"]), bookmark(good["id"]))
    rounds = [await desk.send() and list(desk.news) for _round in range(MOST_FAULTS)]
    assert [type(told[0]) for told in rounds] == [ErrandKept] * (MOST_FAULTS - 1) + [ErrandRefused]
    assert isinstance(rounds[-1][1], ErrandDone)
    for status in (bad, good):
        town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


async def test_a_network_that_wants_a_sign_in_drops_nothing_however_long_it_takes(
    desk: Desk, town: PracticeServer
) -> None:
    status_id = home(town)[0]["id"]
    town.set_fault("body", path_regex="/api/", times=None, body="<html>Sign in</html>")
    await desk.ask(bookmark(status_id))
    for _round in range(MOST_FAULTS + 2):
        assert [type(one) for one in await desk.send()] == [ErrandKept]
    town.clear_faults()
    assert [type(one) for one in await desk.send()] == [ErrandDone]
    town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


@pytest.mark.parametrize("trouble", [Busy, DiskFull, NotWritable])
@pytest.mark.parametrize(("times", "again"), [(3, 0.01), (1, 3600)], ids=["by itself", "when woken"])
async def test_trouble_with_the_file_is_told_once_and_sending_goes_on_when_it_is_over(
    desk: Desk,
    town: PracticeServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: type[StorageError],
    times: int,
    again: float,
) -> None:
    status_id = home(town)[0]["id"]
    accounts, ahead = ErrandBook.accounts, [trouble("Not now.", path=tmp_path) for _time in range(times)]
    told: list[OuttrayError] = []
    news = asyncio.Queue[ErrandNews]()

    def not_at_first(book: ErrandBook) -> tuple[tuple[str, str, int], ...]:
        if ahead:
            raise ahead.pop()
        return accounts(book)

    def hindered(error: OuttrayError) -> None:
        told.append(error)
        if again > 1:
            desk.errands.wake()

    monkeypatch.setattr(ErrandBook, "accounts", not_at_first)
    await desk.ask(bookmark(status_id))
    running = asyncio.create_task(desk.errands.run(news.put_nowait, hindered, again=again))
    try:
        async with asyncio.timeout(120):
            assert isinstance(await news.get(), ErrandDone)
        assert [error.sentence for error in told] == ["Not now."]
        assert not ahead
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        town.api("POST", f"/api/v1/statuses/{status_id}/unbookmark")


async def test_a_server_that_breaks_over_one_act_for_ever_does_not_hold_up_the_rest(
    desk: Desk, town: PracticeServer
) -> None:
    bad, good = home(town)[:2]
    town.set_fault("status", method="POST", path_regex=f"{bad['id']}/bookmark", times=None, code=500)
    await desk.ask(bookmark(bad["id"]), bookmark(good["id"]))
    rounds = [await desk.send() and list(desk.news) for _round in range(MOST_FAULTS)]
    assert [type(told[0]) for told in rounds] == [ErrandKept] * (MOST_FAULTS - 1) + [ErrandRefused]
    assert isinstance(rounds[-1][1], ErrandDone)
    town.api("POST", f"/api/v1/statuses/{good['id']}/unbookmark")


@pytest.mark.parametrize("code", [500, 503])
async def test_a_server_in_maintenance_drops_nothing_however_long_it_takes(
    desk: Desk, town: PracticeServer, code: int
) -> None:
    status = home(town)[0]
    town.set_fault("status", path_regex="/api/", times=None, code=code)
    await desk.ask(bookmark(status["id"]))
    for _round in range(MOST_FAULTS + 2):
        assert [type(one) for one in await desk.send()] == [ErrandKept]
    town.clear_faults()
    assert [type(one) for one in await desk.send()] == [ErrandDone]
    town.api("POST", f"/api/v1/statuses/{status['id']}/unbookmark")


def test_which_errors_say_nothing_about_the_act_itself() -> None:
    assert waits_for(errors.Unreachable("Gone."))
    assert waits_for(errors.Unauthorised("Ended.", status=401))
    assert waits_for(errors.Refused("Too slow.", status=408))
    assert not waits_for(errors.Unauthorised("Too narrow.", status=403))
    assert not waits_for(errors.NotFound("Gone.", status=404))
    assert not waits_for(errors.Unsupported("No lists."))
    assert not waits_for(errors.DeniedByDoor("Stopped."))


@pytest.mark.parametrize(
    ("error", "perhaps"),
    [
        (errors.Unreachable("Broken off."), True),
        (errors.Unreachable("No such server.", maybe_accepted=False), False),
        (errors.ServerFault("Broken.", status=500), True),
        (errors.NotMastodon("A page."), True),
        (errors.Moved("Elsewhere.", to="x"), True),
        (errors.TooLarge("Too much."), True),
        (errors.Refused("Too slow.", status=408), True),
        (errors.Refused("Another was quicker.", status=409), True),
        (errors.NotFound("Gone.", status=404), False),
        (errors.Unauthorised("Ended.", status=401), False),
        (errors.RateLimited("Later."), False),
        (errors.DeniedByDoor("Stopped."), False),
        (errors.Unsupported("No lists."), False),
    ],
)
def test_which_errors_leave_open_whether_it_is_done(error: errors.ServerError, perhaps: bool) -> None:
    assert may_be_done(error) is perhaps
