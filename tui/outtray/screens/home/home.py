"""What the parts of the main screen share: the screen as they see it, and what a part is."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from enum import Enum
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from textual.message import Message
from textual.widgets import Input
from textual.worker import Worker

from outtray.base.translation import gettext as _
from outtray.commands.command import Command
from outtray.mastodon.models import Status
from outtray.screens import messages
from outtray.screens.key_words import key_of, keys_of, timeline_hints
from outtray.screens.opening import kept_back, opening_of
from outtray.screens.place import PlaceScreen
from outtray.screens.reading import Reading
from outtray.services.workspace import Login, Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.navigation import Navigation, Place, Section
from outtray.widgets.timeline.album import Album
from outtray.widgets.timeline.sheet import EmojiSheet
from outtray.widgets.timeline.view import TimelineView

if TYPE_CHECKING:
    from outtray.acts.act import AccountKey, Act


class Group(Enum):
    """The headings of the navigation, in the order they stand there."""

    TIMELINES = "timelines"
    LISTS = "lists"
    TAGS = "tags"
    TRENDS = "trends"
    YOURS = "yours"
    ACCOUNT = "account"

    @property
    def heading(self) -> str:
        """The words of the heading."""
        return {
            Group.TIMELINES: _("Timelines"),
            Group.LISTS: _("Lists"),
            Group.TAGS: _("Hashtags"),
            Group.TRENDS: _("Trending"),
            Group.YOURS: _("Yours"),
            Group.ACCOUNT: _("Account"),
        }[self]


class Offer(NamedTuple):
    """A place a part leads to, and the heading it stands under."""

    group: Group
    place: Place


class Part:
    """One part of what the main screen does: commands it executes, messages it answers, places it leads to.

    A command ``reading.open-link`` of ``commands`` is executed by a method ``action_open_link`` of the part.
    """

    commands: ClassVar[tuple[Command, ...]] = ()

    def __init__(self, home: Home) -> None:
        self.home = home

    def begin(self) -> None:
        """Called once, when the first frame has been painted."""

    def hear(self, message: Message) -> None:
        """Called with every message of a timeline, of the navigation and of background work."""
        del message

    def places(self) -> Iterable[Offer]:
        """What the navigation shows of this part."""
        return ()

    def keys_changed(self) -> None:
        """Called at the start, and when commands were given other keys; the navigation is drawn after it."""

    async def leave(self) -> None:
        """Called before the program ends; the user may stay all the same."""

    async def end(self) -> None:
        """Called when the screen goes."""


PartT = TypeVar("PartT", bound=Part)


def _action(command: Command) -> str:
    return "action_" + command.action.partition("(")[0]


class Home(PlaceScreen[None]):
    """The main screen as its parts see it. They are given by class; each finds the others by ``part``."""

    PARTS: ClassVar[tuple[type[Part], ...]] = ()

    def __init__(self, workspace: Workspace, login: Login, *, icons: Icons, resumed: str = "") -> None:
        """``resumed`` is the draft to go on with as soon as everything is there."""
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Home"), clock=workspace.clock, icons=icons, still=still)
        self.workspace = workspace
        self.login = login
        self.icons = icons
        self.resumed = resumed
        self.reading = Reading(self, workspace, login)
        wished = workspace.settings.media.previews != "off"
        self.album = Album() if wished and not icons.ascii_only else None
        """The small pictures of all timelines; None where none are wanted."""
        media = workspace.settings.media
        in_text = media.emoji and media.previews == "best" and workspace.drawing.in_text
        self.emoji = EmojiSheet() if in_text and not icons.ascii_only else None
        """The pictures of custom emoji; None where shortcodes stay text."""
        self.navigation = Navigation(icons=icons, id="navigation")
        self.here = ""
        """The place of the navigation that is in front."""
        self._parts: dict[type[Part], Part] = {}
        self._complete = False
        self._unheard: list[Message] = []
        for command in self.commands:
            # A key that is pressed before its part is there fetches it; none is lost.
            setattr(self, _action(command), partial(self._run_late, _action(command)))
        self._add(self.PARTS)

    def _add(self, kinds: Iterable[type[Part]]) -> None:
        for kind in kinds:
            part = self._parts[kind] = kind(self)
            for command in part.commands:
                # Textual looks for the action on the screen; a command nobody executes fails here, at once.
                setattr(self, _action(command), getattr(part, _action(command)))

    def later_parts(self) -> tuple[type[Part], ...]:
        """The parts the first frame shows nothing of; what they import would keep it waiting."""
        return ()

    def complete(self) -> None:
        """Add the later parts, and let them hear what was said before they were there."""
        if self._complete:
            return
        self._complete = True
        later = self.later_parts()
        self._add(later)
        unheard, self._unheard = self._unheard, []
        for message in unheard:
            for kind in later:
                self._parts[kind].hear(message)
        self.show_navigation()

    def hear(self, message: Message) -> None:
        """Let every part hear a message; the later parts when they are there."""
        if not self._complete:
            self._unheard.append(message)
        for part in self.parts:
            part.hear(message)

    async def _run_late(self, action: str, *arguments: object) -> None:
        if self._complete:
            raise NotImplementedError(action)
        self.complete()
        done = getattr(self, action)(*arguments)
        if isawaitable(done):
            await done

    def part(self, kind: type[PartT]) -> PartT:
        """The part of this class."""
        part = self._parts[kind]
        assert isinstance(part, kind)
        return part

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts, in their order."""
        return tuple(self._parts.values())

    def new_view(self, *, empty: str = "", id: str | None = None) -> TimelineView:  # noqa: A002 - Textual's name
        """A timeline that looks as all of them do."""
        return TimelineView(
            clock=self.workspace.clock,
            icons=self.icons,
            language=self.workspace.settings.posting.language,
            empty=empty,
            album=self.album,
            hints=timeline_hints(self.app) if self.is_attached else None,
            emoji=self.emoji,
            id=id,
        )

    @property
    def view(self) -> TimelineView | None:
        """The posts the keys are about: those that have the focus, else those in front."""
        raise NotImplementedError

    @property
    def selected(self) -> Status | None:
        """The post the cursor stands on; None for one of a server where nobody is logged in."""
        view = self.view
        return None if view is None or view.is_abroad else view.selected

    def focus_front(self) -> None:
        """Give the keys to what is in front."""
        raise NotImplementedError

    def show_title(self) -> None:
        """Say in the header where we are."""
        raise NotImplementedError

    def start(
        self,
        work: Callable[[], Coroutine[Any, Any, None]],
        *,
        group: str,
        exclusive: bool = True,
        opens: bool = False,
    ) -> None:
        """Run this beside the keys; when it is ``exclusive``, instead of what goes on in its group.

        It is given to be called, not as a coroutine: one that is replaced before it began was never made.
        ``opens`` says that it asks the server or the disk for what it shows on a page over this one: what is
        typed meanwhile is for that page.
        """
        if not opens or not self.is_active:
            _started: Worker[None] = self.run_worker(work, group=group, exclusive=exclusive)
            return
        opening = opening_of(self.app)
        worker: Worker[None] = self.run_worker(
            partial(kept_back, opening, work), group=group, exclusive=exclusive
        )
        opening.give_up = worker.cancel

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave to a field what is typed in it."""
        if action == "search" and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    # What flows say that changed something

    async def acted(self, status: Status) -> None:
        """Something was done to this status here; show it."""
        await self.reading.changed(status)
        self.tray_changed()

    async def deleted(self, status_id: str) -> None:
        """A status was deleted here; take it out."""
        await self.reading.removed(status_id)

    def act_sent(self, act: Act) -> None:
        """A follow, a vote or a report has arrived."""
        self.post_message(messages.ActSent(act))
        self.tray_changed()

    def go_on_as(self, account: AccountKey, item_id: str) -> None:
        """Go on with a draft as the account it belongs to."""
        self.post_message(messages.AccountRequested(account, item_id))

    def tray_changed(self) -> None:
        """Look at the out-tray at once, after something was done to it here."""
        self.post_message(messages.TrayTouched())

    # Keys

    def key_of(self, command: Command) -> str:
        """How the key of a command is written in a sentence."""
        return key_of(self.app, command)

    def place_key(self, command: Command) -> str:
        """How it is written in the navigation: not at all where the command has none."""
        return key_of(self.app, command) if keys_of(self.app, command) else ""

    def keys_changed(self) -> None:
        """Name the keys that hold wherever one is named."""
        super().keys_changed()
        hints = timeline_hints(self.app)
        for view in self.query(TimelineView):
            view.show_hints(hints)
        for part in self.parts:
            part.keys_changed()
        self.show_navigation()

    # The navigation

    def show_navigation(self) -> None:
        """Show what every part leads to, and where we are."""
        offers = [offer for part in self.parts for offer in part.places()]
        sections = tuple(
            Section(group.heading, places)
            for group in Group
            if (places := tuple(offer.place for offer in offers if offer.group is group))
        )
        self.navigation.show(sections, self.here)
