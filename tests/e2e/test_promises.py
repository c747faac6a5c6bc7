"""The promises of the product, each as a test of the whole: real server, real files, real requests.

What each rests on is tested in depth elsewhere (``tests/unit/door``, ``tests/unit/outbox``, ``tests/crash``,
``tests/e2e``); here stands what a user was told.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal
from outtray.acts.act import Act
from outtray.acts.request import References, request_for
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.config.locations import locations
from outtray.mastodon.transport import EgressTransport
from outtray.outbox.opening import open_outbox
from outtray.outbox.refusals import NeedsAcknowledgement, ReleaseRefused, StillCooling
from outtray.services import acting
from outtray.services.connection import NotConnected
from outtray.services.outtray import Answers
from outtray.services.workspace import Login, Workspace
from outtray.storage.errors import DiskFull
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer
from rules_kit import shipped

pytestmark = [pytest.mark.e2e]

RISKY = "The new immigration levels plan is reckless."


@dataclass
class Recorder(httpx.AsyncBaseTransport):
    """The program's own way out, with a note of everything that takes it."""

    inner: EgressTransport = field(default_factory=EgressTransport)
    seen: list[tuple[str, str, bytes]] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((request.method, str(request.url), await request.aread()))
        return await self.inner.handle_async_request(request)

    def holding(self, words: str) -> list[tuple[str, str]]:
        """The requests in which these words left, in their address or their body."""
        needle = words.encode()
        return [(m, url) for m, url, body in self.seen if needle in body or words in httpx.URL(url).path]

    async def aclose(self) -> None:
        await self.inner.aclose()


@asynccontextmanager
async def desk(
    folder: Path, server: PracticeServer, account: str = "clerk"
) -> AsyncIterator[tuple[Workspace, Recorder]]:
    """A workspace as the program makes it, connected, with everything that leaves it recorded."""
    places = locations({"OUTTRAY_HOME": str(folder)})
    workspace = Workspace(places, SystemClock())
    recorder = Recorder()
    token = server.token if account == "clerk" else server.token_for(account)
    try:
        await workspace.connect(Login(server.url, "practice", account, lambda: token), recorder)
        yield workspace, recorder
    finally:
        await workspace.close()


def written(workspace: Workspace, text: str) -> Act:
    """A post as it would stand on the desk."""
    author = workspace.author
    assert author is not None
    return Act(kind=ActKind.POST, account=author.account, text=text, language="en")


async def test_promise_1_no_public_act_without_a_review_of_exactly_those_bytes_a_wait_and_a_look(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with desk(tmp_path, practice_server) as (workspace, recorder):
        act = written(workspace, "The ferry runs again from Monday.")
        item = await workspace.tray.hold(act, workspace.review.review(act))
        with pytest.raises(StillCooling):
            await workspace.tray.release(item)
        assert practice_server.writes("statuses") == []
        practice_server.shift_clock(600)
        sent = await workspace.tray.release(await workspace.tray.item(item.id))
        assert sent.state is State.SENT
        posts = [body for method, url, body in recorder.seen if method == "POST" and url.endswith("statuses")]
        assert posts == [request_for(act, References()).body]


async def test_promise_1_a_warning_must_be_acknowledged_first(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    places = locations({"OUTTRAY_HOME": str(tmp_path)})
    places.make()
    places.settings_file.write_text('[profile]\njurisdiction = "ca"\n', encoding="utf-8")
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        act = written(workspace, RISKY)
        review = workspace.review.review(act)
        item = await workspace.tray.hold(act, review)
        practice_server.shift_clock(3_600)
        with pytest.raises(NeedsAcknowledgement):
            await workspace.tray.release(item)
        for finding in review.serious:
            item = await workspace.tray.acknowledge(item.id, finding.key)
        assert (await workspace.tray.release(item)).state is State.SENT


async def test_promise_2_no_draft_is_lost_by_a_failed_send(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        act = written(workspace, "Words nobody wants to type twice.")
        item = await workspace.tray.hold(act, workspace.review.review(act))
        practice_server.shift_clock(600)
        practice_server.set_fault("status", method="POST", path_regex="/api/v1/statuses$", code=422)
        refused = await workspace.tray.release(item)
        assert (refused.state, refused.act.text) == (State.HELD, act.text)
        draft = await workspace.tray.edit(refused.id)
        assert draft.act == act


def drafts_of(home: Home) -> list[str]:
    """The words of the drafts on disk."""
    with closing(open_outbox(home.path / "data" / "outbox", SystemClock())) as outbox:
        return [item.act.text for item in outbox.store.drafts()]


def write_on_the_desk(terminal: Terminal, words: str) -> None:
    """Begin a post and type into it."""
    terminal.wait_for("live")
    terminal.press("c")
    terminal.wait_for("New post")
    terminal.press(words)
    terminal.wait_for(words)


@pytest.mark.slow
def test_promise_2_no_draft_is_lost_by_escape(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        write_on_the_desk(terminal, "Words before Escape.")
        terminal.press("escape")
        terminal.wait_gone("New post")
        assert drafts_of(home) == ["Words before Escape."]


@pytest.mark.slow
def test_promise_2_no_draft_is_lost_by_a_crash(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        write_on_the_desk(terminal, "Words before a crash.")
        terminal.wait_until(lambda _screen: drafts_of(home) == ["Words before a crash."], "the draft on disk")
        terminal.kill()
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("d")
        terminal.wait_for("Words before a crash.")


async def test_promise_2_no_draft_is_lost_by_a_full_disk(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        kept = await workspace.tray.save_draft(written(workspace, "kept before the disk was full"))
        database = workspace.prepare().outbox.database
        with database.reading() as connection:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
        database.execute(f"PRAGMA max_page_count={pages}")
        longer = written(workspace, "kept before the disk was full, and longer " * 500)
        with pytest.raises(DiskFull) as told:
            await workspace.tray.save_draft(longer, kept)
        assert str(database.path) in told.value.sentence
        assert (await workspace.tray.item(kept)).act.text == "kept before the disk was full"
        database.execute("PRAGMA max_page_count=100000")
        await workspace.tray.save_draft(longer, kept)
        assert (await workspace.tray.item(kept)).act == longer


async def test_promise_2_no_draft_is_lost_by_a_lost_network(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        act = written(workspace, "Words for a train in a tunnel.")
        item = await workspace.tray.hold(act, workspace.review.review(act))
        practice_server.shift_clock(600)
        practice_server.set_fault("drop_before", path_regex="verify_credentials$")
        with pytest.raises(OuttrayError):
            await workspace.tray.release(item)
        held = await workspace.tray.item(item.id)
        assert (held.state, held.act) == (State.HELD, act)
        assert (await workspace.tray.release(held)).state is State.SENT


async def test_promise_3_never_sent_twice(tmp_path: Path, practice_server: PracticeServer) -> None:
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        act = written(workspace, "Once is enough.")
        item = await workspace.tray.hold(act, workspace.review.review(act))
        practice_server.shift_clock(600)
        await workspace.tray.release(item)
        with pytest.raises(OuttrayError):
            await workspace.tray.release(item)
        assert len(practice_server.writes("/api/v1/statuses$")) == 1


async def test_promise_3_never_as_the_wrong_account(tmp_path: Path, practice_server: PracticeServer) -> None:
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        act = written(workspace, "The clerk's words.")
        item = await workspace.tray.hold(act, workspace.review.review(act))
    practice_server.shift_clock(600)
    async with desk(tmp_path, practice_server, account="weekend") as (workspace, _recorder):
        with pytest.raises((NotConnected, ReleaseRefused)):
            await workspace.tray.release(await workspace.tray.item(item.id))
    assert practice_server.writes("/api/v1/statuses$") == []


async def test_promise_3_never_wider_than_what_it_answers(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    parent = practice_server.make_post("anouk", "Between us.", visibility="private")
    async with desk(tmp_path, practice_server) as (workspace, _recorder):
        connection, author = workspace.connection, workspace.author
        assert connection is not None
        assert author is not None
        answer = acting.reply(author, await connection.reader.status(parent["id"]))
        assert answer.visibility is Visibility.PRIVATE


async def test_promise_3_never_wider_than_was_reviewed(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    """Not even when the file is changed behind the program's back, between review and release."""
    async with desk(tmp_path, practice_server) as (workspace, recorder):
        for visibility in (Visibility.DIRECT, Visibility.PRIVATE, Visibility.UNLISTED):
            act = replace(written(workspace, f"For {visibility} eyes."), visibility=visibility)
            item = await workspace.tray.hold(act, workspace.review.review(act))
            practice_server.shift_clock(600)
            sent = await workspace.tray.release(item)
            shown = practice_server.api("GET", f"/api/v1/statuses/{sent.sent_id}").json()
            assert shown["visibility"] == visibility
        practice_server.forget_writes()
        narrow = replace(written(workspace, "Widened in the file."), visibility=Visibility.PRIVATE)
        item = await workspace.tray.hold(narrow, workspace.review.review(narrow))
        practice_server.shift_clock(1_200)
        with workspace.prepare().outbox.database.transaction() as connection:
            widened = "UPDATE items SET act = replace(act, '\"private\"', '\"public\"') WHERE id = ?"
            connection.execute(widened, (item.id,))
        with contextlib.suppress(OuttrayError):
            await workspace.tray.release(await workspace.tray.item(item.id))
        assert practice_server.writes("/api/v1/statuses$") == []
        assert recorder.holding("Widened in the file.") == []


async def test_promise_4_draft_text_never_leaves_before_release(
    tmp_path: Path, practice_server: PracticeServer
) -> None:
    words = "unmistakable-heron-words"
    async with desk(tmp_path, practice_server) as (workspace, recorder):
        act = written(workspace, f"A draft with {words} in it.")
        draft = await workspace.tray.save_draft(act)
        review = workspace.review.review(act)
        workspace.review.front_page(act, review)
        item = await workspace.tray.hold(act, review, Answers(), item_id=draft)
        with pytest.raises(StillCooling):
            await workspace.tray.release(item)
        assert recorder.holding(words) == []
        practice_server.shift_clock(600)
        await workspace.tray.release(await workspace.tray.item(item.id))
        assert [method for method, _url in recorder.holding(words)] == ["POST"]


def test_promise_6_every_finding_names_its_rule_says_why_advises_and_cites_its_source() -> None:
    loaded = shipped()
    assert loaded.errors == ()
    rules = [rule for pack in loaded.packs for rule in pack.rules]
    assert len(rules) > 40
    for rule in rules:
        wording = rule.wording_in("en")
        assert all((rule.id, wording.title, wording.message, wording.advice, rule.source.name)), rule.id


@pytest.mark.slow
def test_promise_7_neither_scrolling_nor_typing_waits_for_the_network(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live", "Tides and Skies")
        home.server.set_fault("delay", path_regex="/api/", times=None, seconds=60)
        terminal.press("2")
        terminal.wait_for("Local")
        terminal.press("1")
        terminal.wait_for("Tides and Skies", timeout=30)
        terminal.press("G")
        terminal.wait_gone("Tides and Skies", timeout=30)
        terminal.press("c")
        terminal.wait_for("New post", timeout=30)
        terminal.press("typed while the server hangs")
        terminal.wait_for("typed while the server hangs", timeout=30)


@pytest.mark.slow
def test_promise_8_without_colour_every_sign_has_its_word(home: Home) -> None:
    with Terminal([], environment={**home.environment, "NO_COLOR": "1"}, columns=120) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        terminal.press(RISKY)
        terminal.wait_for("warning", "to acknowledge", "public: anyone, for ever")
