"""What is kept of the journal and for how long, by the settings: seen to at the start and once a day."""

from __future__ import annotations

from datetime import timedelta

from outtray.base.clock import Clock
from outtray.config.settings import JournalSettings
from outtray.journal.retention import Retained, erase_words, prune
from outtray.outbox.opening import Outbox

EVERY = timedelta(days=1)
"""How often it is seen to while the program runs."""


def keep_to(outbox: Outbox, settings: JournalSettings, clock: Clock) -> Retained:
    """Let go what the settings no longer keep; raises ``StorageError``.

    Without a journal everything goes that no waiting act needs: the out-tray relies on the rows of what is
    under way.
    """
    if settings.enabled:
        return outbox.retain(settings.keep, keep_words_for=settings.keep_words)
    now = clock.now()
    waiting = [item.id for item in (*outbox.store.items(), *outbox.store.drafts())]
    with outbox.database.transaction() as connection:
        words = erase_words(connection, outbox.journal_key, before=now, now=now)
        rows = prune(connection, outbox.journal_key, before=now, now=now, still_waiting=waiting)
    return Retained(rows, words)
