"""What can be wrong with an act itself.

ActError
├── MalformedAct        the act cannot be sent as it stands; says which part and why
├── UnreadableAct       stored bytes that are not an act of a version this program knows
├── UnresolvedReference the act waits for something that does not exist on the server yet
├── IllegalTransition   a state change the table does not have
└── ForgedApproval      an approval that no gate made, or that was changed since
"""

from __future__ import annotations

from outtray.base.errors import OuttrayError


class ActError(OuttrayError):
    """Anything that is wrong with an act, apart from what rules or servers say about it."""


class MalformedAct(ActError):
    """The act cannot be sent as it stands."""


class UnreadableAct(ActError):
    """Stored bytes cannot be read back as an act or a review."""


class UnresolvedReference(ActError):
    """A thread part or an attachment has no identity on the server yet."""


class IllegalTransition(ActError):
    """A state change that the transition table does not have."""


class ForgedApproval(ActError):
    """An approval whose content is not what the gate sealed."""
