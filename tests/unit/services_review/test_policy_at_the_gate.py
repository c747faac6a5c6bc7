"""What an organisation's policy forbids does not leave, whoever asks: the gate itself refuses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hold_kit import SkewedClock, finding, review
from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.acts.mode import Mode
from outtray.acts.review import Review
from outtray.acts.states import State
from outtray.config.errors import PolicyUnusable
from outtray.config.locations import locations
from outtray.config.settings import ModeSettings, Settings
from outtray.mastodon.truth import Truth
from outtray.outbox.dispatcher import Dispatcher
from outtray.outbox.refusals import OverridesForbidden, StillCooling
from outtray.services import acting, checking
from outtray.services.acting import Author
from outtray.services.outtray import Answers
from outtray.services.workspace import Login, Workspace
from outtray_rules.finding import Severity
from practice_process import PracticeServer

BROKEN = '[cooling]\nwran = "1h"\n'


@dataclass
class World:
    """The program on a machine with a policy of its own."""

    workspace: Workspace
    server: PracticeServer
    policy: Path
    clock: SkewedClock

    @property
    def author(self) -> Author:
        assert self.workspace.author is not None
        return self.workspace.author

    def post(self, text: str = "The ferry runs again from Monday.") -> Act:
        return replace(acting.new_post(self.author), text=text)

    def rule(self, text: str) -> None:
        """Put a policy in the fixed place."""
        self.policy.write_text(text, encoding="utf-8")

    def pass_time(self, wait: timedelta) -> None:
        self.clock.skew += wait
        self.server.shift_clock(self.clock.skew.total_seconds())

    async def held(self, act: Act | None = None, judged: Review | None = None, **answers: str) -> Item:
        """An act held and cooled, its blocks overridden for these reasons."""
        act = act or self.post()
        judged = judged or review(act, seconds=60)
        item = await self.workspace.tray.hold(act, judged, Answers(overrides=answers))
        self.pass_time(timedelta(seconds=61))
        return item

    def written(self) -> list[str]:
        return [write["path"] for write in self.server.writes("/api/v1/(statuses|accounts|featured_tags)")]


Opened = Callable[..., Awaitable[World]]


@pytest.fixture
async def opened(practice_server: PracticeServer, tmp_path: Path) -> AsyncIterator[Opened]:
    worlds: list[Workspace] = []

    async def open_world(defaults: Settings | None = None) -> World:
        clock = SkewedClock(timedelta(0))
        login = Login(
            practice_server.url, "harbour.example", practice_server.account, lambda: practice_server.token
        )
        policy = tmp_path / "policy.toml"
        places = replace(locations({"OUTTRAY_HOME": str(tmp_path / "home")}), policy=policy)
        workspace = Workspace(places, clock, login=login, defaults=defaults)
        worlds.append(workspace)
        await workspace.connect(login)
        return World(workspace, practice_server, policy, clock)

    yield open_world
    for workspace in worlds:
        await workspace.close()


async def test_with_a_mistaken_policy_nothing_is_released_and_the_line_is_quoted(opened: Opened) -> None:
    world = await opened()
    item = await world.held()
    world.rule(BROKEN)
    with pytest.raises(PolicyUnusable) as refused:
        await world.workspace.tray.release(item)
    assert 'wran = "1h"' in str(refused.value)
    assert "policy.toml:2:1" in str(refused.value)
    assert "did you mean “warn”?" in str(refused.value)
    assert (await world.workspace.tray.item(item.id)).state is State.HELD
    assert world.written() == []
    world.rule('[cooling]\nwarn = "1h"\n')
    assert (await world.workspace.tray.release(item)).state is State.SENT


async def test_reading_writing_and_holding_go_on_with_a_mistaken_policy(opened: Opened) -> None:
    world = await opened()
    world.rule(BROKEN)
    connection = world.workspace.connection
    assert connection is not None
    assert (await connection.reader.verify_credentials()).account.id
    draft = await world.workspace.tray.save_draft(world.post("half a"))
    item = await world.workspace.tray.hold(
        world.post("half a thought"), review(world.post("half a thought")), item_id=draft
    )
    assert item.state is State.HELD


async def test_a_clean_favourite_is_not_released_either(opened: Opened) -> None:
    world = await opened()
    seen = world.server.make_post("minister", "The bridge opens in May.")
    connection = world.workspace.connection
    assert connection is not None
    act = acting.favourite(world.author, await connection.reader.status(seen["id"]))
    world.rule(BROKEN)
    with pytest.raises(PolicyUnusable):
        await world.workspace.tray.hold(act, review(act))
    assert world.written() == []


async def test_what_was_released_before_the_policy_broke_does_not_leave(opened: Opened) -> None:
    world = await opened()
    item = await world.held()
    machinery = world.workspace.prepare()
    gate = machinery.tray._gate
    await gate.release(item)
    world.rule(BROKEN)
    sender = Dispatcher(machinery.outbox, gate, machinery.connections, world.clock)
    await sender.round()
    kept = await world.workspace.tray.item(item.id)
    assert (kept.state, world.written()) == (State.HELD, [])
    assert kept.note is not None
    assert "policy of your organisation cannot be read" in kept.note.sentence


async def test_a_wait_shorter_than_the_policys_is_not_enough_whenever_it_was_held(opened: Opened) -> None:
    world = await opened()
    item = await world.held()
    world.rule('[cooling]\nbase = "10m"\n')
    with pytest.raises(StillCooling) as refused:
        await world.workspace.tray.release(item)
    assert timedelta(minutes=8) < refused.value.remaining <= timedelta(minutes=9)
    world.pass_time(timedelta(minutes=9))
    assert (await world.workspace.tray.release(item)).state is State.SENT


async def test_the_policys_wait_for_a_warning_counts_for_acts_that_have_one(opened: Opened) -> None:
    world = await opened()
    warned = world.post()
    item = await world.held(warned, review(warned, finding(), seconds=60))
    item = await world.workspace.tray.acknowledge(item.id, finding().key)
    world.rule('[cooling]\nwarn = "10h"\n')
    with pytest.raises(StillCooling) as refused:
        await world.workspace.tray.release(item)
    assert refused.value.remaining > timedelta(hours=9)
    clean = await world.held(world.post("The bridge opens in May."))
    assert (await world.workspace.tray.release(clean)).state is State.SENT


async def test_an_override_is_refused_at_the_hold_and_at_the_gate(opened: Opened) -> None:
    world = await opened()
    act = world.post()
    block = finding(Severity.BLOCK)
    judged = review(act, block, seconds=60)
    early = await world.held(act, judged, **{block.key: "cleared by the press office"})
    world.rule("[rules]\noverrides = false\n")
    with pytest.raises(OverridesForbidden) as refused:
        await world.workspace.tray.release(early)
    assert refused.value.findings == (block,)
    world.workspace.config.reload()
    with pytest.raises(OverridesForbidden):
        await world.workspace.tray.hold(act, judged, Answers(overrides={block.key: "because"}))
    bare = await world.workspace.tray.hold(act, judged)
    with pytest.raises(OverridesForbidden):
        await world.workspace.tray.override(bare.id, block.key, "because")
    assert world.written() == []


async def test_a_favourite_waits_where_the_policy_says_hold(opened: Opened) -> None:
    world = await opened()
    world.rule('[modes]\nfavourite = "hold"\n')
    world.workspace.config.reload()
    seen = world.server.make_post("minister", "The bridge opens in May.")
    connection = world.workspace.connection
    assert connection is not None
    act = acting.favourite(world.author, await connection.reader.status(seen["id"]))
    item = await world.workspace.tray.hold(act, review(act, seconds=120))
    assert (item.state, world.written()) == (State.HELD, [])
    world.pass_time(timedelta(seconds=121))
    assert (await world.workspace.tray.release(item)).state is State.SENT


async def test_a_favourite_held_at_once_before_the_policy_said_hold_waits_after_all(opened: Opened) -> None:
    world = await opened()
    seen = world.server.make_post("minister", "The bridge opens in May.")
    connection = world.workspace.connection
    assert connection is not None
    act = acting.favourite(world.author, await connection.reader.status(seen["id"]))
    judged = review(act, seconds=120)
    machinery = world.workspace.prepare()
    date = (await Truth(connection.wire).identity()).date
    item = machinery.outbox.store.hold(act, judged, server_date=date)
    world.rule('[modes]\nfavourite = "hold"\n')
    with pytest.raises(StillCooling):
        await world.workspace.tray.release(item)


async def test_only_a_policy_lets_a_follow_go_with_a_finding_and_the_journal_has_it(opened: Opened) -> None:
    world = await opened(Settings(modes=ModeSettings(follow=Mode.IMMEDIATE)))
    other = world.server.api("GET", "/api/v1/accounts/lookup?acct=minister").json()
    connection = world.workspace.connection
    assert connection is not None
    act = checking.follow(world.author, await connection.reader.account(other["id"]))
    judged = review(act, finding(), seconds=120)
    stays = await world.workspace.tray.hold(act, judged)
    assert stays.state is State.HELD
    await world.workspace.tray.discard(stays.id)
    world.rule('[modes]\nfollow = "immediate"\n')
    world.workspace.config.reload()
    sent = await world.workspace.tray.hold(act, judged)
    assert sent.state is State.SENT, sent.note
    records = world.workspace.prepare().outbox.journal.records()
    held = [one.row.event for one in records if one.row.event.name == "held"]
    assert [found.rule for found in held[-1].findings] == ["t-rule"]


async def test_a_required_pack_reviews_and_a_locked_rule_speaks(opened: Opened) -> None:
    world = await opened()
    world.rule('[rules]\npacks = ["uk-civil-service"]\n')
    world.workspace.config.reload()
    packs = [name for name, _version in world.workspace.review.review(world.post()).packs]
    assert "uk-civil-service" in packs
    world.rule("")
    world.workspace.config.reload()
    packs = [name for name, _version in world.workspace.review.review(world.post()).packs]
    assert "uk-civil-service" not in packs


async def test_a_policy_with_a_pack_that_does_not_exist_lets_nothing_be_reviewed(opened: Opened) -> None:
    from outtray.services.rules import RulesUnusable

    world = await opened()
    item = await world.held()
    world.rule('[rules]\npacks = ["uk-civil-servise"]\n')
    with pytest.raises(RulesUnusable, match="uk-civil-service"):
        await world.workspace.tray.release(item)
    assert world.written() == []


async def test_quiet_hours_of_a_policy_hold_back_what_is_ready(opened: Opened) -> None:
    from outtray.outbox.refusals import InQuietHours

    world = await opened()
    item = await world.held()
    now = datetime.now(UTC).astimezone(world.clock.local_zone()) + world.clock.skew  # noqa: TID251
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    world.rule(f'[cooling]\nquiet_hours = {{ from = "{begin:%H:%M}", to = "{end:%H:%M}" }}\n')
    with pytest.raises(InQuietHours):
        await world.workspace.tray.release(item)
    assert world.written() == []


# Whose token it is


async def test_a_token_swapped_between_release_and_send_sends_nothing(opened: Opened) -> None:
    world = await opened()
    item = await world.held()
    machinery = world.workspace.prepare()
    gate = machinery.tray._gate
    await gate.release(item)
    connection = world.workspace.connection
    assert connection is not None
    other = world.server.token_for("minister")
    client = connection.wire.client
    auth = client.auth
    assert auth is not None
    auth._token = other  # type: ignore[attr-defined]  # what a broken keyring or a bug would do
    sender = Dispatcher(machinery.outbox, gate, machinery.connections, world.clock)
    await sender.round()
    kept = await world.workspace.tray.item(item.id)
    assert (kept.state, world.written()) == (State.HELD, [])
    assert kept.note is not None
    assert "minister" in kept.note.sentence


# What is kept


async def test_the_journal_is_kept_to_the_settings_at_the_start(opened: Opened) -> None:
    from outtray.config.settings import JournalSettings
    from outtray.services.keeping import keep_to

    world = await opened()
    item = await world.held()
    assert (await world.workspace.tray.release(item)).state is State.SENT
    waiting = await world.held(world.post("Another one waits."))
    machinery = world.workspace.prepare()
    world.pass_time(timedelta(days=400))
    kept = keep_to(machinery.outbox, JournalSettings(), world.clock)
    assert (kept.rows, kept.words) == (0, 0)
    gone = keep_to(machinery.outbox, JournalSettings(keep=timedelta(days=365)), world.clock)
    assert gone.rows > 0
    off = keep_to(machinery.outbox, JournalSettings(enabled=False), world.clock)
    assert off.rows + off.words >= 0
    left = {record.row.event.act_id for record in machinery.outbox.journal.records()}
    assert waiting.id in left
    assert item.id not in left
    machinery.outbox.journal.verify()
