"""What the desk's widgets tell their screen: past facts, and requests that only a screen can carry out."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from outtray.mastodon.tokens import Token
from outtray_rules.finding import Finding
from outtray_rules.headline.model import Headline


class DeskMessage(Message):
    """Anything the desk's widgets tell the desk."""


@dataclass
class DraftEdited(DeskMessage):
    """The text or the content warning changed; ``version`` names this state of both.

    A review of it is given back with ``Composer.show_review(..., version)``, at any later time.
    """

    text: str
    warning: str
    version: int


@dataclass
class TokenTyped(DeskMessage):
    """The cursor stands behind another beginning of a mention, hashtag or emoji, or behind none."""

    token: Token | None


@dataclass
class FindingChosen(Message):
    """The finding in view is another one; None when none is left.

    ``by_user`` is true when the user went there, and false when a new review brought it: only the
    former may move the cursor.
    """

    finding: Finding | None
    by_user: bool


@dataclass
class AcknowledgeRequested(DeskMessage):
    """The user has read the finding in view and means to go on."""

    finding: Finding


@dataclass
class OverrideRequested(DeskMessage):
    """The user typed a reason why a block must stand."""

    finding: Finding
    reason: str


@dataclass
class ReasonClosed(Message):
    """The field for a reason was closed: the focus should go back to where it belongs."""


@dataclass
class HeadlineChosen(Message):
    """Another headline is on the front page; None when there is none."""

    headline: Headline | None


@dataclass
class SendRequested(Message):
    """From the second look: release this act. The gate decides; this only asks."""

    act_id: str


@dataclass
class EditRequested(Message):
    """Take this held act back to the desk."""

    act_id: str


@dataclass
class LookClosed(Message):
    """The second look ended and the act stays as it was."""

    act_id: str
