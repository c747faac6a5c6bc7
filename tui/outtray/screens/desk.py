"""The desk: where a draft is written, reviewed as it is typed, and held."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from outtray.acts.act import Act
from outtray.acts.item import Item
from outtray.acts.review import Review
from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.commands import desk as commands
from outtray.commands.command import Command, bindings
from outtray.commands.everywhere import WHERE_TYPING
from outtray.screens import presenting
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.options import OptionsScreen
from outtray.screens.place import PlaceScreen
from outtray.services.outtray import WORDLESS, WRITTEN_ELSEWHERE, Answers
from outtray.services.workspace import Workspace
from outtray.widgets.desk.desk_body import DeskBody
from outtray.widgets.desk.draft_area import DraftArea
from outtray.widgets.desk.messages import AcknowledgeRequested, DraftEdited, OverrideRequested
from outtray.widgets.desk.say import act_word
from outtray.widgets.desk.values import ProfileLine
from outtray.widgets.icons import Icons
from outtray_rules.draft import ActKind

AUTOSAVE_SECONDS = 0.6
"""How long after the last change a draft is on disk at the latest."""

_LAST_LETTERS_SECONDS = 1.0
"""How long leaving waits for keys that were pressed before it and are still on their way to the page."""

LONG = 6_000
"""Characters from which a review runs in a thread: no server takes such a post, but a paste may be one."""


@dataclass(frozen=True, slots=True)
class Held:
    """The desk was left with the act in the out-tray."""

    item: Item


@dataclass(frozen=True, slots=True)
class SentAtOnce:
    """The desk was left with a checked act that went out clean."""

    item: Item


@dataclass(frozen=True, slots=True)
class Parked:
    """The desk was left with a draft kept (empty when there was nothing to keep)."""

    item_id: str


DeskOutcome = Held | SentAtOnce | Parked


class DeskScreen(PlaceScreen[DeskOutcome]):
    """One act being written. ``item_id`` is the draft it continues, empty for a fresh one."""

    CSS_PATH = "desk.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings((*commands.DESK, *WHERE_TYPING))]
    commands: ClassVar[tuple[Command, ...]] = commands.DESK

    def __init__(
        self,
        workspace: Workspace,
        act: Act,
        *,
        icons: Icons,
        item_id: str = "",
        answers: Answers | None = None,
    ) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Desk"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._act = act
        self._item_id = item_id
        self._begun = None if item_id else act
        self._answers = answers or Answers()
        self._review: Review | None = None
        self._started: datetime = workspace.clock.now()
        self._version = 0
        self._review_due = False
        self._reviewing = False
        self._overtaken = False
        self._saved: Act | None = None
        self._save_due = False
        self._writing = asyncio.Lock()
        self._busy = False
        limits = workspace.instance
        self._body = DeskBody(
            clock=workspace.clock,
            icons=icons,
            reduced_motion=still,
            limit=limits.max_characters,
            url_weight=limits.characters_per_url,
        )

    @property
    def spreads(self) -> bool:
        """Whether the words are somebody else's or written elsewhere: here they are read, not written."""
        return self._act.kind in WORDLESS or self._act.kind in WRITTEN_ELSEWHERE

    def compose_place(self) -> ComposeResult:
        """The page alone."""
        yield self._body

    def on_mount(self) -> None:
        """Put the draft on the page and the cursor into it."""
        composer = self._body.composer
        is_profile = self._act.kind is ActKind.PROFILE
        composer.load(self._act.public_words if is_profile else self._act.reviewed_text, self._warning)
        if self.spreads:
            composer.show_title(self._title_of_others())
            composer.query_one(DraftArea).read_only = True
            composer.count_nothing()
        elif self._act.kind is ActKind.EDIT:
            composer.show_title(_("Edit"))
        else:
            composer.show_parent(presenting.parent(self._act.reply_to))
        self._show_audience()
        account = self._act.account.handle.removeprefix("@")
        self._body.pane.show_profile(ProfileLine(acct=account, bio=self._workspace.bio))
        composer.focus_text()
        self._recall()

    @work(group="recall")
    async def _recall(self) -> None:
        try:
            await self._workspace.recall()
        except OuttrayError as error:
            self.tell_error(error)

    def _title_of_others(self) -> str:
        """What is about to be held, and about whom, for words that are only read here."""
        word, target = act_word(self._act.kind).capitalize(), self._act.target
        if target is None:
            return word
        if self._act.spread is None:
            return _("{word}: @{acct}").format(word=word, acct=target.acct)
        return _("{word}: the words of @{acct}").format(word=word, acct=target.acct)

    @property
    def _warning(self) -> str:
        if self.spreads and self._act.target is not None:
            return self._act.target.content_warning
        return self._act.content_warning

    # Typing and reviewing

    @on(DraftEdited)
    def _draft_edited(self, event: DraftEdited) -> None:
        """Take what was typed; the review follows once the letter is on the screen."""
        if not self.spreads:
            self._act = replace(self._act, text=event.text, content_warning=event.warning)
        self._version = event.version
        if not self._review_due:
            self._review_due = True
            self.call_after_refresh(self._review_now)
        self._autosave()

    def _review_now(self) -> None:
        self._review_due = False
        if self not in self.app.screen_stack:
            return  # held or parked meanwhile
        self._workspace.written_for(self._workspace.clock.now() - self._started)
        if self._reviewing or not self._workspace.rules.ready or len(self._act.reviewed_text) > LONG:
            self._overtaken = True
            if not self._reviewing:
                self._reviewing = True
                self._review_aside()
            return
        try:
            self._review = self._workspace.review.review(self._act)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._show_review()

    @work(group="review")
    async def _review_aside(self) -> None:
        """Review in a thread what would hold up a key: a long paste, or the very first text."""
        try:
            while self._overtaken:
                self._overtaken = False
                review = await asyncio.to_thread(self._workspace.review.review, self._act)
                if not self._overtaken:
                    self._review = review
                    self._show_review()
        except OuttrayError as error:
            self.tell_error(error)
        finally:
            self._reviewing = False

    def _show_review(self) -> None:
        if self._review is None or self not in self.app.screen_stack:
            return
        page = self._workspace.review.front_page(self._act, self._review)
        value = presenting.review_value(
            self._act, self._review, page, self._answers.acknowledged, self._answers.overrides
        )
        self._body.show_review(value, self._version)

    def _show_audience(self) -> None:
        followers = self._workspace.followers
        self._body.composer.show_audience(presenting.audience(self._act, followers=followers))

    @on(AcknowledgeRequested)
    def _acknowledged(self, event: AcknowledgeRequested) -> None:
        self._answers = self._answers.acknowledge(event.finding.key)
        self._show_review()

    @on(OverrideRequested)
    def _overridden(self, event: OverrideRequested) -> None:
        self._answers = self._answers.override(event.finding.key, event.reason)
        self._show_review()

    # Keeping

    def _autosave(self) -> None:
        """Have the draft on disk soon, however fast somebody types."""
        if not self._save_due:
            self._save_due = True
            self.set_timer(AUTOSAVE_SECONDS, self._save_soon)

    @work(group="autosave")
    async def _save_soon(self) -> None:
        self._save_due = False
        await self._save()

    async def _save(self) -> bool:
        """Put the draft on disk; says in place what stands in the way. True when it is there."""
        if self.spreads or self._act == self._saved or (not self._item_id and not self._written):
            return True
        # One at a time: two first saves side by side would make two drafts of one text.
        async with self._writing:
            act = self._act
            if act == self._saved:
                return True
            try:
                self._item_id = await self._workspace.tray.save_draft(act, self._item_id)
            except OuttrayError as error:
                self.notice.tell(
                    error.sentence,
                    _("{step} The text stays here; F2 copies it.").format(step=error.next_step).strip(),
                )
                return False
            self._saved = act
        return True

    async def ready_to_leave(self) -> bool:
        """The program is about to end: the draft goes to disk first, with the last letters typed."""
        await self._take_page()
        return await self._save()

    async def _take_page(self) -> None:
        """Take the page with every key that was pressed before this command.

        Commands overtake letters: those wait in the queue of the field they were typed into, and word of
        them comes here later still.
        """
        if self.spreads:
            return
        if self.focused is not None:
            typed = asyncio.Event()
            self.focused.call_next(typed.set)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(typed.wait(), _LAST_LETTERS_SECONDS)
        composer = self._body.composer
        if not composer.query(DraftArea) or not composer.query("#warning"):
            return  # the page is not laid out yet, or is put away already
        warning = sanitise(composer.warning, single_line=True)
        self._act = replace(self._act, text=composer.text, content_warning=warning)

    @property
    def _written(self) -> bool:
        """Whether there is anything a person would miss: more than an answer or an edit begins with."""
        if self._act.kind is ActKind.EDIT and self._begun is not None:
            return self._act != self._begun
        words = _words(self._act)
        return any(words) and (self._begun is None or words != _words(self._begun))

    # Commands

    async def action_hold(self) -> None:
        """Put the act into the out-tray."""
        if self._busy:
            return
        await self._take_page()
        if not self.spreads and not self._written:
            self.notice.tell(_("There is nothing to hold yet."), _("Write something first."))
            return
        if not self.spreads and self._body.composer.left < 0:
            over = -self._body.composer.left
            self.notice.tell(
                _("The text is {count} characters over this server's limit.").format(count=over),
                _("Shorten it; nothing is lost meanwhile."),
            )
            return
        self._freeze(frozen=True)
        self.notice.tell(_("Holding…"), _("The page rests until that is done."), is_error=False)
        self._hold(self._act)

    def _freeze(self, *, frozen: bool) -> None:
        """Take no more words while the page is on its way into the out-tray: they would be in neither."""
        self._busy = frozen
        self._body.disabled = frozen
        self._body.composer.query_one(DraftArea).read_only = frozen or self.spreads
        if not frozen:
            self._body.composer.focus_text()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """While the act is being held, only its text can be copied."""
        return not self._busy or action == "copy" or not hasattr(self, f"action_{action}")

    def on_key(self, event: events.Key) -> None:
        """What is typed while the page rests is no command of the program either."""
        if self._busy and event.is_printable:
            event.stop()

    @work(group="hold", exclusive=True)
    async def _hold(self, act: Act) -> None:
        tray = self._workspace.tray
        async with self._writing:
            try:
                review = await asyncio.to_thread(self._workspace.review.review, act)
                item = await tray.hold(act, review, self._answers, item_id=self._item_id)
            except OuttrayError as error:
                self._freeze(frozen=False)
                self.tell_error(error)
                return
            # A save that was waiting for its turn must not keep the same words once more.
            self._item_id, self._saved = item.id, act
        if tray.goes_at_once(act, review):
            self.leave(SentAtOnce(item))
        else:
            self.leave(Held(item))

    def action_acknowledge(self) -> None:
        """Answer the finding in view."""
        self._body.pane.answer_finding()

    def action_previous_finding(self) -> None:
        """Go to the finding before this one."""
        self._body.pane.previous_finding()

    def action_next_finding(self) -> None:
        """Go to the next finding."""
        self._body.pane.next_finding()

    def action_headlines(self) -> None:
        """See the post in the next newspaper."""
        self._body.pane.next_headline()

    @work
    async def action_options(self) -> None:
        """Choose audience, language and warning."""
        if self.spreads:
            return
        await self._take_page()
        chosen = await self.app.push_screen_wait(OptionsScreen(self._act, self._workspace))
        if chosen is None:
            return
        self._act = chosen
        self._body.composer.show_warning(chosen.content_warning)
        self._show_audience()
        self._review_now()
        self._autosave()

    async def action_copy(self) -> None:
        """Copy the whole text."""
        await self._take_page()
        self.app.copy_to_clipboard(self._act.reviewed_text)
        self.tell(_("Copied, if your terminal lets programs copy."))

    async def action_editor(self) -> None:
        """Write in the user's own editor."""
        if self.spreads:
            return
        await self._take_page()
        try:
            with self.app.suspend():
                text = self._workspace.edit_in_editor(self._act.text)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self._body.composer.load(text, self._act.content_warning)

    @work(group="park", exclusive=True)
    async def _ask_to_discard(self) -> None:
        """An emptied draft goes for good only when that is said; it may have been held before."""
        sure = await self.app.push_screen_wait(
            ConfirmScreen(
                _("Discard this draft?"), _("Its text is empty now."), safe=_("Go on"), danger=_("Discard")
            )
        )
        if not sure:
            return
        try:
            await self._workspace.tray.discard(self._item_id)
        except OuttrayError as error:
            self.tell_error(error)
            return
        self.leave(Parked(""))

    async def action_park(self) -> None:
        """Leave with the draft kept."""
        if self._busy or self._body.pane.leave_reason():
            return
        if self.notice.is_told:
            self.notice.action_dismiss()
            return
        await self._take_page()
        if self.spreads or (not self._written and not self._item_id):
            self.leave(Parked(""))
            return
        if not self._written:
            self._ask_to_discard()
            return
        if await self._save():
            self.leave(Parked(self._item_id))


def _words(act: Act) -> tuple[object, ...]:
    """What somebody has put into an act, apart from whom it is for."""
    return (act.text.strip(), act.content_warning.strip(), act.media, act.poll)
