"""What the table of held acts tells its screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class RowChosen(Message):
    """Another row has the cursor; None when the table is empty."""

    act_id: str | None


@dataclass
class LookRequested(Message):
    """Open the second look at this act."""

    act_id: str


@dataclass
class SendRequested(Message):
    """The user wants this act sent. The second look comes first."""

    act_id: str


@dataclass
class EditRequested(Message):
    """Take this act back to the desk."""

    act_id: str


@dataclass
class DiscardRequested(Message):
    """Drop this act; the screen asks first."""

    act_id: str


@dataclass
class ResolveRequested(Message):
    """Find out whether an act that was answered unclearly has arrived."""

    act_id: str
