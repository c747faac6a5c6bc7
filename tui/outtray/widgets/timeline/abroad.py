"""A timeline of a server where nobody is logged in: it is read, and opened here before anything is done."""

from __future__ import annotations

from outtray.mastodon.models import Account, Status
from outtray.widgets.timeline.messages import TimelineMessage
from outtray.widgets.timeline.pieces import Target, TargetKind
from outtray.widgets.timeline.view import TimelineView


class AbroadOpened(TimelineMessage):
    """The user asked for something of another server; ``address`` is foreign text."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address


class AbroadView(TimelineView):
    """A timeline whose ids mean nothing to the acting account's server, so that none of them leaves it."""

    @property
    def is_abroad(self) -> bool:
        """Always."""
        return True

    @property
    def selected_account(self) -> Account | None:
        """Nobody: the account has another id here."""
        return None

    def open_selected(self) -> None:
        """Ask for the post by its address, or try again after a failure."""
        status = self.selected
        if status is None:
            super().open_selected()
        elif not (self.selected_index == len(self.book) - 1 and self.retry_older()):
            self._open(_address(status))

    def _follow(self, target: Target, index: int) -> None:
        status = self.selected
        match target.kind:
            case TargetKind.PROFILE if status is not None:
                authors = (status.account, status.shown.account)
                named = next((one for one in authors if one.id == target.value), None)
                mention = next((one for one in status.shown.mentions if one.id == target.value), None)
                self._open((named.url or named.uri) if named is not None else mention.url if mention else "")
            case TargetKind.STATUS | TargetKind.POLL if status is not None:
                self._open(_address(status))
            case _:
                super()._follow(target, index)

    def _open(self, address: str) -> None:
        if address:
            self.post_message(AbroadOpened(address))


def _address(status: Status) -> str:
    return status.shown.url or status.shown.uri
