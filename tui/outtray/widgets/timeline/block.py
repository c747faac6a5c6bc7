"""What stands among posts and is none: a profile at the top, a person, a hashtag or a page that was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from outtray.mastodon.models import Account, Status
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import Line, Target

_MARK = "\0block "
"""Begins the id of a block; no id of a server holds the character, so none can be taken for one."""


@dataclass(frozen=True, slots=True)
class Block:
    """One such thing: how it is drawn, what Enter opens, whom it is about.

    ``key`` tells it from the others of its list; ``lines`` is a guess at its height, corrected when drawn;
    ``status`` is the post it tells of, to which the keys of posts apply.
    """

    key: str
    draw: Callable[[Look], list[Line]]
    opens: Target | None = None
    account: Account | None = None
    lines: int = 3
    status: Status | None = None

    @property
    def id(self) -> str:
        """What it is found by among posts."""
        return _MARK + self.key
