"""What the parts of the desk share: the page as they see it, and what a part is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from textual.message import Message
from textual.worker import Worker

from outtray.acts.act import Act
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.commands.command import Command
from outtray.screens.place import PlaceScreen
from outtray.screens.writing.outcome import DeskOutcome
from outtray.services.outtray import WORDLESS, WRITTEN_ELSEWHERE, Answers
from outtray.services.workspace import Workspace
from outtray.widgets.desk.desk_body import DeskBody
from outtray.widgets.desk.draft_area import DraftArea
from outtray.widgets.icons import Icons
from outtray_rules.draft import ActKind

_LAST_LETTERS_SECONDS = 1.0
"""How long leaving waits for keys that were pressed before it and are still on their way to the page."""


class Part:
    """One part of what the desk does: commands it executes and messages it answers.

    A command ``desk.next-finding`` of ``commands`` is executed by the method ``action_next_finding``.
    """

    commands: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, page: Page) -> None:
        self.page = page

    def begin(self) -> None:
        """Called once, when the page is laid out."""

    def hear(self, message: Message) -> None:
        """Called with every message of the page's widgets."""
        del message

    def changed(self) -> None:
        """Called when something else than the words was chosen for the act."""

    def keys_changed(self) -> None:
        """Called at the start, and when commands were given other keys while the page is open."""


PartT = TypeVar("PartT", bound=Part)


def _action(command: Command) -> str:
    return "action_" + command.action.partition("(")[0]


class Page(PlaceScreen[DeskOutcome]):
    """The desk as its parts see it. They are given by class; each finds the others by ``part``."""

    PARTS: ClassVar[tuple[type[Part], ...]] = ()

    def __init__(
        self,
        workspace: Workspace,
        act: Act,
        *,
        icons: Icons,
        item_id: str = "",
        answers: Answers | None = None,
    ) -> None:
        """``item_id`` is the draft that is continued, empty for a fresh one."""
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Desk"), clock=workspace.clock, icons=icons, still=still)
        self.workspace = workspace
        self.icons = icons
        self.act = act
        self.item_id = item_id
        self.begun = None if item_id else act
        """The act as it was begun; None for a draft that goes on."""
        self.answers = answers or Answers()
        self.resting = False
        """Whether the page is on its way into the out-tray and takes no more words."""
        limits = workspace.instance
        self.body = DeskBody(
            clock=workspace.clock,
            icons=icons,
            reduced_motion=still,
            limit=limits.max_characters,
            url_weight=limits.characters_per_url,
        )
        self._parts: dict[type[Part], Part] = {}
        for kind in self.PARTS:
            part = self._parts[kind] = kind(self)
            for command in part.commands:
                # Textual looks for the action on the screen; a command nobody executes fails here, at once.
                setattr(self, _action(command), getattr(part, _action(command)))

    def part(self, kind: type[PartT]) -> PartT:
        """The part of this class."""
        part = self._parts[kind]
        assert isinstance(part, kind)
        return part

    @property
    def parts(self) -> Iterable[Part]:
        """All parts, in their order."""
        return self._parts.values()

    def hear(self, message: Message) -> None:
        """Let every part hear a message."""
        for part in self.parts:
            part.hear(message)

    def start(
        self, work: Callable[[], Coroutine[Any, Any, None]], *, group: str, exclusive: bool = False
    ) -> None:
        """Run this beside the keys; when it is ``exclusive``, instead of what goes on in its group."""
        _started: Worker[None] = self.run_worker(work, group=group, exclusive=exclusive)

    def keys_changed(self) -> None:
        """Let every part name the keys that hold."""
        super().keys_changed()
        for part in self.parts:
            part.keys_changed()

    # The act

    @property
    def is_read_only(self) -> bool:
        """Whether the words are somebody else's or written elsewhere: here they are read, not written."""
        return self.act.kind in WORDLESS or self.act.kind in WRITTEN_ELSEWHERE

    @property
    def is_open(self) -> bool:
        """Whether the desk is still there: held or parked, it is not."""
        return self in self.app.screen_stack

    @property
    def is_written(self) -> bool:
        """Whether there is anything a person would miss: more than an answer or an edit begins with."""
        if self.act.kind is ActKind.EDIT and self.begun is not None:
            return self.act != self.begun
        words = _words(self.act)
        return any(words) and (self.begun is None or words != _words(self.begun))

    def change(self, act: Act) -> None:
        """Take what was chosen for the act; its words stay those on the page."""
        self.act = act
        for part in self.parts:
            part.changed()

    async def take_page(self) -> None:
        """Take the page with every key that was pressed before this command.

        Commands overtake letters: those wait in the queue of the field they were typed into, and word of
        them comes here later still.
        """
        if self.is_read_only:
            return
        if self.focused is not None:
            typed = asyncio.Event()
            self.focused.call_later(typed.set)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(typed.wait(), _LAST_LETTERS_SECONDS)
        composer = self.body.composer
        if not composer.query(DraftArea) or not composer.query("#warning"):
            return  # the page is not laid out yet, or is put away already
        warning = sanitise(composer.warning, single_line=True)
        self.act = replace(self.act, text=composer.text, content_warning=warning)

    def rest(self, *, resting: bool) -> None:
        """Take no more words while the page is on its way into the out-tray: they would be in neither."""
        self.resting = resting
        self.body.disabled = resting
        self.body.composer.query_one(DraftArea).read_only = resting or self.is_read_only
        if not resting:
            self.body.composer.focus_text()


def _words(act: Act) -> tuple[object, ...]:
    """What somebody has put into an act, apart from whom it is for."""
    return (act.text.strip(), act.content_warning.strip(), act.media, act.poll)
