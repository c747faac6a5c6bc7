"""The stored states of an act and the one table of legal changes."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from outtray.acts.errors import IllegalTransition
from outtray.acts.words import state_word
from outtray.base.translation import gettext as _


class State(StrEnum):
    """Where an act is. Cooling, ready, expired and needs-review are views of ``HELD``, never stored."""

    DRAFT = "draft"
    HELD = "held"
    SENDING = "sending"
    UNSURE = "unsure"
    SENT = "sent"
    FAILED = "failed"
    DISCARDED = "discarded"


TRANSITIONS = MappingProxyType(
    {
        State.DRAFT: frozenset({State.HELD, State.DISCARDED}),
        State.HELD: frozenset({State.DRAFT, State.SENDING, State.DISCARDED}),
        State.SENDING: frozenset({State.SENT, State.UNSURE, State.FAILED, State.HELD}),
        State.UNSURE: frozenset({State.SENT, State.SENDING, State.HELD}),
        State.FAILED: frozenset({State.HELD}),
        State.SENT: frozenset[State](),
        State.DISCARDED: frozenset[State](),
    }
)
"""Every legal change. A draft is discarded through the table only once it has been held before."""

FINAL = frozenset({State.SENT, State.DISCARDED})
"""States nothing leaves."""


def check_transition(before: State, after: State) -> None:
    """Raise ``IllegalTransition`` unless the table has this change."""
    if after not in TRANSITIONS[before]:
        raise IllegalTransition(
            _("An act that is {before} cannot become {after}.").format(
                before=state_word(before), after=state_word(after)
            ),
            _("Look at the out-tray: it may have changed elsewhere."),
        )
