"""Private acts on the main screen: at once, kept while the server is away, undone when it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flow_kit import Flow, program
from outtray.mastodon.errands import Errand, ErrandKind
from outtray.screens.home import private
from outtray.screens.home.private import Private
from outtray.screens.menu import MenuScreen
from outtray.services.errand_book import ErrandBook
from outtray.services.errands import Errands
from outtray.services.workspace import Login, Workspace
from outtray.storage.errors import Busy, NotWritable
from practice_process import PracticeServer

pytestmark = [pytest.mark.slow]


def bookmarked(flow: Flow) -> bool:
    """Whether the post under the cursor shows as kept."""
    status = flow.main.timeline.selected
    return status is not None and bool(status.shown.bookmarked)


def chosen(flow: Flow) -> str:
    """The id of the post under the cursor, as the keys mean it."""
    status = flow.main.timeline.selected
    assert status is not None
    return status.shown.id


def on_server(server: PracticeServer, status_id: str) -> bool:
    """Whether the server has the post among the bookmarks."""
    found: dict[str, Any] = server.api("GET", f"/api/v1/statuses/{status_id}").json()
    return bool(found["bookmarked"])


@pytest.mark.feature("network.private-queue")
async def test_what_is_kept_for_a_server_that_is_away_shows_at_once_and_outlives_the_program(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    away = "/(bookmark|unbookmark|mute)$"
    practice_server.set_fault("drop_before", method="POST", path_regex=away, times=None)
    async with program(tmp_path, practice_server, (110, 40)) as flow:
        status_id = chosen(flow)
        await flow.press("m")
        await flow.until(lambda: bookmarked(flow), "the mark, at once")
        await flow.until(lambda: "1 to sync" in flow.picture(), "the count in the header")
        await flow.until(lambda: "1 private act is kept here" in flow.told, "the sentence")
        assert "in order; closing the program loses nothing" in flow.told

        # What comes from the server meanwhile does not take it away.
        await flow.press("escape", "f5")
        await flow.until(lambda: not flow.under_way("refresh"), "the refresh")
        assert bookmarked(flow)

        # A mute from the menu waits behind it, and the menu opens although the server may be away.
        await flow.press("a")
        await flow.shows(MenuScreen)
        await flow.press("w")
        await flow.until(lambda: "Mute…" in flow.picture(), "the menu of the person")
        await flow.press("m")
        await flow.until(lambda: "for an hour" in flow.picture(), "how long")
        await flow.press("1")
        await flow.until(lambda: "2 to sync" in flow.picture(), "both")
        assert not on_server(practice_server, status_id)

    practice_server.clear_faults()
    async with program(tmp_path, practice_server, (60, 20)) as flow:
        await flow.until(lambda: on_server(practice_server, status_id), "the bookmark")
        await flow.until(lambda: practice_server.writes("/mute$"), "the mute")
        await flow.until(lambda: flow.main.header.acting and not flow.main.header.acting.unsaid, "no count")
    kinds = [entry["path"].rpartition("/")[2] for entry in practice_server.writes("/(bookmark|mute)$")]
    assert kinds == ["bookmark", "mute"], "in the order they were asked for, once each"


async def test_a_bookmark_taken_back_before_the_server_knew_is_nothing(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    practice_server.set_fault("status", method="POST", path_regex="bookmark$", code=429, times=None)
    async with program(tmp_path, practice_server, (110, 40)) as flow:
        await flow.press("m")
        await flow.until(lambda: "1 to sync" in flow.picture(), "the count")
        await flow.press("m")
        await flow.until(lambda: not bookmarked(flow), "no mark")
        await flow.until(lambda: "to sync" not in flow.picture(), "no count")
    assert not practice_server.writes("bookmark$")


async def test_what_the_server_refuses_is_undone_with_its_reason(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    practice_server.set_fault(
        "status",
        method="POST",
        path_regex="bookmark$",
        code=422,
        body='{"error": "The shelf is full"}',
    )
    async with program(tmp_path, practice_server, (100, 40)) as flow:
        await flow.press("m")
        await flow.until(lambda: "Undone here, because the server refused it" in flow.told, "the sentence")
        assert "bookmark a post by @" in flow.told
        assert not bookmarked(flow)
        await flow.press("escape", "m")
        await flow.until(lambda: bookmarked(flow) and practice_server.writes("/bookmark$"), "the second try")


async def test_what_hinders_it_for_a_while_is_told_and_ends_nothing(
    tmp_path: Path, practice_server: PracticeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_errands, accounts = Workspace.open_errands, ErrandBook.accounts
    hindrances = {"folder", "file"}
    met: list[str] = []

    def opened(workspace: Workspace) -> Errands:
        if "folder" in hindrances:
            met.append("folder")
            raise NotWritable("The folder is read-only.", path=tmp_path)
        return open_errands(workspace)

    def read(book: ErrandBook) -> tuple[tuple[str, str, int], ...]:
        # The file is opened with this, too; only what sends is to meet the lock.
        if "file" in hindrances and "folder" not in hindrances and met[-1:] != ["opened"]:
            met.append("opened")
        elif "file" in hindrances:
            met.append("file")
            raise Busy("The file is locked.", path=tmp_path)
        return accounts(book)

    monkeypatch.setattr(Workspace, "open_errands", opened)
    monkeypatch.setattr(ErrandBook, "accounts", read)
    monkeypatch.setattr(private, "AGAIN_SECONDS", 0.05)
    async with program(tmp_path, practice_server, keep_notice=True) as flow:
        await flow.until(lambda: "The folder is read-only." in flow.told, "the first sentence")
        hindrances.remove("folder")
        await flow.until(lambda: "The file is locked." in flow.told, "the second sentence")
        hindrances.remove("file")
        await flow.press("escape")
        status_id = chosen(flow)
        await flow.press("m")
        await flow.until(lambda: on_server(practice_server, status_id), "the bookmark")


async def test_what_was_asked_for_as_one_account_is_never_done_as_another(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with program(tmp_path, practice_server) as flow:
        errand = Errand(ErrandKind.BOOKMARK, chosen(flow), before=False)
        login, connection = flow.workspace.login, flow.workspace.connection
        flow.workspace.act_as(Login(practice_server.url, "practice", "other", str, "404", practice=True))
        assert not await flow.main.part(Private).ask(errand)
        errands = flow.workspace.open_errands()
        assert errands.accounts() == ()
        flow.workspace.login, flow.workspace.connection = login, connection
        assert await flow.main.part(Private).ask(errand)
        await flow.until(lambda: on_server(practice_server, errand.subject), "the bookmark")
