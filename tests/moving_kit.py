"""Out-trays that were moved, and with what in them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from hold_kit import HandClock
from journal_kit import Past
from outtray.acts.approval import Release
from outtray.acts.item import Item
from outtray.outbox.opening import open_outbox


def released(past: Past, item: Item) -> Item:
    assert item.review is not None
    release = Release(item.id, item.act.account, item.digest, "key", past.now, past.now)
    return past.tray.sending.release(item, item.review, release)


def states(folder: Path) -> dict[str, str]:
    with closing(open_outbox(folder, HandClock())) as tray:
        items = [*tray.store.items(), *tray.store.drafts(), *tray.store.sent()]
        return {item.act.text: str(item.state) for item in items}
