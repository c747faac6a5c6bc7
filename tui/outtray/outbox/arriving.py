"""An out-tray on its way from another machine: nothing that was decided there counts here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from outtray.acts.item import Note, Sending
from outtray.acts.states import State
from outtray.base.translation import gettext as _
from outtray.journal import chain
from outtray.journal.events import Event, EventName
from outtray.outbox.changes import forget_hold, spare
from outtray.outbox.ledger import Ledger
from outtray.outbox.threads import let_go

_PERHAPS_SENT = frozenset({State.SENDING, State.UNSURE})


class Arrivals:
    """What an import does to the acts in a file. Every method is one transaction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def come_in(self, item_id: str) -> None:
        """Make a draft of an act from another machine: no wait, no review and no answer of there counts here.

        What may have been sent stays unsure, shown as it was, and only the user can say what became of it.
        What was sent, or may have been, deletes nothing from here: nobody here has decided that.
        """
        with self._ledger.changing(item_id) as change:
            state, sending = change.item.state, change.item.sending
            spared = ""
            if state is not State.DRAFT and change.item.act.replaces is not None and _is_out(state, sending):
                spared = _(
                    "It came from another machine; the post it takes the place of was left where it is."
                )
                spare(change, spared)
            if state is State.SENT:
                return
            if _is_out(state, sending) and sending is not None:
                if state is State.SENDING:
                    change.to(State.UNSURE)
                change.sending(replace(sending, in_flight=False, asked=True, elsewhere=True))
                asked = _("It was on its way from another machine. Look whether it is there.")
                change.note(Note("ask", f"{asked} {spared}".rstrip()))
                change.journal(EventName.UNSURE, key=sending.idempotency_key, detail={"by": "import"})
                return
            if state is not State.DRAFT:
                if state is not State.HELD:
                    change.to(State.HELD)
                change.to(State.DRAFT)
                change.journal(EventName.EDITED, detail={"by": "import"})
                change.sending(None)
            forget_hold(change)
            let_go(change)

    def leave_out(self, item_ids: Iterable[str]) -> None:
        """Take acts that cannot be read out of an out-tray on its way to another machine.

        A later version may read them, as what they claim to be; the file they came in still has them.
        """
        with self._ledger.database.transaction() as connection:
            for item_id in item_ids:
                connection.execute("DELETE FROM items WHERE id = ?", (item_id,))

    def record_import(self, detail: Mapping[str, str]) -> None:
        """Journal that everything so far happened on another machine."""
        with self._ledger.journalling() as connection:
            event = Event(EventName.IMPORTED, "", "", "", self._ledger.clock.now(), detail=detail)
            chain.append(connection, self._ledger.key, event)


def _is_out(state: State, sending: Sending | None) -> bool:
    """Whether an act is public, or may be."""
    return state is State.SENT or (state in _PERHAPS_SENT and sending is not None and sending.attempts > 0)
