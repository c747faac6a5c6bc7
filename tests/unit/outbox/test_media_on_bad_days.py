"""Attachments on bad days: partly uploaded, forgotten by the server, left behind by nobody's draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hold_kit import Bench, SkewedClock, bench, connect
from outtray.acts.act import Act, Attachment
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.mastodon.truth import Truth
from outtray.outbox.errors import MediaProblem
from outtray.outbox.media import ORPHANS_STAY, MediaLimits
from practice_process import PracticeServer

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
STATUSES = "^/api/v1/statuses$"
MEDIA = "/api/v2/media$"


@pytest.fixture
def hold(practice_server: PracticeServer, tmp_path: Path) -> Iterator[Bench]:
    made = bench(practice_server, tmp_path / "tray")
    yield made
    made.outbox.close()


def pictures(hold: Bench, folder: Path, count: int = 2) -> tuple[Attachment, ...]:
    """Copied-in pictures, each of its own bytes, with alt text and a focal point."""
    found = []
    for number in range(count):
        path = folder / f"ferry-{number}.png"
        path.write_bytes(PNG + bytes([number]))
        copy = hold.outbox.media.add(path, "image/png", MediaLimits(), description=f"The ferry, {number}")
        found.append(Attachment(copy.sha256, copy.mime, copy.name, copy.description, (0.1 * number, -0.5)))
    return tuple(found)


async def released(hold: Bench, act: Act) -> Item:
    date = (await Truth(hold.sessions.session(act.account).wire).identity()).date
    item = hold.outbox.store.hold(act, hold.review(act), server_date=date)
    await hold.gate.release(item)
    return hold.outbox.store.item(item.id)


async def again(hold: Bench, item: Item) -> Item:
    """Another look, another round."""
    current = hold.outbox.store.item(item.id)
    if current.state is State.FAILED:
        current = hold.outbox.store.retry(item.id)
    await hold.gate.release(current)
    await hold.dispatcher.round()
    return hold.outbox.store.item(item.id)


async def test_an_upload_cut_off_is_redone_and_the_others_are_resumed_from(
    hold: Bench, tmp_path: Path
) -> None:
    item = await released(hold, hold.act("Two ferries", media=pictures(hold, tmp_path)))
    hold.server.set_fault("delay", method="POST", path_regex=MEDIA, seconds=0)
    hold.server.set_fault("drop_before", method="POST", path_regex=MEDIA)
    await hold.dispatcher.round()
    assert hold.outbox.store.item(item.id).state is State.FAILED
    assert len(hold.server.writes(MEDIA)) == 1
    sent = await again(hold, item)
    assert sent.state is State.SENT
    assert len(hold.server.writes(MEDIA)) == 2
    shown = hold.server.api("GET", f"/api/v1/statuses/{sent.sent_id}").json()["media_attachments"]
    assert [medium["description"] for medium in shown] == ["The ferry, 0", "The ferry, 1"]
    assert [medium["meta"]["focus"] for medium in shown] == [{"x": 0.0, "y": -0.5}, {"x": 0.1, "y": -0.5}]


async def test_media_the_server_has_forgotten_meanwhile_are_uploaded_again(
    hold: Bench, tmp_path: Path
) -> None:
    item = await released(hold, hold.act("Two ferries", media=pictures(hold, tmp_path)))
    hold.server.set_fault("status", method="POST", path_regex=STATUSES, code=422)
    await hold.dispatcher.round()
    held = hold.outbox.store.item(item.id)
    assert held.state is State.HELD
    assert hold.outbox.sending.references(held).media == {}
    assert (await again(hold, item)).state is State.SENT
    assert len(hold.server.writes(MEDIA)) == 4
    assert len(hold.server.writes(STATUSES)) == 1


async def test_an_upload_whose_answer_was_lost_is_redone_and_the_post_has_each_picture_once(
    hold: Bench, tmp_path: Path
) -> None:
    item = await released(hold, hold.act("Two ferries", media=pictures(hold, tmp_path)))
    hold.server.set_fault("drop_after", method="POST", path_regex=MEDIA)
    await hold.dispatcher.round()
    assert hold.server.writes(STATUSES) == []
    sent = await again(hold, item)
    shown = hold.server.api("GET", f"/api/v1/statuses/{sent.sent_id}").json()["media_attachments"]
    assert [medium["description"] for medium in shown] == ["The ferry, 0", "The ferry, 1"]


async def test_a_copy_damaged_on_disk_is_never_uploaded_and_the_words_stay(
    hold: Bench, tmp_path: Path
) -> None:
    media = pictures(hold, tmp_path)
    item = await released(hold, hold.act("Two ferries", media=media))
    name = media[1].sha256
    (tmp_path / "tray" / "media" / name[:2] / name).write_bytes(b"something else")
    await hold.dispatcher.round()
    failed = hold.outbox.store.item(item.id)
    assert (failed.state, failed.act.text) == (State.FAILED, "Two ferries")
    assert failed.note is not None
    assert "ferry-1.png" in failed.note.sentence
    assert hold.server.writes(STATUSES) == []
    # Attached again, the copy is whole again.
    pictures(hold, tmp_path)
    assert (await again(hold, item)).state is State.SENT


async def test_orphans_and_half_written_copies_are_collected_once_the_program_sends(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    clock = SkewedClock(timedelta(0))
    hold = bench(
        practice_server, tmp_path / "tray", clock=clock, session=connect(practice_server, clock=clock)
    )
    used, orphan = pictures(hold, tmp_path)
    hold.outbox.store.save_draft(hold.act("a draft", media=(used,)))
    folder = tmp_path / "tray" / "media"
    half = folder / used.sha256[:2] / f".{used.sha256}.x1.part"
    half.write_bytes(b"half")
    clock.skew = ORPHANS_STAY + timedelta(minutes=1)
    practice_server.shift_clock(clock.skew.total_seconds())
    await hold.dispatcher.round()
    assert [path.name for path in folder.glob("*/*")] == [used.sha256]
    assert hold.outbox.media.read(used)
    with pytest.raises(MediaProblem):
        hold.outbox.media.read(orphan)
    hold.outbox.close()
