"""Lists and followed hashtags in the navigation, and the menu of columns under the key C."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.keeping import UserList
from outtray.mastodon.timelines import Timeline
from outtray.screens import messages, places
from outtray.screens.ask import AskScreen
from outtray.screens.home.abroad import Abroad
from outtray.screens.home.columns import Columns
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.timelines import Timelines
from outtray.screens.menu import Choice, MenuScreen
from outtray.services.layout import MOST_COLUMNS

_MOST_SHOWN = 12
"""Lists and hashtags shown in the navigation; the menu of columns has all."""


class Sources(Part):
    """What there is to read beside the timelines every account has."""

    commands = (commands.COLUMN,)

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._lists: tuple[UserList, ...] = ()
        self._tags: tuple[str, ...] = ()

    def hear(self, message: Message) -> None:
        """Ask for lists and hashtags as soon as the server is there."""
        match message:
            case messages.Connected():
                self.refresh()
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """Lists, hashtags, what many read."""
        columns = self.home.part(Columns)
        for one in self._lists[:_MOST_SHOWN]:
            yield columns.offer(Group.LISTS, Timeline("list", one.id))
        for tag in self._tags[:_MOST_SHOWN]:
            yield columns.offer(Group.TAGS, Timeline("tag", tag))

    def refresh(self) -> None:
        """Ask again, after a list or a hashtag was added, renamed or taken away."""
        self.home.start(self._ask, group="sources")

    async def _ask(self) -> None:
        connection = await self.home.reading.connection()
        # A server that has neither is no trouble: there is simply nothing to show.
        try:
            self._lists = await connection.lists.all()
        except OuttrayError:
            self._lists = ()
        try:
            self._tags = tuple(tag.name for tag in (await connection.reader.followed_tags()).items)
        except OuttrayError:
            self._tags = ()
        titles = {Timeline("list", one.id).key: one.title for one in self._lists}
        self.home.part(Columns).rename(titles)

    # The menu of columns

    def action_column(self) -> None:
        """Show what can be done with the columns."""
        self.home.start(self._menu, group="columns")

    async def _menu(self) -> None:
        columns = self.home.part(Columns)
        key = columns.timeline.key
        boosts, replies = self.home.part(Timelines).left_out
        chosen = await self.home.app.push_screen_wait(
            MenuScreen(columns.title, tuple(self._choices(key in boosts, key in replies)))
        )
        match chosen:
            case "add":
                await self._add()
            case "abroad":
                await self.home.part(Abroad).ask()
            case "close":
                columns.close()
            case "tags":
                await self._choose_tags(beside=False)
            case "boosts":
                columns.leave_out(boosts=key not in boosts, replies=key in replies)
            case "replies":
                columns.leave_out(boosts=key in boosts, replies=key not in replies)
            case _:
                pass

    def _choices(self, boosts: bool, replies: bool) -> Iterator[Choice]:
        count = len(self.home.part(Columns).all)
        if count < MOST_COLUMNS:
            yield Choice("add", "a", _("Add a column…"), _("another timeline beside this one"))
        if count > 1:
            yield Choice("close", "x", _("Close this column"))
        yield Choice("tags", "t", _("Hashtags…"), _("posts with any of several hashtags"))
        yield Choice("abroad", "s", _("Another server…"), _("its public timeline, without an account there"))
        yield Choice(
            "boosts", "b", _("Show boosts") if boosts else _("Leave out boosts"), _("in this timeline")
        )
        yield Choice(
            "replies", "r", _("Show replies") if replies else _("Leave out replies"), _("in this timeline")
        )

    async def _add(self) -> None:
        columns = self.home.part(Columns)
        timelines = [
            *(timeline for timeline, _command in places.WITH_KEYS),
            *(Timeline("list", one.id) for one in self._lists),
            *(Timeline("tag", tag) for tag in self._tags),
        ]
        choices = [
            Choice(timeline.key, str(number) if number < 10 else "", places.name_of(timeline, columns.titles))
            for number, timeline in enumerate(timelines, start=1)
        ]
        choices.append(Choice("tags", "t", _("Hashtags…")))
        chosen = await self.home.app.push_screen_wait(MenuScreen(_("Add a column"), choices))
        if chosen == "tags":
            await self._choose_tags(beside=True)
        elif chosen is not None and (timeline := places.timeline_at(chosen)) is not None:
            columns.add(timeline)

    async def _choose_tags(self, *, beside: bool) -> None:
        asked = AskScreen(
            _("Hashtags"),
            _("One or several, with spaces between: posts with any of them."),
            example="#ferry #harbour",
        )
        text = await self.home.app.push_screen_wait(asked)
        tags = [tag.strip("#＃,") for tag in (text or "").split()]
        named = " ".join(dict.fromkeys(tag for tag in tags if tag))
        if named:
            columns = self.home.part(Columns)
            (columns.add if beside else columns.open)(Timeline("tag", named))
