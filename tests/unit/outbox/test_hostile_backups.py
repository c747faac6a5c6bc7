"""A file that is damaged, forged or not from here changes nothing that it should not."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from journal_kit import Past
from moving_kit import released, states
from outtray.acts.act import Target
from outtray.base.errors import OuttrayError
from outtray.outbox import moving
from outtray.outbox.errors import BackupUnusable, OutboxError
from outtray.outbox.moving import MANIFEST, export_outbox, import_outbox
from outtray.outbox.opening import DATABASE, KEY, open_outbox
from outtray.storage.errors import DiskFull, NewerFormat


def rewritten(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same backup with some of its members changed."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    path = backup.with_name("changed.zip")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def in_manifest(members: dict[str, bytes], **changes: object) -> None:
    members[MANIFEST] = json.dumps({**json.loads(members[MANIFEST]), **changes}).encode()


def with_file(members: dict[str, bytes], name: str) -> None:
    members[name] = b"x"
    files = json.loads(members[MANIFEST])["files"]
    in_manifest(members, files={**files, name: "0" * 64})


def with_key(members: dict[str, bytes], key: bytes) -> None:
    members[KEY] = key
    files = json.loads(members[MANIFEST])["files"]
    in_manifest(members, files={**files, KEY: sha256(key).hexdigest()})
    # A journal that was broken is brought in as it is, so the chain itself finds nothing.
    in_manifest(members, contents={**json.loads(members[MANIFEST])["contents"], "whole": False})


DAMAGES: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a byte of the database": lambda m: m.update({DATABASE: m[DATABASE][:-1] + b"!"}),
    "another key": lambda m: m.update({KEY: b"k" * 32}),
    "no manifest": lambda m: void(m.pop(MANIFEST)),
    "no database": lambda m: void(m.pop(DATABASE)),
    "no JSON": lambda m: m.update({MANIFEST: b"{"}),
    "another shape": lambda m: in_manifest(m, files=[1]),
    "a later version": lambda m: in_manifest(m, format=2),
    "a path out": lambda m: with_file(m, "../evil"),
    "a path elsewhere": lambda m: with_file(m, "/etc/evil"),
    "a file too many": lambda m: with_file(m, "media/evil"),
    "a short key": lambda m: with_key(m, b"k"),
}


def void(_value: object) -> None:
    """For lambdas that are there for what they do."""


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_or_hostile_file_changes_nothing(
    past: Past, backup: Path, tmp_path: Path, damage: str
) -> None:
    path = rewritten(backup, DAMAGES[damage])
    with pytest.raises(BackupUnusable) as told:
        import_outbox(tmp_path / "there", path, past.clock, practice=False)
    assert str(path) in told.value.sentence
    assert told.value.next_step
    assert states(tmp_path / "there") == {}
    assert not list((tmp_path / "there").glob(".import-*"))
    assert not (tmp_path / "evil").exists()
    past.tray.close()


def test_a_compressed_stream_that_is_damaged_is_a_sentence(past: Past, backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        packed = archive.getinfo(DATABASE)
        start = packed.header_offset + 30 + len(DATABASE)
    content = bytearray(backup.read_bytes())
    content[start : start + 40] = b"\xff" * 40
    backup.write_bytes(content)
    with pytest.raises(BackupUnusable):
        import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    assert states(tmp_path / "there") == {}
    past.tray.close()


def test_a_small_file_that_unpacks_to_more_than_there_is_room_for_is_refused_before(
    past: Past, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_room", lambda _folder: 1000)
    with pytest.raises(DiskFull) as told:
        import_outbox(tmp_path / "there", backup, past.clock, practice=False)
    assert "backup.zip" in told.value.sentence
    assert states(tmp_path / "there") == {}
    past.tray.close()


def test_a_folder_in_the_place_of_a_backup_is_a_sentence(past: Past, tmp_path: Path) -> None:
    with pytest.raises(OuttrayError) as told:
        import_outbox(tmp_path / "there", tmp_path, past.clock, practice=False)
    assert str(tmp_path) in told.value.sentence
    past.tray.close()


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut short"])
def test_a_file_that_is_no_backup_is_a_sentence(past: Past, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    for wrong in (path, tmp_path / "missing.zip"):
        with pytest.raises(OutboxError) as told:
            import_outbox(tmp_path / "there", wrong, past.clock, practice=False)
        assert wrong.name in told.value.sentence
    past.tray.close()


def test_a_tampered_database_with_a_fitting_sum_is_still_found_out(past: Past, tmp_path: Path) -> None:
    path = tmp_path / "tampered.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    past.tray.database.execute("UPDATE journal SET at = '2020' WHERE number = 2")
    broken = tmp_path / "broken.zip"
    assert not export_outbox(past.tray, past.folder, broken, practice=False).whole
    with zipfile.ZipFile(broken) as archive:
        database = archive.read(DATABASE)
        files = json.loads(archive.read(MANIFEST))["files"]

    def swap(members: dict[str, bytes]) -> None:
        members[DATABASE] = database
        in_manifest(members, files=files)

    with pytest.raises(BackupUnusable):
        import_outbox(tmp_path / "there", rewritten(path, swap), past.clock, practice=False)
    # A journal that was broken when it was saved is brought in as it is: the drafts count more.
    import_outbox(tmp_path / "there", broken, past.clock, practice=False)
    assert states(tmp_path / "there")["held"] == "draft"
    past.tray.close()


def test_a_backup_of_a_later_version_is_refused(past: Past, tmp_path: Path) -> None:
    past.tray.database.execute("INSERT INTO outtray_migrations VALUES ('outbox-99', 'some day')")
    path = tmp_path / "later.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    with pytest.raises(NewerFormat):
        import_outbox(tmp_path / "there", path, past.clock, practice=False)
    past.tray.close()


def test_an_act_that_cannot_be_read_stays_in_the_file(past: Past, tmp_path: Path) -> None:
    """A later version could read it, as the held and answered act it claims to be."""
    with past.tray.database.transaction() as connection:
        forged = "UPDATE items SET act = replace(act, '\"v\":', '\"later\":') WHERE state = 'held'"
        connection.execute(forged)
    unreadable = [name for name, _why in past.tray.store.unreadable()]
    assert unreadable
    path = tmp_path / "forged.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    contents = import_outbox(tmp_path / "there", path, past.clock, practice=False)
    assert contents.left_out == len(unreadable)
    with closing(open_outbox(tmp_path / "there", past.clock)) as tray:
        assert tray.store.unreadable() == ()
        with tray.database.reading() as connection:
            states_there = {row["state"] for row in connection.execute("SELECT state FROM items")}
        assert states_there.isdisjoint({"held", "sending", "failed"})
        [*_, last] = tray.journal.records()
        assert last.event.detail["left_out"] == " ".join(unreadable)
        tray.journal.verify()
    past.tray.close()


def test_an_import_deletes_no_post_whatever_a_backup_claims_was_to_go(past: Past, tmp_path: Path) -> None:
    old = Target(id="40", url="https://harbour.example/40", acct="clerk")
    for text in ("sent instead", "perhaps sent instead"):
        item = past.hold(text, replaces=old)
        if text == "sent instead":
            past.send(item)
        else:
            past.tray.sending.attempt(released(past, item))
    past.hold("held instead", replaces=old)
    assert len(past.tray.sending.to_replace()) == 1
    path = tmp_path / "forged.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    import_outbox(tmp_path / "there", path, past.clock, practice=False)
    with closing(open_outbox(tmp_path / "there", past.clock)) as tray:
        assert tray.sending.to_replace() == ()
        [unsure] = [item for item in tray.sending.unsure() if item.act.text == "perhaps sent instead"]
        assert unsure.act.replaces is None
        assert unsure.note is not None
        assert (unsure.note.code, "left where it is" in unsure.note.sentence) == ("ask", True)
        [sent] = [item for item in tray.store.sent() if item.act.text == "sent instead"]
        assert sent.note is not None
        assert "left where it is" in sent.note.sentence
        [draft] = [item for item in tray.store.drafts() if item.act.text == "held instead"]
        assert draft.act.replaces == old, "it is decided anew at its look, where it is shown"
    past.tray.close()
