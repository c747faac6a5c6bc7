"""What still waits when somebody wants to leave, in sentences."""

from __future__ import annotations

from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.services.outtray import OutTray
from outtray.widgets.words import clock_time


def still_waits(tray: OutTray, items: tuple[Item, ...], clock: Clock) -> tuple[str, str] | None:
    """A question's title and text that say what waits and what becomes of it; None when nothing does."""
    if not items:
        return None
    count = len(items)
    title = ngettext("{count} act still waits.", "{count} acts still wait.", count).format(count=count)
    standing = tray.summary(items)
    told = []
    if standing.ready:
        told.append(
            ngettext(
                "{count} is ready for its second look.",
                "{count} are ready for their second look.",
                standing.ready,
            ).format(count=standing.ready)
        )
    if standing.next_due is not None:
        due = clock_time(standing.next_due, clock.now(), clock.local_zone())
        told.append(_("The next one is ready {time}.").format(time=due))
    under_way = sum(item.state in {State.SENDING, State.UNSURE} for item in items)
    if under_way:
        told.append(
            ngettext(
                "{count} is on its way: what became of it is found out when you come back.",
                "{count} are on their way: what became of them is found out when you come back.",
                under_way,
            ).format(count=under_way)
        )
    told.append(_("Nothing is sent while Outtray is closed; they will be here when you come back."))
    return title, "\n".join(told)
