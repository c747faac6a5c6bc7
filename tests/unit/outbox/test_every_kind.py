"""Every kind of act reaches a real server as itself, and is found there again when the answer was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hold_kit import Bench, bench, connect
from outtray.acts.act import Act, Poll, Target
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.acts.states import State
from outtray.mastodon.truth import Truth, target_of
from outtray_rules.draft import ActKind
from practice_process import PracticeServer


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path, session=connect(practice_server, honours_idempotency=False))
    yield made
    made.outbox.close()


@dataclass(frozen=True)
class Kind:
    """One kind: the act, the end of its request's path, and whether nobody but the user can find it."""

    act: Act
    write: str
    asked_when_lost: bool = False


async def kind_named(hold: Bench, name: str) -> Kind:
    api = hold.server.api
    truth = Truth(hold.sessions.session(hold.account).wire)
    other = api("GET", "/api/v1/accounts/lookup?acct=minister").json()
    theirs = hold.server.make_post("minister", "The bridge opens in May.")
    match name:
        case "poll":
            return Kind(
                hold.act("Tea or coffee?", kind=ActKind.POLL, poll=Poll(("Tea", "Coffee"), 3600)), "statuses"
            )
        case "quote":
            target = target_of(await truth.status(theirs["id"]))
            return Kind(hold.act("Good news", kind=ActKind.QUOTE, target=target), "statuses")
        case "pin":
            own = api("POST", "/api/v1/statuses", json={"status": "pin me"}).json()
            target = target_of(await truth.status(own["id"]))
            return Kind(hold.act("", kind=ActKind.PIN, target=target), "pin")
        case "follow":
            return Kind(
                hold.act("", kind=ActKind.FOLLOW, target=Target(other["id"], acct="minister")), "follow"
            )
        case "vote":
            poll = {"options": ["A", "B"], "expires_in": 3600}
            token = {"Authorization": f"Bearer {hold.server.token_for('minister')}"}
            asked = api("POST", "/api/v1/statuses", json={"status": "?", "poll": poll}, headers=token).json()
            target = Target(asked["poll"]["id"])
            return Kind(hold.act("", kind=ActKind.VOTE, target=target, choices=(1,)), "votes")
        case "report":
            target = Target(other["id"], acct="minister")
            act = hold.act("", kind=ActKind.REPORT, target=target, comment="spam")
            return Kind(act, "reports", asked_when_lost=True)
        case _:
            changes = (("display_name", "The Clerk"), ("note", "Ferries and forms"))
            return Kind(hold.act("", kind=ActKind.PROFILE, profile_changes=changes), "update_credentials")


KINDS = ["poll", "quote", "pin", "follow", "vote", "report", "profile"]


async def released(hold: Bench, act: Act) -> Item:
    date = (await Truth(hold.sessions.session(hold.account).wire).identity()).date
    item = hold.outbox.store.hold(act, hold.review(act), server_date=date)
    await hold.gate.release(item)
    return item


@pytest.mark.parametrize("name", KINDS)
async def test_each_kind_is_done_once_by_its_own_request(hold: Bench, name: str) -> None:
    kind = await kind_named(hold, name)
    before = len(hold.server.writes(kind.write))
    item = await released(hold, kind.act)
    await hold.dispatcher.round()
    done = hold.outbox.store.item(item.id)
    assert done.state is State.SENT, done.note
    assert done.sent_id
    assert len(hold.server.writes(kind.write)) == before + 1
    shown: dict[str, Any] = hold.server.api("GET", "/api/v1/accounts/verify_credentials").json()
    assert (shown["display_name"] == "The Clerk") is (name == "profile")


@pytest.mark.parametrize("name", KINDS)
async def test_each_kind_whose_answer_was_lost_is_found_or_asked_about(hold: Bench, name: str) -> None:
    kind = await kind_named(hold, name)
    before = len(hold.server.writes(kind.write))
    item = await released(hold, kind.act)
    hold.server.set_fault("drop_after", method="*", path_regex=kind.write)
    await hold.dispatcher.round()
    after = hold.outbox.store.item(item.id)
    assert after.sending is not None
    assert after.state is (State.UNSURE if kind.asked_when_lost else State.SENT), after.note
    assert after.sending.asked is kind.asked_when_lost
    if kind.asked_when_lost:
        hold.outbox.sending.found(item.id, Sent(""), by="user")
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert len(hold.server.writes(kind.write)) == before + 1
