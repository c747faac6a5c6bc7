"""Every out-tray any version ever wrote can be opened, read, used and walked; a later one is refused."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hold_kit import HandClock, post, review
from outtray.acts.states import State
from outtray.journal import chain
from outtray.journal.history import histories
from outtray.outbox import schema
from outtray.outbox.opening import DATABASE, KEY, open_outbox
from outtray.storage.errors import NewerFormat

VERSIONS = sorted(Path(__file__).with_name("versions").glob("*.sql"))


def restored(path: Path, folder: Path) -> Path:
    """An out-tray as that version left it."""
    first, script = path.read_text(encoding="utf-8").split("\n", 1)
    folder.mkdir(mode=0o700)
    (folder / KEY).write_bytes(bytes.fromhex(first.removeprefix("-- key ")))
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.executescript(script)
    return folder


def test_every_schema_has_its_out_tray_here() -> None:
    """A migration without one: run ``make_version.py``."""
    kept = {path.stem for path in VERSIONS}
    assert f"{chain.MIGRATIONS[-1].name}+{schema.MIGRATIONS[-1].name}" in kept
    for migrations in (chain.MIGRATIONS, schema.MIGRATIONS):
        names = {migration.name for migration in migrations}
        assert names <= {name for stem in kept for name in stem.split("+")}


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_the_out_tray_of_an_earlier_version_opens_and_goes_on(path: Path, tmp_path: Path) -> None:
    folder = restored(path, tmp_path / "tray")
    with closing(open_outbox(folder, HandClock())) as tray:
        assert tray.store.unreadable() == ()
        items = (*tray.store.items(), *tray.store.drafts(), *tray.store.sent())
        assert sorted(item.act.text for item in items) == ["copied", "copied", "held", "sent"]
        [held] = [item for item in items if item.act.text == "held"]
        assert held.state is State.HELD
        assert held.open_findings == ()
        found = {history.words: history.state for history in histories(tray.journal.records())}
        assert found["sent"] == "taken-back"
        before = tray.journal.verify()
        act = post("written by this version")
        tray.store.hold(act, review(act), server_date=None)
        tray.store.discard(held.id)
        assert tray.journal.verify().rows == before.rows + 2


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_the_out_tray_of_a_later_version_is_refused_with_a_sentence_and_left_alone(
    path: Path, tmp_path: Path
) -> None:
    folder = restored(path, tmp_path / "tray")
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("INSERT INTO outtray_migrations VALUES ('outbox-99', '2030-01-01')")
        connection.commit()
    before = (folder / DATABASE).read_bytes()
    with pytest.raises(NewerFormat) as told:
        open_outbox(folder, HandClock())
    assert str(folder / DATABASE) in told.value.sentence
    assert "Update Outtray" in told.value.next_step
    assert (folder / DATABASE).read_bytes() == before
    assert sorted(entry.name for entry in folder.iterdir()) == [KEY, DATABASE]
