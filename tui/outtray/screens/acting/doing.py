"""What is done with a status or an account: boosts, favourites, follows, votes; taking back, deleting."""

from __future__ import annotations

import asyncio

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.models import Status
from outtray.screens.acting.ground import Ground
from outtray.screens.confirm import ConfirmScreen
from outtray.services import acting
from outtray_rules.draft import ActKind


class Doing(Ground):
    """Sends what is checked and clean at once, and takes back what was done."""

    def boost(self, status: Status) -> None:
        """A boost, or taking one back."""
        author = self._author()
        if author is None:
            return
        if status.shown.reblogged:
            self._run(self._take_back(status.shown, _("Take this boost back?"), ActKind.BOOST))
        else:
            self._run(self._boost(acting.boost(author, status)))

    def favourite(self, status: Status) -> None:
        """A favourite, or taking one back."""
        author = self._author()
        if author is None:
            return
        if status.shown.favourited:
            self._run(self._take_back(status.shown, _("Take this favourite back?"), ActKind.FAVOURITE))
        else:
            act = acting.favourite(author, status)
            told = _("This favourite is in the out-tray already.")
            self._change(ActKind.FAVOURITE, status.shown.id, self._check(act, told))

    def check(self, act: Act) -> None:
        """A follow, a vote or a report: it goes at once when nothing is found, else to the desk."""
        key = "" if act.target is None else act.target.id
        told = _("The same is in the out-tray already.")
        self._change(act.kind, key, self._check(act, told))

    def delete(self, status: Status) -> None:
        """Deleting an own status."""
        if self._is_own(status, _("Only your own posts can be deleted.")):
            self._run(self._delete(status.shown))

    # Reviewing

    async def _boost(self, act: Act) -> None:
        if not await self._is_held(act, _("This boost is in the out-tray already.")):
            await self._desk(act)

    async def _check(self, act: Act, already: str) -> None:
        """Send at once what nothing is found in, and open the desk for what something is."""
        if await self._is_held(act, already):
            return
        try:
            review = await asyncio.to_thread(self._workspace.review.review, act)
            if not self._workspace.tray.goes_at_once(act, review):
                self._write(act)
                return
            item = await self._workspace.tray.hold(act, review)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._sent(item)

    async def _is_held(self, act: Act, sentence: str) -> bool:
        """Whether the same thing is about to be done to the same post already; then the user is told."""
        try:
            held = await self._workspace.tray.twin(act)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return True
        if held is not None:
            self._screen.tell(sentence, _("{tray} opens the out-tray.").format(**self._keys))
        return held is not None

    # Taking back

    async def _take_back(self, status: Status, question: str, kind: ActKind) -> None:
        sure = await self._screen.app.push_screen_wait(
            ConfirmScreen(question, "", safe=_("Keep it"), danger=_("Take it back"))
        )
        if sure:
            self._change(kind, status.id, self._take_back_now(status, kind))

    async def _take_back_now(self, status: Status, kind: ActKind) -> None:
        try:
            changed = await self._workspace.take_back(kind, status)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._screen.acted(changed)

    async def _delete(self, status: Status) -> None:
        sure = await self._screen.app.push_screen_wait(
            ConfirmScreen(
                _("Delete this post?"),
                _("Whoever saw or saved it may keep it; the journal keeps what was sent."),
                safe=_("Keep it"),
                danger=_("Delete"),
            )
        )
        if sure:
            self._change(ActKind.POST, status.id, self._delete_now(status))

    async def _delete_now(self, status: Status) -> None:
        try:
            await self._workspace.delete(status)
        except OuttrayError as error:
            self._screen.tell_error(error)
            return
        await self._screen.deleted(status.id)
        self._screen.tell(_("Deleted."))
