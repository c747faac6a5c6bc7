"""Why the gate did not let an act go, each with what the user can do about it.

ReleaseRefused
├── NotHeld               the act is not waiting for a release
├── NeedsAcknowledgement  warnings without an answer: ``findings``
├── NeedsOverride         blocks without a reason: ``findings``
├── OverridesForbidden    overridden blocks where the policy allows none: ``findings``
├── NewFindings           the rules find more than when it was held: ``findings``; the wait starts again
├── NeedsLook             something about the act changed: it must be looked at again
├── StillCooling          ``remaining`` of the cooling-off is left
├── InQuietHours          nothing is sent at this hour: ``until``
├── Expired               it was ready for too long
├── Limited               the server asked for a pause: ``until``
├── NotItsTurn            the part of the thread before it is not sent yet
├── ThreadBroken          that part is gone, so nothing can follow it
├── WrongAccount          the login belongs to somebody else
├── NoServerTime          the server gave no time to measure the cooling-off by
├── TargetChanged         the other post was edited since; the act now holds the new version
│   └── PredecessorChanged    so was the own post that goes once the act is sent
├── TargetGone            the other post is no longer there
└── NoRelease             nothing in the journal says that this act was released
"""

from __future__ import annotations

from datetime import datetime, timedelta

from outtray.acts.words import state_word
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.outbox.errors import OutboxError
from outtray_rules.finding import Finding


class ReleaseRefused(OutboxError):
    """The act stays where it is."""


class NotHeld(ReleaseRefused):
    """The act is not waiting for a release."""

    def __init__(self, state: str) -> None:
        super().__init__(
            _("This act is {state}, so there is nothing to release.").format(state=state_word(state)),
            _("See the out-tray for what waits."),
        )


class _AboutFindings(ReleaseRefused):
    def __init__(self, sentence: str, next_step: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(sentence, next_step)
        self.findings = findings


class NeedsAcknowledgement(_AboutFindings):
    """Warnings without an answer."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        count = len(findings)
        super().__init__(
            ngettext(
                "{count} warning is not acknowledged.", "{count} warnings are not acknowledged.", count
            ).format(count=count),
            _("Open the act, read each one and acknowledge it, or change the text."),
            findings,
        )


class NeedsOverride(_AboutFindings):
    """Blocks without a reason."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        count = len(findings)
        super().__init__(
            ngettext("{count} finding blocks this act.", "{count} findings block this act.", count).format(
                count=count
            ),
            _("Change the text, or override each with a reason."),
            findings,
        )


class OverridesForbidden(_AboutFindings):
    """Blocks that were overridden, where the organisation's policy allows nobody to."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        count = len(findings)
        super().__init__(
            ngettext(
                "{count} finding blocks this act, and your organisation allows no overrides.",
                "{count} findings block this act, and your organisation allows no overrides.",
                count,
            ).format(count=count),
            _("Change the text so that the finding goes."),
            findings,
        )


class NewFindings(_AboutFindings):
    """The rules of today find more than those at the time of the hold."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            _("The rules found something new in this act since it was held."),
            _("Open it and read what they say; its cooling-off starts again."),
            findings,
        )


class NeedsLook(ReleaseRefused):
    """Something about the act changed: it must be looked at again."""

    def __init__(self) -> None:
        super().__init__(_("This act changed since you last looked."), _("Open it and look again."))


class StillCooling(ReleaseRefused):
    """Part of the cooling-off is left."""

    def __init__(self, remaining: timedelta) -> None:
        self.remaining = remaining
        super().__init__(
            _("This act cools off for another {remaining}.").format(remaining=_in_words(remaining)),
            _("Nothing is lost by waiting; you can still edit or discard it."),
        )


class InQuietHours(ReleaseRefused):
    """The user wants nothing sent at this hour; ``until`` is in their zone."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(
            _("These are your quiet hours, until {time}.").format(time=f"{until:%H:%M}"),
            _("Send it then; it stays held."),
        )


class Expired(ReleaseRefused):
    """It was ready for too long."""

    def __init__(self) -> None:
        super().__init__(
            _("This act was ready for so long that its moment may have passed."),
            _("Open it and look again; it is ready at once then."),
        )


class Limited(ReleaseRefused):
    """The server asked for a pause."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__(_("The server asked for a pause."), _("Try again when it is over."))


class NotItsTurn(ReleaseRefused):
    """A thread is released part by part: each answers what the one before has become."""

    def __init__(self) -> None:
        super().__init__(
            _("The part of the thread before this one is not sent yet."),
            _("Release that part first, then this one."),
        )


class ThreadBroken(ReleaseRefused):
    """The part of the thread before it was discarded or cannot be found, so this one can follow nothing."""

    def __init__(self) -> None:
        super().__init__(
            _("The part of the thread before this one is gone."),
            _("Edit this one and hold it again: it is a post of its own then. Or discard it."),
        )


class WrongAccount(ReleaseRefused):
    """The login belongs to somebody else."""

    def __init__(self, wanted: str, found: str) -> None:
        super().__init__(
            _("This act belongs to {wanted}, but the login is that of {found}.").format(
                wanted=wanted, found=found
            ),
            _("Log in as {wanted}, then release it.").format(wanted=wanted),
        )


class NoServerTime(ReleaseRefused):
    """The server gave no time to measure the cooling-off by."""

    def __init__(self, host: str) -> None:
        super().__init__(
            _("{host} does not tell the time, so the cooling-off cannot be checked.").format(host=host),
            _("Try again; if it stays, tell the server's administrator."),
        )


class TargetChanged(ReleaseRefused):
    """The other post was edited since."""

    def __init__(
        self,
        sentence: str = _("The post this is about was edited since you wrote."),
        next_step: str = _(
            "Open the act: it shows the new version, reviewed again; its cooling-off starts again."
        ),
    ) -> None:
        super().__init__(sentence, next_step)


class PredecessorChanged(TargetChanged):
    """The own post that is deleted once the act is sent was edited since."""

    def __init__(self) -> None:
        super().__init__(
            _("The post it takes the place of was edited since you wrote."),
            _("Open the act and look at what would be deleted now; its cooling-off starts again."),
        )


class TargetGone(ReleaseRefused):
    """The other post is no longer there."""

    def __init__(self) -> None:
        super().__init__(
            _("The post this is about is gone, or no longer shown to you."),
            _("Edit the act into a post of its own, or discard it."),
        )


class NoRelease(ReleaseRefused):
    """Nothing in the journal says that this act was released."""

    def __init__(self) -> None:
        super().__init__(
            _("The journal has no release of exactly this act."),
            _("Nothing was sent. Run `outtray register verify`."),
        )


def _in_words(wait: timedelta) -> str:
    seconds = -int(-wait.total_seconds() // 1)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=seconds)
    return _("{seconds} s").format(seconds=seconds)
