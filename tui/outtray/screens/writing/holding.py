"""From the desk into the out-tray: as one act, or as the parts of a thread."""

from __future__ import annotations

import asyncio
from functools import partial

from outtray.acts.act import Act
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import desk as commands
from outtray.mastodon.counting import counted_length, mentions
from outtray.screens import presenting
from outtray.screens.key_words import key_of
from outtray.screens.thread_parts import PartShown, ThreadScreen
from outtray.screens.writing.keeping import Keeping
from outtray.screens.writing.outcome import Held, SentAtOnce
from outtray.screens.writing.page import Part
from outtray.services.acting import thread_of
from outtray.services.splitting import is_split_by_hand, split
from outtray.widgets.desk.values import Counts
from outtray_rules.draft import ActKind, Visibility

_THREADS = frozenset({ActKind.POST, ActKind.REPLY, ActKind.DIRECT, ActKind.POLL, ActKind.QUOTE})
"""Kinds that can be the first part of a thread."""


class PartOfThread(OuttrayError):
    """What is written is a part of a thread, or a change of a post: it stays one post."""


class Holding(Part):
    """Puts the act as it stands into the out-tray."""

    commands = commands.HOLDING

    async def action_hold(self) -> None:
        """Put the act into the out-tray."""
        page = self.page
        if page.resting:
            return
        await page.take_page()
        if not page.is_read_only and not page.is_written:
            page.notice.tell(_("There is nothing to hold yet."), _("Write something first."))
            return
        if not page.is_read_only and page.body.composer.left < 0:
            self._tell_too_long(-page.body.composer.left)
        elif not page.is_read_only and page.act.kind in _THREADS and is_split_by_hand(page.act.text):
            page.start(self._thread, group="thread", exclusive=True)
        else:
            self._begin_to_hold(page.act)

    async def action_thread(self) -> None:
        """Show the text as the parts of a thread, to be held so."""
        if self.page.resting or self.page.is_read_only:
            return
        await self.page.take_page()
        self.page.start(self._thread, group="thread", exclusive=True)

    # As one

    def _begin_to_hold(self, act: Act) -> None:
        self._rest()
        self.page.start(partial(self._hold, act), group="hold", exclusive=True)

    def _rest(self) -> None:
        self.page.rest(resting=True)
        self.page.notice.tell(_("Holding…"), _("The page rests until that is done."), is_error=False)

    async def _hold(self, act: Act) -> None:
        page = self.page
        tray, keeping = page.workspace.tray, page.part(Keeping)
        async with keeping.writing:
            try:
                review = await asyncio.to_thread(page.workspace.review.review, act)
                item = await tray.hold(act, review, page.answers, item_id=page.item_id)
            except OuttrayError as error:
                page.rest(resting=False)
                page.tell_error(error)
                return
            keeping.held(act, item.id)
        page.leave(SentAtOnce(item) if tray.goes_at_once(act, review) else Held(item))

    # As a thread

    def _tell_too_long(self, over: int) -> None:
        sentence = ngettext(
            "The text is {count} character over this server's limit.",
            "The text is {count} characters over this server's limit.",
            over,
        ).format(count=over)
        step = _("Shorten it; nothing is lost meanwhile.")
        if self.page.act.kind in _THREADS:
            try:
                count = len(self._texts())
            except OuttrayError as error:
                step = f"{error.sentence} {error.next_step}"
            else:
                step = ngettext(
                    "{key} shows it as a thread of {count} part; or shorten it.",
                    "{key} shows it as a thread of {count} parts; or shorten it.",
                    count,
                ).format(key=key_of(self.page.app, commands.THREAD), count=count)
        self.page.notice.tell(sentence, step)

    def _texts(self) -> tuple[str, ...]:
        """The parts of the text; raises ``CannotSplit``."""
        act, limits = self.page.act, self.page.workspace.instance
        is_direct = act.visibility is Visibility.DIRECT
        return split(
            act.text,
            limits.max_characters,
            url_weight=limits.characters_per_url,
            warning=act.content_warning,
            to="".join(f"@{name} " for name in mentions(act.text)) if is_direct else "",
        )

    async def _thread(self) -> None:
        page = self.page
        try:
            await self._check_is_no_part()
            parts = thread_of(page.act, await asyncio.to_thread(self._texts) or (page.act.text,))
            if len(parts) < 2:
                page.tell(_("This fits into one post."), _("A line --- says where a part of a thread ends."))
                return
            shown = await asyncio.to_thread(lambda: [self._shown(part) for part in parts])
        except OuttrayError as error:
            page.tell_error(error)
            return
        fits = page.body.composer.left >= 0
        answer = await page.app.push_screen_wait(ThreadScreen(shown, page.icons, fits_as_one=fits))
        if answer is True:
            self._rest()
            page.start(partial(self._hold_parts, parts), group="hold", exclusive=True)
        elif answer is False:
            self._begin_to_hold(page.act)

    async def _check_is_no_part(self) -> None:
        """A held part is followed by others that name it: it cannot become two."""
        page = self.page
        followed = page.item_id and any(
            item.act.after == page.item_id for item in await page.workspace.tray.waiting()
        )
        if followed or page.act.kind not in _THREADS:
            raise PartOfThread(
                _("This is one part of a thread or one change of a post: it cannot be cut in two."),
                _("Shorten it, or write the rest as a post of its own."),
            )

    def _shown(self, act: Act) -> PartShown:
        limits, review = self.page.workspace.instance, self.page.workspace.review.review(act)
        answers = self.page.answers
        found = presenting.reviewed(review.findings, answers.acknowledged, answers.overrides)
        length = counted_length(act.text, act.content_warning, limits.characters_per_url)
        return PartShown(act.text, limits.max_characters - length, Counts.of(found))

    async def _hold_parts(self, parts: tuple[Act, ...]) -> None:
        page = self.page
        tray, keeping = page.workspace.tray, page.part(Keeping)
        async with keeping.writing:
            try:
                items = await tray.hold_thread(
                    parts, page.workspace.review.review, page.answers, draft=page.item_id
                )
            except OuttrayError as error:
                page.rest(resting=False)
                page.tell_error(error)
                return
            keeping.held(page.act, items[0].id)
        page.leave(Held(items[0], len(items)))
