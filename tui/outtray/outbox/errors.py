"""What can go wrong in the out-tray, apart from a release being refused (see ``outbox.refusals``).

OutboxError
├── NoSuchItem        no act with this id
├── ChangedSince      somebody (or another process) changed the act after it was looked at
├── StaleReview       the review is of other bytes than the act's
├── NoSuchFinding     the finding answered is not in the review
├── ReasonNeeded      an override without a reason
├── WaitTooShort      the cooling-off of an act that must be held is under the floor
├── MediaProblem      an attachment is missing, too large or of a type the server does not take
├── BackupUnusable    a file that is no backup of an out-tray, or a damaged or foreign one
├── TrayInUse         a backup can only be brought into an empty out-tray that nobody is working in
└── NoSession         no logged-in session for the act's account
"""

from __future__ import annotations

from outtray.base.errors import OuttrayError


class OutboxError(OuttrayError):
    """Anything that went wrong in the out-tray."""


class NoSuchItem(OutboxError):
    """There is no act with this id."""


class ChangedSince(OutboxError):
    """The act is not as it was when it was looked at."""


class StaleReview(OutboxError):
    """The review read other bytes than those to be held."""


class NoSuchFinding(OutboxError):
    """The review of the act has no such finding."""


class ReasonNeeded(OutboxError):
    """An override needs a reason in words."""


class WaitTooShort(OutboxError):
    """An act that must be held would hardly wait."""


class MediaProblem(OutboxError):
    """An attachment cannot be used."""


class BackupUnusable(OutboxError):
    """The file is no whole backup of an out-tray of this kind."""


class TrayInUse(OutboxError):
    """There is something in this out-tray already, or another process works in it."""


class NoSession(OutboxError):
    """Nobody is logged in as the account of the act."""
