"""An out-tray with one act in every state, and its backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from hold_kit import finding
from journal_kit import Past
from moving_kit import released
from outtray.acts.outcome import NeverLeft, Unknown
from outtray.outbox.media import MediaLimits
from outtray.outbox.moving import export_outbox


@pytest.fixture
def past(tmp_path: Path) -> Past:
    """An out-tray with one act in every state, and a picture."""
    made = Past(tmp_path / "here")
    picture = tmp_path / "ferry.png"
    picture.write_bytes(b"\x89PNG a ferry")
    attachment = made.tray.media.add(picture, "image/png", MediaLimits(), description="A ferry")
    made.hold("held", finding(), media=(attachment,))
    made.tray.store.save_draft(made.hold("to copy").act)
    made.send(made.hold("sent"))
    made.drop(made.hold("dropped"))
    released(made, made.hold("released"))
    on_its_way = released(made, made.hold("on its way"))
    made.tray.sending.attempt(on_its_way)
    for text, outcome in (("unsure", Unknown("no answer")), ("failed", NeverLeft("no network"))):
        item = released(made, made.hold(text))
        made.tray.sending.attempt(item)
        made.tray.sending.settle(item, outcome)
    return made


@pytest.fixture
def backup(past: Past, tmp_path: Path) -> Path:
    path = tmp_path / "backup.zip"
    export_outbox(past.tray, past.folder, path, practice=False)
    return path
