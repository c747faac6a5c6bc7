"""Backup and moving: everything arrives, nothing is doubled or overwritten, no hold grows looser."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hold_kit import bench, review
from journal_kit import Past
from moving_kit import states
from outtray.acts.states import State
from outtray.journal.events import EventName
from outtray.mastodon.truth import Truth
from outtray.outbox.errors import BackupUnusable, TrayInUse
from outtray.outbox.moving import MANIFEST, export_outbox, import_outbox, read_manifest
from outtray.outbox.opening import DATABASE, KEY, open_outbox
from outtray.storage.errors import DiskFull
from outtray.storage.lock import FileLock
from practice_process import PracticeServer


def test_everything_is_in_the_file_and_no_token(past: Past, backup: Path) -> None:
    contents = read_manifest(backup)
    assert (contents.waiting, contents.drafts, contents.over, contents.media) == (6, 1, 2, 1)
    assert contents.whole
    assert contents.rows == past.tray.journal.verify().rows
    assert backup.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {MANIFEST, DATABASE, KEY, "media"}
    past.tray.close()


def test_an_export_writes_over_nothing_and_leaves_no_litter(past: Past, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupUnusable):
        export_outbox(past.tray, past.folder, backup, practice=False)
    assert backup.read_bytes() == before
    assert sorted(path.name for path in backup.parent.iterdir()) == ["backup.zip", "ferry.png", "here"]
    past.tray.close()


def test_a_full_disk_is_a_sentence_about_the_backup_and_leaves_nothing(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stick" / "backup.zip"
    path.parent.mkdir()

    def no_room(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(zipfile.ZipFile, "write", no_room)
        with pytest.raises(DiskFull) as told:
            export_outbox(past.tray, past.folder, path, practice=False)
    assert str(path) in told.value.sentence
    assert list(path.parent.iterdir()) == []
    assert export_outbox(past.tray, past.folder, path, practice=False).waiting == 6
    past.tray.close()


def test_what_waited_comes_in_as_drafts_and_what_may_be_sent_as_a_question(
    past: Past, backup: Path, tmp_path: Path
) -> None:
    past.clock.pass_time(timedelta(days=1))
    there = tmp_path / "there"
    import_outbox(there, backup, past.clock, practice=False)
    assert states(there) == {
        "held": "draft",
        "to copy": "draft",
        "released": "draft",
        "failed": "draft",
        "sent": "sent",
        "on its way": "unsure",
        "unsure": "unsure",
    }
    with closing(open_outbox(there, past.clock)) as tray:
        for item in tray.store.drafts():
            assert (item.review, item.hold, item.sending, item.acknowledged) == (
                None,
                None,
                None,
                frozenset(),
            )
        for item in tray.sending.unsure():
            assert item.sending is not None
            assert item.sending.asked
        tray.journal.verify()
        names = [record.event.name for record in tray.journal.records()]
        assert names[-1] is EventName.IMPORTED
        [held] = [item for item in tray.store.drafts() if item.act.media]
        assert tray.media.read(held.act.media[0]) == b"\x89PNG a ferry"
    assert states(past.folder)["held"] == "held"
    past.tray.close()


def test_no_wait_served_elsewhere_counts_here(past: Past, backup: Path, tmp_path: Path) -> None:
    past.clock.pass_time(timedelta(hours=5))
    import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    with closing(open_outbox(tmp_path / "there", past.clock)) as tray:
        for item in tray.store.drafts():
            act = replace(item.act, text=item.act.text + ".")
            held = tray.store.hold(
                act, review(act), server_date=past.now, item_id=item.id, keep_small_edit=True
            )
            assert held.remaining(past.now) == timedelta(seconds=120)
    past.tray.close()


def test_no_wait_kept_with_a_draft_counts_here(past: Past, tmp_path: Path) -> None:
    """A draft that was held there remembers its wait, for small edits; here that counts for nothing."""
    past.tray.store.edit(past.hold("nearly the same").id)
    path = tmp_path / "kept.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    past.clock.pass_time(timedelta(hours=5))
    import_outbox(tmp_path / "there", path, past.clock, practice=False)
    with closing(open_outbox(tmp_path / "there", past.clock)) as tray:
        [draft] = [item for item in tray.store.drafts() if item.act.text == "nearly the same"]
        held = tray.store.hold(
            draft.act, review(draft.act), server_date=past.now, item_id=draft.id, keep_small_edit=True
        )
        assert held.remaining(past.now) == timedelta(seconds=120)
    past.tray.close()


def test_what_the_user_finds_absent_waits_anew_with_a_review_of_this_machine(
    past: Past, backup: Path, tmp_path: Path
) -> None:
    past.clock.pass_time(timedelta(hours=5))
    import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    with closing(open_outbox(tmp_path / "there", past.clock)) as tray:
        unsure = tray.sending.unsure()
        assert len(unsure) == 2
        for item in unsure:
            settled = tray.sending.confirm_absent(item.id)
            assert (str(settled.state), settled.hold, settled.review) == ("draft", None, None)
            assert settled.act.text == item.act.text
            last = [one for one in tray.journal.records() if one.event.act_id == item.id][-1].event
            assert (last.name, last.detail) == (EventName.EDITED, {"by": "import"})
        tray.journal.verify()
    past.tray.close()


async def test_looking_here_for_what_was_released_there_never_sends_it(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    there = bench(practice_server, tmp_path / "there")
    practice_server.set_fault("drop_before", method="POST", path_regex="^/api/v1/statuses$")
    act = there.act("Released on the other machine.")
    date = (await Truth(there.sessions.session(there.account).wire).identity()).date
    item = there.outbox.store.hold(act, there.review(act), server_date=date)
    await there.gate.release(item)
    released_there = there.outbox.store.item(item.id)
    there.outbox.sending.attempt(released_there)
    path = tmp_path / "moved.zip"
    export_outbox(there.outbox, tmp_path / "there", path, practice=False)
    there.outbox.close()
    practice_server.clear_faults()
    import_outbox(tmp_path / "here", path, there.outbox.clock, practice=False)
    here = bench(practice_server, tmp_path / "here")
    looked = await here.dispatcher.resolve(item.id)
    assert looked.state is State.UNSURE
    assert looked.sending is not None
    assert looked.sending.asked
    statuses = practice_server.api("GET", f"/api/v1/accounts/{here.account.id}/statuses?limit=40").json()
    assert not [status for status in statuses if "other machine" in status["content"]]
    here.outbox.close()


def test_a_second_import_doubles_nothing(past: Past, backup: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    import_outbox(there, backup, past.clock, practice=False)
    before = states(there)
    with pytest.raises(TrayInUse):
        import_outbox(there, backup, past.clock, practice=False)
    assert states(there) == before
    past.tray.close()


def test_an_import_replaces_nothing_that_is_there(past: Past, backup: Path, tmp_path: Path) -> None:
    other = Past(tmp_path / "other")
    other.tray.store.save_draft(other.hold("mine").act)
    key = (other.folder / KEY).read_bytes()
    other.tray.close()
    with pytest.raises(TrayInUse):
        import_outbox(other.folder, backup, past.clock, practice=False)
    assert states(other.folder) == {"mine": "draft"}
    assert (other.folder / KEY).read_bytes() == key
    past.tray.close()


def test_nothing_is_imported_under_a_running_program(past: Past, backup: Path, tmp_path: Path) -> None:
    with closing(open_outbox(tmp_path / "there", past.clock)) as running:
        running.lock.acquire()
        with pytest.raises(TrayInUse):
            import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    past.tray.close()


def test_what_an_import_that_was_killed_left_unpacked_is_deleted(
    past: Past, backup: Path, tmp_path: Path
) -> None:
    left = tmp_path / "there" / ".import-killed" / "media"
    left.mkdir(parents=True)
    (left / "words").write_text("a draft")
    import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    assert not left.parent.exists()
    past.tray.close()


def test_practice_and_real_never_mix(past: Past, backup: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable) as told:
        import_outbox(tmp_path / "there", backup, past.clock, practice=True)
    assert "real" in told.value.sentence
    assert states(tmp_path / "there") == {}
    past.tray.close()


def test_drafts_keep_the_ids_by_which_the_journal_knows_them(
    past: Past, backup: Path, tmp_path: Path
) -> None:
    ids = {item.id for item in past.tray.store.drafts()}
    import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    with closing(open_outbox(tmp_path / "there", past.clock)) as tray:
        assert ids <= {item.id for item in tray.store.drafts()}
    past.tray.close()


KILLED = """
import os, signal, sys, zipfile
from pathlib import Path
sys.path[:0] = {path!r}
from outtray.base.clock import SystemClock
from outtray.outbox.moving import export_outbox
from outtray.outbox.opening import open_outbox

def die(*_arguments):
    os.kill(os.getpid(), signal.SIGKILL)

zipfile.ZipFile.write = die
folder = Path({folder!r})
export_outbox(open_outbox(folder, SystemClock()), folder, Path({to!r}), practice=False)
"""


def test_what_a_killed_export_left_goes_with_the_next_and_what_another_writes_stays(
    past: Past, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    program = KILLED.format(path=sys.path, folder=str(past.folder), to=str(stick / "first.zip"))
    killed = subprocess.run([sys.executable, "-c", program], check=False)
    assert killed.returncode == -signal.SIGKILL
    [left] = stick.iterdir()
    assert left.stat().st_mode & 0o077 == 0
    others = stick / ".outtray-export-other"
    others.mkdir()
    with FileLock(others / "lock"):
        export_outbox(past.tray, past.folder, stick / "second.zip", practice=False)
        assert sorted(path.name for path in stick.iterdir()) == [others.name, "second.zip"]
    past.tray.close()
