"""Every kind of act reaches a real server as itself, and is found there again when the answer was lost."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from hold_kit import Bench, bench, connect
from outtray.acts.act import Act, Attachment, Poll, Target
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.acts.states import State
from outtray.journal import reading
from outtray.journal.events import EventName
from outtray.journal.history import histories
from outtray.journal.wording import event_words
from outtray.mastodon.truth import Truth, target_of
from outtray.outbox.media import MediaLimits
from outtray.outbox.refusals import PredecessorChanged
from outtray.screens.presenting import held_act
from outtray_rules.draft import ActKind
from practice_process import PracticeServer

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


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
            target = Target(asked["poll"]["id"], poll_options=("A", "B"))
            return Kind(hold.act("", kind=ActKind.VOTE, target=target, choices=(1,)), "votes")
        case "feature":
            return Kind(hold.act("#FerryTimes", kind=ActKind.FEATURE), "featured_tags")
        case "picture":
            pictures = (picture_of(hold, "avatar"), picture_of(hold, "header"))
            rows = (("display_name", "The Clerk"), ("fields.0.name", "Desk"), ("fields.0.value", "Two"))
            act = hold.act("", kind=ActKind.PROFILE, profile_changes=rows, media=pictures)
            return Kind(act, "update_credentials")
        case "report":
            target = Target(other["id"], acct="minister")
            act = hold.act(
                "",
                kind=ActKind.REPORT,
                target=target,
                comment="spam",
                category="spam",
                status_ids=(theirs["id"],),
                forward=True,
            )
            return Kind(act, "reports", asked_when_lost=True)
        case _:
            changes = (("display_name", "The Clerk"), ("note", "Ferries and forms"))
            return Kind(hold.act("", kind=ActKind.PROFILE, profile_changes=changes), "update_credentials")


KINDS = ["poll", "quote", "pin", "feature", "follow", "vote", "report", "profile", "picture"]


def picture_of(hold: Bench, name: str) -> Attachment:
    """A picture for the profile, copied in as the program does."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.png"
        path.write_bytes(PIXEL)
        return replace(hold.outbox.media.add(path, "image/png", MediaLimits()), name=name)


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
    assert (shown["display_name"] == "The Clerk") is (name in {"profile", "picture"})
    assert done.note is None


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


async def test_the_pictures_of_a_profile_arrive_and_only_those_reviewed(hold: Bench) -> None:
    before = hold.server.api("GET", "/api/v1/accounts/verify_credentials").json()
    item = await released(hold, (await kind_named(hold, "picture")).act)
    await hold.dispatcher.round()
    after = hold.server.api("GET", "/api/v1/accounts/verify_credentials").json()
    assert (after["avatar"], after["header"]) != (before["avatar"], before["header"])
    assert hold.outbox.store.item(item.id).state is State.SENT
    assert hold.server.writes("/api/v2/media") == [], "a picture of a profile is no upload of its own"


def swap_copies(folder: Path) -> None:
    """Put other bytes into every copy of an attachment."""
    for copy in folder.glob("media/*/*"):
        copy.write_bytes(PIXEL + b"another")


async def test_a_picture_swapped_on_disk_is_not_sent(hold: Bench, tmp_path: Path) -> None:
    item = await released(hold, (await kind_named(hold, "picture")).act)
    swap_copies(tmp_path)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.FAILED
    assert hold.server.writes("update_credentials") == []


# Delete and redraft


async def redrafted(hold: Bench) -> tuple[str, Item]:
    """An own post on the server, and a released act that takes its place."""
    own = hold.server.api("POST", "/api/v1/statuses", json={"status": "teh ferry"}).json()
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(own["id"]))
    return own["id"], await released(hold, hold.act("the ferry", replaces=target))


def is_there(hold: Bench, status_id: str) -> bool:
    return hold.server.api("GET", f"/api/v1/statuses/{status_id}").status_code == 200


async def test_the_old_post_is_deleted_once_its_replacement_is_there_and_the_journal_says_so(
    hold: Bench,
) -> None:
    old, item = await redrafted(hold)
    assert is_there(hold, old), "nothing is deleted by a release"
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert (sent.state, is_there(hold, old), is_there(hold, sent.sent_id)) == (State.SENT, False, True)
    assert sent.act.replaces is None
    with hold.outbox.database.reading() as connection:
        last = list(reading.rows(connection, act_id=item.id))[-1].event
    assert (last.name, last.detail["id"]) == (EventName.TAKEN_BACK, old)


async def test_it_stays_while_nobody_knows_whether_the_replacement_arrived(hold: Bench) -> None:
    old, item = await redrafted(hold)
    hold.server.set_fault("drop_before", method="POST", path_regex="/api/v1/statuses$")
    await hold.dispatcher.round()
    kept = hold.outbox.store.item(item.id)
    assert kept.state in {State.UNSURE, State.FAILED}
    assert is_there(hold, old)


async def test_it_stays_when_the_server_refuses_the_replacement(hold: Bench) -> None:
    old, item = await redrafted(hold)
    hold.server.set_fault("status", method="POST", path_regex="/api/v1/statuses$", code=422, body="{}")
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.HELD
    assert is_there(hold, old)


async def test_a_deletion_that_failed_is_told_and_tried_again_by_the_next_process(
    hold: Bench, tmp_path: Path
) -> None:
    old, item = await redrafted(hold)
    hold.server.set_fault("status", method="DELETE", path_regex=old, code=503, body="{}")
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert sent.note is not None
    assert "still there" in sent.note.sentence
    assert is_there(hold, old)
    hold.outbox.close()
    later = bench(hold.server, tmp_path, session=connect(hold.server))
    await later.dispatcher.round()
    after = later.outbox.store.item(item.id)
    later.outbox.close()
    assert (is_there(hold, old), after.note, after.act.replaces) == (False, None, None)


async def test_a_post_deleted_elsewhere_counts_as_deleted_and_words_that_look_like_it_do_not(
    hold: Bench,
) -> None:
    old, item = await redrafted(hold)
    other = await released(hold, hold.act('"replaces":{"id":"1"}'))
    hold.server.delete(old)
    await hold.dispatcher.round()
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).act.replaces is None
    assert hold.outbox.store.item(other.id).state is State.SENT
    assert hold.outbox.sending.to_replace() == ()
    assert not [w for w in hold.server.writes() if w["method"] == "DELETE"]


async def test_a_post_that_was_edited_since_the_redraft_began_is_looked_at_again(hold: Bench) -> None:
    own = hold.server.api("POST", "/api/v1/statuses", json={"status": "teh ferry"}).json()
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(own["id"]))
    act = hold.act("the ferry", replaces=target)
    item = hold.outbox.store.hold(act, hold.review(act), server_date=None)
    hold.server.edit(own["id"], "teh ferry, and what else was learned since")
    with pytest.raises(PredecessorChanged):
        await hold.gate.release(item)
    kept = hold.outbox.store.item(item.id)
    assert kept.act.replaces is not None
    assert "learned since" in kept.act.replaces.text
    assert is_there(hold, own["id"])
    assert kept.note is not None
    assert (kept.note.code, "takes the place of" in kept.note.sentence) == ("target-changed", True)
    shown = held_act(kept, followers=None, bio="")
    assert shown is not None
    assert shown.replaces is not None
    assert "learned since" in shown.replaces.text
    assert shown.replaces.address == kept.act.replaces.url
    assert kept.note.sentence in shown.hold.detail
    assert "is deleted" in shown.hold.detail


async def test_a_post_that_is_gone_already_makes_nobody_wait_again(hold: Bench) -> None:
    own = hold.server.api("POST", "/api/v1/statuses", json={"status": "teh ferry"}).json()
    target = target_of(await Truth(hold.sessions.session(hold.account).wire).status(own["id"]))
    act = hold.act("the ferry", replaces=target)
    item = hold.outbox.store.hold(act, hold.review(act), server_date=None)
    hold.server.delete(own["id"])
    await hold.gate.release(item)
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert (sent.state, sent.act.replaces, sent.note) == (State.SENT, None, None)
    assert not [w for w in hold.server.writes() if w["method"] == "DELETE"]
    hold.outbox.journal.verify()


async def test_a_post_that_was_edited_after_the_release_is_spared_and_that_is_told(hold: Bench) -> None:
    old, item = await redrafted(hold)
    hold.server.edit(old, "edited in another program between release and sending")
    await hold.dispatcher.round()
    await hold.dispatcher.round()
    sent = hold.outbox.store.item(item.id)
    assert (sent.state, is_there(hold, old), sent.act.replaces) == (State.SENT, True, None)
    assert sent.note is not None
    assert "edited since" in sent.note.sentence
    assert hold.outbox.sending.to_replace() == ()
    [history] = [one for one in histories(hold.outbox.journal.records()) if one.act_id == item.id]
    assert (history.state, history.taken_back_at) == ("sent", None)
    assert "edited since" in event_words(history.records[-1].event), "the register says it, too"
