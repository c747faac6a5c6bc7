"""The timeline: navigation at the left, posts in the middle, a thread beside or over them."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import reading as commands
from outtray.commands.command import Command, bindings
from outtray.mastodon.content import safe_link
from outtray.mastodon.events import LiveState
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import HOME, LOCAL, PUBLIC, Timeline
from outtray.screens import messages, places
from outtray.screens.acting import Acting
from outtray.screens.links import LinksScreen
from outtray.screens.place import PlaceScreen
from outtray.screens.reading import Reading, may_pass
from outtray.screens.tray_watch import TrayWatch
from outtray.services import feeds
from outtray.services.workspace import Login, Workspace
from outtray.widgets.icons import Icons
from outtray.widgets.navigation import Navigation
from outtray.widgets.standing import Acting as ActingAs
from outtray.widgets.standing import Connection, OutTray, Reach
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.thread import arrange_thread
from outtray.widgets.timeline.view import TimelineView
from outtray.widgets.words import clock_time

_POLL_SECONDS = 1.0
"""How often the out-tray is looked at for the header; it is one question to an open file."""
_DISPATCH_AGAIN_SECONDS = 5.0
_NAVIGATION_FROM = 100
_THREAD_BESIDE_FROM = 140

_REACH = {"live": Reach.LIVE, "polling": Reach.POLLING, "offline": Reach.OFFLINE, "limited": Reach.LIMITED}


class MainScreen(PlaceScreen[None]):
    """Where reading happens and acts begin; what acts do is in ``Acting``, what is fetched in ``Reading``."""

    CSS_PATH = "main.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(commands.READING)]
    commands: ClassVar[tuple[Command, ...]] = commands.READING

    def __init__(self, workspace: Workspace, login: Login, *, icons: Icons) -> None:
        still = workspace.settings.interface.reduced_motion
        super().__init__(_("Home"), clock=workspace.clock, icons=icons, still=still)
        self._workspace = workspace
        self._login = login
        self._icons = icons
        self._reading = Reading(self, workspace, login)
        self._acting = Acting(self, workspace, icons)
        self._connect_trouble = ""
        self._thread_of = ""
        self._dispatches = False
        self._cache_trouble: OuttrayError | None = None
        self._tray = TrayWatch(workspace.tray)
        self.navigation = Navigation(icons=icons, id="navigation")
        language = workspace.settings.posting.language
        self.timeline = TimelineView(
            clock=workspace.clock,
            icons=icons,
            language=language,
            empty=_("Asking the server…"),
            id="timeline",
        )
        self.thread = TimelineView(clock=workspace.clock, icons=icons, language=language, id="thread")

    def compose_place(self) -> ComposeResult:
        """Navigation, timeline, thread."""
        with Horizontal(id="columns"):
            yield self.navigation
            yield self.timeline
            yield self.thread

    def on_mount(self) -> None:
        """Show what is on disk at once; the network comes after the first frame."""
        self.timeline.replace(self._reading.stored(HOME))
        self._go_to_place_read()
        self.timeline.focus()
        self._show_standing(Connection(Reach.OFFLINE))
        self._show_navigation()
        self.call_after_refresh(self._start)
        if self._login.practice:
            self.tell(
                _("Practice: this town lives on this machine only, and waits are shortened to seconds."),
                _("c writes, ? lists every key."),
            )
        self._tell_mistakes()

    def _tell_mistakes(self) -> None:
        """Quote what is wrong in the settings; the program goes on with what it can read."""
        problems = self._workspace.problems
        if problems:
            told = ngettext(
                "The settings have a mistake:\n{problem}",
                "The settings have {count} mistakes, the first:\n{problem}",
                len(problems),
            )
            self.notice.tell(
                told.format(count=len(problems), problem=problems[0]),
                _("Until it is mended the built-in value is used. outtray check quotes every one."),
            )

    def _start(self) -> None:
        self._reading.connect()
        self._reading.open(HOME)
        self.run_worker(self._load_rules, name="rules", thread=True)
        self._poll_tray()
        self.set_interval(_POLL_SECONDS, self._poll_tray)

    def _load_rules(self) -> None:
        """Compile the rules before they are first needed, away from the keys."""
        try:
            self._workspace.rules()
        except OuttrayError as error:
            self.app.call_from_thread(self.tell_error, error)

    # What the server and the disk say

    @on(messages.Connected)
    def _connected(self) -> None:
        self.timeline.set_empty(
            _("Nothing here yet. Press 2 for the posts of this server, or c to write one.")
        )
        self._show_standing(Connection(Reach.POLLING))
        if not self._dispatches:
            # Once for all connections: starting it again would break off what it is sending.
            self._dispatches = True
            self._dispatch()

    @work(group="dispatch", exclusive=True)
    async def _dispatch(self) -> None:
        """Send what is released and find what is unsure, for as long as the program runs."""
        while True:
            try:
                await self._workspace.tray.dispatch()
            except OuttrayError as error:
                self.tell_error(error)
            await asyncio.sleep(_DISPATCH_AGAIN_SECONDS)

    @on(messages.ConnectFailed)
    def _connect_failed(self, event: messages.ConnectFailed) -> None:
        self._show_standing(Connection(Reach.OFFLINE))
        if event.error.sentence == self._connect_trouble:
            return  # said before, and perhaps put away; the header goes on saying that it is offline
        self._connect_trouble = event.error.sentence
        self.timeline.set_empty(event.error.sentence)
        if may_pass(event.error):
            self.notice.tell(
                event.error.sentence,
                _("It is tried again by itself; you can read, write and hold meanwhile."),
            )
        else:
            self.tell_error(event.error)

    @on(messages.FeedFailed)
    def _feed_failed(self, event: messages.FeedFailed) -> None:
        if event.timeline == self._reading.timeline.key:
            self.timeline.set_notice(event.error.sentence, event.error.next_step)

    @on(messages.FeedSpoke)
    def _feed_spoke(self, event: messages.FeedSpoke) -> None:
        here = event.timeline == self._reading.timeline.key
        match event.update:
            case feeds.NewerArrived(statuses) if here:
                self.timeline.prepend_new(statuses)
                self._show_navigation()
            case feeds.Restarted(statuses, more) if here:
                self.timeline.replace(statuses, more=more)
            case feeds.StatusChanged(status):
                self.timeline.update_status(status)
                self.thread.update_status(status)
            case feeds.StatusRemoved(status_id):
                self.timeline.remove_status(status_id)
                self.thread.remove_status(status_id)
            case feeds.LiveStateChanged(state) if here:
                self._show_standing(self._reach(state))
            case feeds.LoginEnded(error):
                self.tell_error(error)
                self._show_standing(Connection(Reach.OFFLINE))
            case _:
                pass

    def _reach(self, state: LiveState) -> Connection:
        until = ""
        if state.until is not None:
            until = clock_time(state.until, self._workspace.clock.now(), self._workspace.clock.local_zone())
        reach = _REACH.get(state.mode)
        return self.header.connection if reach is None else Connection(reach, until)

    @on(messages.ThreadLoaded)
    def _thread_loaded(self, event: messages.ThreadLoaded) -> None:
        talk = event.conversation
        if talk.status.id != self._thread_of:
            return  # closed meanwhile, or another was opened
        self.thread.show_thread(arrange_thread(talk.status, talk.ancestors, talk.descendants))

    @on(messages.ThreadFailed)
    def _thread_failed(self, event: messages.ThreadFailed) -> None:
        if event.status_id == self._thread_of:
            self.thread.set_notice(event.error.sentence, event.error.next_step)

    # The out-tray in the header

    @work(group="tray")
    async def _poll_tray(self) -> None:
        self._tell_cache_trouble()
        try:
            seen = await self._tray.look()
        except OuttrayError as error:
            self.tell_error(error)
            return
        if seen.has_left and self.header.connection.reach is Reach.POLLING:
            # No stream brings what was just sent, and the next poll is half a minute away.
            self._reading.refresh()
        if seen.newly_ready and self._workspace.settings.interface.bell:
            self.app.bell()
        if seen.changed:
            self._show_standing(self.header.connection)
            self._show_navigation()

    def _tell_cache_trouble(self) -> None:
        """Say once that what is read is kept no longer; reading itself goes on."""
        trouble = self._workspace.cache.trouble
        if trouble is not None and trouble is not self._cache_trouble:
            self._cache_trouble = trouble
            self.tell_error(trouble)

    def tray_changed(self) -> None:
        """Look at the out-tray at once, after something was done to it here."""
        self._poll_tray()

    def _show_standing(self, connection: Connection) -> None:
        waiting = self._workspace.tray.summary(self._tray.waiting)
        out_tray = OutTray(
            held=waiting.count, ready=waiting.ready, next_due=waiting.next_due, trouble=waiting.trouble
        )
        acting = ActingAs(self._login.key, practice=self._login.practice)
        for screen in self.app.screen_stack:
            if isinstance(screen, PlaceScreen):
                screen.show_standing(acting, connection, out_tray)

    def _show_navigation(self) -> None:
        here = self._reading.timeline.key
        held = self._workspace.tray.summary(self._tray.waiting).count
        sections = places.sections(self._login.key, here=here, unread=self.timeline.waiting, held=held)
        self.navigation.show(sections, here)

    @on(Navigation.PlaceChosen)
    def _place_chosen(self, event: Navigation.PlaceChosen) -> None:
        if event.place_id == places.OUT_TRAY:
            self.action_out_tray()
        elif event.place_id == places.DRAFTS:
            self.action_drafts()
        elif event.place_id in places.TIMELINES:
            self._open_timeline(places.TIMELINES[event.place_id][0])

    # Where we are

    @property
    def reading_view(self) -> TimelineView:
        """The column the keys are about: the thread when it has the focus, else the timeline."""
        return self.thread if self.thread.has_focus else self.timeline

    @property
    def selected(self) -> Status | None:
        """The post the cursor stands on."""
        return self.reading_view.selected

    def on_resize(self, event: events.Resize) -> None:
        """Show as many columns as there is room for."""
        self.set_class(event.size.width < _NAVIGATION_FROM, "-no-navigation")
        self.set_class(event.size.width < _THREAD_BESIDE_FROM, "-one-column")

    def _open_timeline(self, timeline: Timeline) -> None:
        self._close_thread()
        # What is asked for the old timeline must not be put below the new one.
        self.workers.cancel_group(self, "older")
        self._keep_place(self._reading.timeline, self.timeline.selected_id)
        self.header.title = places.name_of(timeline)
        self._reading.open(timeline)
        self.timeline.replace(self._reading.stored(timeline), keep=False)
        self._go_to_place_read()
        self.timeline.focus()
        self._show_navigation()

    def _go_to_place_read(self) -> None:
        """Stand where this timeline was left, here or by the program before."""
        place = self._reading.place_read()
        if place is not None:
            self.timeline.select(place)

    async def ready_to_leave(self) -> bool:
        """Remember where the timeline was left."""
        await self._reading.keep_place(self._reading.timeline, self.timeline.selected_id)
        return True

    @work(group="place")
    async def _keep_place(self, timeline: Timeline, status_id: str | None) -> None:
        await self._reading.keep_place(timeline, status_id)

    @work(group="older", exclusive=True)
    async def _load_older(self, oldest_id: str) -> None:
        try:
            loaded = await self._reading.older(oldest_id)
        except OuttrayError as error:
            self.timeline.fail_older(error.sentence, error.next_step)
            return
        self.timeline.append_older(loaded.statuses, more=loaded.more)
        if loaded.why is not None:
            self.timeline.set_notice(_("Shown from disk: {reason}").format(reason=loaded.why.sentence))

    @on(timeline_messages.OlderRequested)
    def _older_requested(self, event: timeline_messages.OlderRequested) -> None:
        self._load_older(event.oldest_id)

    @on(timeline_messages.NewRevealed)
    def _new_revealed(self) -> None:
        self._show_navigation()

    @on(timeline_messages.StatusOpened)
    def _status_opened(self, event: timeline_messages.StatusOpened) -> None:
        self._show_thread(event.status.shown.id, event.status)

    @on(timeline_messages.StatusRequested)
    def _status_requested(self, event: timeline_messages.StatusRequested) -> None:
        self._show_thread(event.status_id, None)

    @on(timeline_messages.LinkOpened)
    def _link_opened(self, event: timeline_messages.LinkOpened) -> None:
        self.app.open_url(event.url)

    @on(timeline_messages.TagOpened)
    def _tag_opened(self, event: timeline_messages.TagOpened) -> None:
        self._open_timeline(Timeline("tag", event.name))

    @on(timeline_messages.ProfileOpened)
    @work(group="profile", exclusive=True)
    async def _profile_opened(self, event: timeline_messages.ProfileOpened) -> None:
        connection = self._workspace.connection
        if connection is None:
            return
        try:
            account = await connection.reader.account(event.account_id)
        except OuttrayError as error:
            self.tell_error(error)
            return
        if account.url is not None and (safe := safe_link(account.url)) is not None:
            self.app.open_url(safe[0])

    @on(timeline_messages.MediaOpened)
    def _media_opened(self, event: timeline_messages.MediaOpened) -> None:
        media = event.status.shown.media_attachments
        url = media[event.index].url if event.index < len(media) else None
        if url is not None and (safe := safe_link(url)) is not None:
            self.app.open_url(safe[0])

    def _show_thread(self, status_id: str, status: Status | None) -> None:
        self.add_class("-thread")
        self.header.title = _("Thread")
        self._thread_of = status_id
        self.thread.dismiss_notice()
        if status is not None:
            self.thread.replace([status.shown], more=False)
        self._reading.open_thread(status_id)
        self.thread.focus()

    def _close_thread(self) -> bool:
        if not self.has_class("-thread"):
            return False
        self.remove_class("-thread")
        self.header.title = places.name_of(self._reading.timeline)
        self._thread_of = ""
        self.timeline.focus()
        return True

    # What a reader does

    def action_open(self) -> None:
        """Open the thread of the selected post, or try again what failed."""
        if self.navigation.has_focus:
            self.navigation.action_select()
        else:
            self.reading_view.open_selected()

    def action_back(self) -> None:
        """Put away what is in front: a notice, then the thread."""
        if self.notice.is_told:
            self.notice.action_dismiss()
        elif not self.reading_view.dismiss_notice():
            self._close_thread()

    def action_expand(self) -> None:
        """Show or hide what is behind a warning."""
        self.reading_view.toggle_hidden()

    def action_open_link(self) -> None:
        """Open a link of the selected post, by number when there are several."""
        if (status := self.selected) is not None:
            self._choose_link(status)

    @work
    async def _choose_link(self, status: Status) -> None:
        url = await self.app.push_screen_wait(LinksScreen(status.shown))
        if url is not None:
            self.app.open_url(url)

    def action_newest(self) -> None:
        """Go to the newest post."""
        self.reading_view.go_newest()

    def action_oldest(self) -> None:
        """Go to the oldest post loaded."""
        self.reading_view.go_oldest()

    def action_refresh(self) -> None:
        """Ask for newer posts, or for a server that could not be reached."""
        self._connect_trouble = ""
        reached = self.header.connection.reach in {Reach.LIVE, Reach.POLLING}
        self._reading.refresh(reached=reached)

    def action_home(self) -> None:
        """Open the home timeline."""
        self._open_timeline(HOME)

    def action_local(self) -> None:
        """Open the timeline of this server."""
        self._open_timeline(LOCAL)

    def action_federated(self) -> None:
        """Open everything this server knows of."""
        self._open_timeline(PUBLIC)

    @work
    async def action_bookmark(self) -> None:
        """Keep the selected post for oneself, or no longer."""
        connection = self._workspace.connection
        status = self.selected
        if connection is None or status is None:
            return
        shown = status.shown
        act = connection.actions.unbookmark if shown.bookmarked else connection.actions.bookmark
        try:
            await self._reading.changed(await act(shown.id))
        except OuttrayError as error:
            self.tell_error(error)

    # What begins an act

    def action_compose(self) -> None:
        """Write a new post."""
        self._acting.compose()

    def action_reply(self) -> None:
        """Answer the selected post."""
        if (status := self.selected) is not None:
            self._acting.reply(status)

    def action_boost(self) -> None:
        """Pass the selected post on, or take the boost back."""
        if (status := self.selected) is not None:
            self._acting.boost(status)

    def action_favourite(self) -> None:
        """Favourite the selected post, or take it back."""
        if (status := self.selected) is not None:
            self._acting.favourite(status)

    def action_edit(self) -> None:
        """Change an own post."""
        if (status := self.selected) is not None:
            self._acting.edit(status)

    def action_delete(self) -> None:
        """Delete an own post, after a question."""
        if (status := self.selected) is not None:
            self._acting.delete(status)

    def action_out_tray(self) -> None:
        """See what is held."""
        self._acting.open_out_tray()

    def action_next_ready(self) -> None:
        """Take the second look at the next act that is ready."""
        self._acting.look_at_next(self._tray.waiting)

    def action_drafts(self) -> None:
        """Go on with a parked draft."""
        self._acting.open_drafts()

    async def acted(self, status: Status) -> None:
        """Something was done to this status here; show it."""
        await self._reading.changed(status)
        self.tray_changed()

    async def deleted(self, status_id: str) -> None:
        """A status was deleted here; take it out."""
        await self._reading.removed(status_id)
