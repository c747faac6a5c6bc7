"""What is kept once an act was sent: the public record, and none of the private words of others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hold_kit import ACCOUNT, START, HandClock, bench, finding, post, review
from outtray.acts.act import Act, Attachment, Target
from outtray.acts.approval import Release
from outtray.acts.item import Item
from outtray.acts.outcome import Sent
from outtray.acts.states import State
from outtray.journal import reading
from outtray.outbox.media import MediaLimits
from outtray.outbox.opening import DATABASE, MEDIA, Outbox, open_outbox
from outtray_rules.draft import ActKind, Visibility
from practice_process import PracticeServer

WORDS = "between us, the harbour master is leaving"


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[Outbox]:
    made = open_outbox(tmp_path, HandClock())
    yield made
    made.close()


def overheard(visibility: Visibility) -> Target:
    """Somebody else's status, with words wherever there can be any."""
    return Target(
        id="41",
        url="https://harbour.example/41",
        acct="mayor",
        digest="d",
        edited_at=START,
        text=WORDS,
        content_warning=WORDS,
        visibility=visibility,
        profile=WORDS,
        media=(Attachment(id="5", mime="image", description=WORDS),),
        poll_options=(WORDS,),
        quoted=WORDS,
    )


def sent(tray: Outbox, act: Act) -> Item:
    """Send without a server: what the gate and the dispatcher would record."""
    judged = review(act, finding(match=WORDS))
    item = tray.store.hold(act, judged, server_date=START, acknowledged=[finding(match=WORDS).key])
    key = tray.sending.idempotency_key(item)
    release = Release(item.id, act.account, item.digest, key, START, START)
    released = tray.sending.release(item, judged, release)
    tray.sending.attempt(released)
    return tray.sending.settle(released, Sent("55"))


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.DIRECT])
@pytest.mark.parametrize("kind", [ActKind.FAVOURITE, ActKind.BOOST])
def test_the_private_words_of_others_are_in_no_file_after_sending(
    tray: Outbox, tmp_path: Path, kind: ActKind, visibility: Visibility
) -> None:
    item = sent(tray, Act(kind, ACCOUNT, target=overheard(visibility)))
    assert item.state is State.SENT
    tray.close()
    assert WORDS.encode() not in (tmp_path / DATABASE).read_bytes()


def test_a_favourite_of_a_direct_message_is_not_journalled_with_its_words_while_it_waits(
    tmp_path: Path,
) -> None:
    with_drafts = open_outbox(tmp_path, HandClock(), keep_drafts=True)
    act = Act(ActKind.FAVOURITE, ACCOUNT, target=overheard(Visibility.DIRECT))
    with_drafts.store.hold(act, review(act, finding()), server_date=START)
    with with_drafts.database.reading() as connection:
        assert set(reading.words(connection, masked=False).values()) <= {""}
    with_drafts.close()


def test_of_the_post_answered_only_its_place_is_kept(tray: Outbox) -> None:
    act = post("Thank you.", kind=ActKind.REPLY, reply_to=overheard(Visibility.PRIVATE))
    item = sent(tray, act)
    kept = tray.store.item(item.id)
    assert kept.act.text == "Thank you."
    assert kept.act.reply_to == Target(
        id="41",
        url="https://harbour.example/41",
        acct="mayor",
        digest="d",
        edited_at=START,
        visibility=Visibility.PRIVATE,
    )
    assert kept.digest == item.digest


def test_the_words_of_a_public_post_that_was_boosted_are_the_record(tray: Outbox) -> None:
    sent(tray, Act(ActKind.BOOST, ACCOUNT, target=overheard(Visibility.PUBLIC)))
    with tray.database.reading() as connection:
        [words] = reading.words(connection, masked=False).values()
    assert words.count(WORDS) == 5, "warning, text, quoted post, poll option and alt text"


async def test_the_sender_deletes_copies_of_what_was_sent(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    clock = HandClock()
    hold = bench(practice_server, tmp_path, clock=clock)
    picture = tmp_path / "ferry.png"
    picture.write_bytes(b"a picture")
    used = hold.outbox.media.add(picture, "image/png", MediaLimits())
    hold.outbox.store.save_draft(hold.act(media=(used,)))
    picture.write_bytes(b"another picture")
    orphan = hold.outbox.media.add(picture, "image/png", MediaLimits())
    clock.wall += timedelta(days=10_000)
    assert await hold.dispatcher.round()
    left = {place.name for place in (tmp_path / MEDIA).glob("*/*")}
    assert left == {used.sha256}
    assert orphan.sha256 not in left
    hold.outbox.close()
