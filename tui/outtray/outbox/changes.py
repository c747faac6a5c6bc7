"""What more than one hand does to an act: take it back, leave what was written, spare what it replaces."""

from __future__ import annotations

from dataclasses import replace

from outtray.acts.errors import MalformedAct
from outtray.acts.item import STILL_THERE, Note
from outtray.acts.states import State
from outtray.base.translation import gettext as _
from outtray.journal.events import EventName
from outtray.outbox.ledger import Change


def take_back(change: Change) -> None:
    """Make a released act of which nothing has left a held one again; raises ``MalformedAct`` else."""
    sending = change.item.sending
    if change.item.state is not State.SENDING or sending is None or sending.attempts or sending.in_flight:
        raise MalformedAct(
            _("A request of this act may have left already."), _("Wait until the server has answered.")
        )
    change.to(State.HELD)
    change.sending(None)


def forget_hold(change: Change) -> None:
    """Leave of an act what was written: no review, no answer, no wait, no upload."""
    change.answers(frozenset(), {})
    change.review(None)
    change.hold(None)
    change.note(None)
    change.remember(None)
    change.connection.execute("DELETE FROM uploads WHERE item_id = ?", (change.item.id,))


def spare(change: Change, why: str) -> None:
    """Leave the post that an act takes the place of where it is."""
    left = change.item.act.replaces
    change.reduce(replace(change.item.act, replaces=None))
    change.note(Note(STILL_THERE, why))
    if left is not None:
        change.journal(EventName.SPARED, url=change.item.sent_url, detail={"old": left.id, "remark": why})
