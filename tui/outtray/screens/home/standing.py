"""How things stand: the connection, the out-tray in the header, what is sent meanwhile, and what is wrong."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.worker import Worker

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.commands import reading as commands
from outtray.commands.everywhere import HELP
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.screens.home.timelines import Timelines
from outtray.screens.key_words import key_of
from outtray.screens.place import PlaceScreen
from outtray.screens.reading import may_pass
from outtray.screens.ready_notice import NOTHING_READY, announce_ready
from outtray.screens.tray_watch import Seen, TrayWatch
from outtray.services.lookout import Watch
from outtray.services.waiting import Waiting
from outtray.widgets.standing import ActingAs, Connection, OutTray, Reach
from outtray.widgets.words import clock_time

if TYPE_CHECKING:
    from outtray.acts.item import Item
    from outtray.mastodon.events import LiveState
    from outtray.services.feeds import FeedUpdate
    from outtray.services.rules import RulesNews

_DISPATCH = "dispatch"
_DISPATCH_AGAIN_SECONDS = 5.0

_REACH = {"live": Reach.LIVE, "polling": Reach.POLLING, "offline": Reach.OFFLINE, "limited": Reach.LIMITED}


class Standing(Part):
    """Shows who acts, how the server is reached and what waits; sends what is released."""

    commands = (commands.REFRESH,)

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.unread = 0
        self.unsaid = 0
        self.waiting: tuple[Item, ...] = ()
        """What the out-tray held when it was last looked at."""
        self._watches: tuple[Watch[Any], ...] = ()
        self._connect_trouble = ""
        self._cache_trouble: OuttrayError | None = None

    @property
    def held(self) -> int:
        """How many acts the out-tray holds."""
        return len(self.waiting)

    def show(self, connection: Connection) -> None:
        """Show this connection, and everything else as it stands, on every screen there is."""
        waiting = self.home.workspace.tray.summary(self.waiting) if self.waiting else Waiting()
        out_tray = OutTray(
            held=waiting.count, ready=waiting.ready, next_due=waiting.next_due, trouble=waiting.trouble
        )
        login = self.home.login
        colour = self.home.workspace.colour(login)
        acting = ActingAs(login.key, colour, login.practice, self.unread, self.unsaid)
        for screen in self.home.app.screen_stack:
            if isinstance(screen, PlaceScreen):
                screen.show_standing(acting, connection, out_tray)

    def count_unread(self, count: int) -> None:
        """Show how many notifications came since the last look at them."""
        if count != self.unread:
            self.unread = count
            self.show(self.home.header.connection)
            self.home.show_navigation()

    def count_unsaid(self, count: int) -> None:
        """Show how many private acts wait for the server."""
        if count != self.unsaid:
            self.unsaid = count
            self.show(self.home.header.connection)

    def begin(self) -> None:
        """Connect, compile the rules before they are first needed, watch the out-tray from here on."""
        self.home.reading.connect()
        self.home.run_worker(self._load_rules, name="rules", thread=True)
        self.home.start(self._keep_house, group="house")
        self._watch()

    def _watch(self) -> None:
        """Look from here on at the out-tray, the settings and the cache, which others change, too."""
        workspace, fail = self.home.workspace, self.home.tell_error
        tray = TrayWatch(lambda: workspace.tray)
        self._watches = (
            workspace.lookout.watch(tray.look, self._tray_seen, fail=fail),
            workspace.lookout.watch(
                workspace.config.refresh, lambda _changed: self._tell_mistakes(), fail=fail
            ),
            workspace.lookout.watch(self._cache_trouble_found, self._tell_cache_trouble, fail=fail),
        )

    async def end(self) -> None:
        """Look no more."""
        for watch in self._watches:
            watch.stop()

    async def _keep_house(self) -> None:
        """Let go what the settings no longer keep of the journal, now and once a day."""
        try:
            await self.home.workspace.keep_house()
        except OuttrayError as error:
            self.home.tell_error(error)

    def hear(self, message: Message) -> None:
        """Follow the connection and the out-tray."""
        match message:
            case messages.Connected():
                self._connected()
            case messages.ConnectFailed(error):
                self._connect_failed(error)
            case messages.TrayTouched():
                for watch in self._watches:
                    watch.soon()
            case messages.FeedSpoke(timeline, update):
                self._feed_spoke(timeline, update)
            case _:
                pass

    def _feed_spoke(self, timeline: str, update: FeedUpdate) -> None:
        from outtray.services import feeds

        match update:
            case feeds.LiveStateChanged(state) if timeline == self.home.part(Timelines).key_in_front:
                self.show(self._reach(state))
            case feeds.LoginEnded(error):
                self.home.tell_error(error)
                self.show(Connection(Reach.OFFLINE))
            case _:
                pass

    def welcome(self) -> None:
        """Say what practice means, and quote what is wrong in the settings."""
        if self.home.login.practice:
            self.home.tell(
                _("Practice: this town lives on this machine only, and waits are shortened to seconds."),
                _("{compose} writes, {help} lists every key.").format(
                    compose=key_of(self.home.app, commands.COMPOSE), help=key_of(self.home.app, HELP)
                ),
            )
        self._tell_mistakes()

    def _tell_mistakes(self) -> None:
        """Quote what is wrong in the policy, with which nothing is sent, else in the settings."""
        try:
            self.home.workspace.config.policy.require_sound()
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        problems = self.home.workspace.problems
        if problems:
            told = ngettext(
                "The settings have a mistake:\n{problem}",
                "The settings have {count} mistakes, the first:\n{problem}",
                len(problems),
            )
            self.home.notice.tell(
                told.format(count=len(problems), problem=problems[0]),
                _("Until it is mended the built-in value is used. outtray config check quotes every one."),
            )

    def _load_rules(self) -> None:
        """Compile the rules, away from the keys."""
        try:
            rules = self.home.workspace.rules
            rules.on_news = self._tell_of_rules
            rules()
            author = self.home.workspace.author
            if author is not None:
                self.home.workspace.review.load(author.account)
        except OuttrayError as error:
            self.home.app.call_from_thread(self.home.tell_error, error)

    def _tell_of_rules(self, news: RulesNews) -> None:
        """Say what came of packs that were saved, on whichever place is open; called in another thread."""
        app = self.home.app

        def tell() -> None:
            place = next(
                (one for one in reversed(app.screen_stack) if isinstance(one, PlaceScreen)), self.home
            )
            place.notice.tell(news.sentence, news.next_step, is_error=bool(news.problems))
            place.rules_changed()

        with suppress(RuntimeError):  # the program has ended meanwhile
            app.call_from_thread(tell)

    # The connection

    def _connected(self) -> None:
        self.show(Connection(Reach.POLLING))
        app = self.home.app
        if not any(worker.group == _DISPATCH and worker.is_running for worker in app.workers):
            # Once for all accounts, and work of the program: a switch of accounts breaks off nothing.
            _sending: Worker[None] = app.run_worker(self._dispatch, group=_DISPATCH)
        self.home.start(self._reach_others, group="reach")

    def _connect_failed(self, error: OuttrayError) -> None:
        self.show(Connection(Reach.OFFLINE))
        if error.sentence == self._connect_trouble:
            return  # said before, and perhaps put away; the header goes on saying that it is offline
        self._connect_trouble = error.sentence
        if may_pass(error):
            self.home.notice.tell(
                error.sentence,
                _("It is tried again by itself; you can read, write and hold meanwhile."),
            )
        else:
            self.home.tell_error(error)

    def _reach(self, state: LiveState) -> Connection:
        until = ""
        if state.until is not None:
            clock = self.home.workspace.clock
            until = clock_time(state.until, clock.now(), clock.local_zone())
        reach = _REACH.get(state.mode)
        return self.home.header.connection if reach is None else Connection(reach, until)

    async def _dispatch(self) -> None:
        """Send what is released and find what is unsure, for as long as the program runs."""
        app, tray = self.home.app, self.home.workspace.tray
        while True:
            try:
                await tray.dispatch()
            except OuttrayError as error:
                place = next(
                    (one for one in reversed(app.screen_stack) if isinstance(one, PlaceScreen)), None
                )
                if place is not None:
                    place.tell_error(error)
            await asyncio.sleep(_DISPATCH_AGAIN_SECONDS)

    # The out-tray

    def _tray_seen(self, seen: Seen) -> None:
        """Show what the out-tray holds by now, and say what is ready."""
        self.waiting = seen.waiting
        self.home.workspace.tray.dispatch_soon()
        if seen.has_left and self.home.header.connection.reach is Reach.POLLING:
            # No stream brings what was just sent, and the next poll is half a minute away.
            self.home.part(Timelines).refresh()
        if seen.newly_ready:
            for place in self.home.app.screen_stack:
                if isinstance(place, PlaceScreen):
                    place.notice.withdraw(NOTHING_READY)
            announce_ready(self.home.app, self.home.workspace.settings.interface)
        self.show(self.home.header.connection)
        self.home.show_navigation()
        self.home.start(self._reach_others, group="reach")

    async def _reach_others(self) -> None:
        """Connect as every account of which something is on its way, or may be: only it can tell."""
        from outtray.acts.states import State

        workspace = self.home.workspace
        if workspace.connection is None:
            return  # asked again once there is a network
        under_way = (item.act.account for item in self.waiting if item.state in {State.SENDING, State.UNSURE})
        for account in dict.fromkeys(under_way):
            if workspace.reached(account) is None:
                try:
                    await workspace.reach(account)
                except OuttrayError as error:
                    self.home.tell_error(error)
                else:
                    workspace.tray.dispatch_soon()

    def _cache_trouble_found(self) -> OuttrayError | None:
        trouble = self.home.workspace.cache.trouble
        return None if trouble is self._cache_trouble else trouble

    def _tell_cache_trouble(self, trouble: OuttrayError) -> None:
        """Say once that what is read is kept no longer; reading itself goes on."""
        self._cache_trouble = trouble
        self.home.tell_error(trouble)

    # Commands

    def reconnect(self) -> None:
        """Connect anew with the token that is kept now."""
        self._connect_trouble = ""
        self.home.part(Timelines).refresh(reached=False)

    def action_refresh(self) -> None:
        """Ask for newer posts, or for a server that could not be reached."""
        self._connect_trouble = ""  # said again, even when it is the same: the user asked again
        reached = self.home.header.connection.reach in {Reach.LIVE, Reach.POLLING}
        self.home.part(Timelines).refresh(reached=reached)
