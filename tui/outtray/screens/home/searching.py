"""Search, under the key /: on the server and in what was read before, and addresses opened here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon.models import Account, Relationship, Status, Tag
from outtray.mastodon.timelines import Timeline
from outtray.screens import messages
from outtray.screens.home.home import Home, Part
from outtray.screens.home.opened import Opened
from outtray.widgets.search import SearchAsked, SearchPane
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.found import heading, said, tabs, tag_found
from outtray.widgets.timeline.person import Tab, person
from outtray.widgets.timeline.view import TimelineView

EVERYTHING, PEOPLE, TAGS, POSTS, SEEN = "everything", "accounts", "hashtags", "statuses", "seen"
_PARTS: Final = (EVERYTHING, PEOPLE, TAGS, POSTS, SEEN)
_FEW: Final = 5
_PAGE: Final = 20
_LEAST: Final = 2
"""Letters from which on what was read before is looked through while one types."""

_ADDRESS: Final = re.compile(r"https?://\S+|@[\w.-]+(@[\w.-]+)?|#\w+")
"""What names one thing, to be opened instead of looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one search has found so far; None for what is not answered yet."""

    text: str = ""
    accounts: tuple[Account, ...] = ()
    tags: tuple[Tag, ...] = ()
    statuses: tuple[Status, ...] = ()
    seen: tuple[Status, ...] = ()
    standing: dict[str, Relationship] = field(default_factory=dict)
    more: bool = False
    waiting: bool = False
    trouble: str = ""


class Searching(Part):
    """Opens the search and fills it."""

    commands = commands.SEARCHING

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._found: dict[TimelineView, Found] = {}

    def hear(self, message: Message) -> None:
        """Look for what is asked."""
        match message:
            case SearchAsked() if message.done:
                self._ask(message.pane, message.text)
            case SearchAsked():
                self._typing(message.pane, message.text)
            case timeline_messages.PartChosen() if message.view in self._found:
                view = message.view
                if isinstance(view, TimelineView):
                    self._turn(view, message.name)
            case timeline_messages.OlderRequested() if message.view in self._found:
                view = message.view
                if isinstance(view, TimelineView):
                    self.home.start(partial(self._more, view, view.part), group="search more")
            case _:
                pass

    async def action_search(self) -> None:
        """Open the search, or go to its field; whatever is typed next stands in it."""
        opened = self.home.part(Opened)
        if isinstance(opened.top, SearchPane):
            self.home.set_focus(opened.top.field)
            return
        view = self.home.new_view(
            empty=_("Write what you look for and press Enter. What you read before is searched at once.")
        )
        view.parts, view.part = _PARTS, EVERYTHING
        pane = SearchPane(view)
        self._found[view] = Found()
        opened.push(pane, _("Search"), ended=lambda: self._forget(view))
        # The keys that follow are letters of the search: none may be taken for a command meanwhile.
        await opened.details.is_there()
        self.home.set_focus(pane.field)

    def _forget(self, view: TimelineView) -> None:
        self._found.pop(view, None)

    # Looking

    def _typing(self, pane: SearchPane, text: str) -> None:
        if len(text) >= _LEAST and not _ADDRESS.fullmatch(text):
            self.home.start(partial(self._look_back, pane.results, text), group="search seen")

    async def _look_back(self, view: TimelineView, text: str) -> None:
        """Look through what was read before; the disk answers at once."""
        seen = await self.home.reading.seen(text)
        known = self._found.get(view)
        if known is not None and (known.text in {"", text} or not known.waiting):
            self._show(view, Found(text=text, seen=seen))

    def _ask(self, pane: SearchPane, text: str) -> None:
        if not text:
            return
        view = pane.results
        if _ADDRESS.fullmatch(text):
            self._show(view, Found(text=text, waiting=True))
            self.home.start(partial(self._open_address, view, text), group="search")
        else:
            self._show(view, replace(self._found[view], text=text, waiting=True, trouble=""))
            self.home.start(partial(self._look, view, text), group="search")

    async def _open_address(self, view: TimelineView, text: str) -> None:
        """Open what an address, a handle or a hashtag names."""
        # Asked for when somebody pastes an address: nothing of the first frame needs it.
        from outtray.services.finding import find

        connection = await self.home.reading.connection()
        try:
            found = await find(connection.reader, text)
        except OuttrayError as error:
            self._show(view, Found(text=text, trouble=f"{error.sentence} {error.next_step}"))
            return
        self._show(view, Found(text=text))
        match found:
            case Account():
                self.home.post_message(messages.ProfileRequested(found.id, found))
            case Status():
                self.home.post_message(messages.ThreadRequested(found.id, found))
            case Tag():
                self.home.post_message(messages.TimelineRequested(Timeline("tag", found.name)))

    async def _look(self, view: TimelineView, text: str) -> None:
        seen = await self.home.reading.seen(text)
        connection = await self.home.reading.connection()
        try:
            results = await connection.reader.search(text, limit=_PAGE)
        except OuttrayError as error:
            self._show(view, Found(text=text, seen=seen, trouble=f"{error.sentence} {error.next_step}"))
            return
        found = Found(text, results.accounts, results.hashtags, results.statuses, seen)
        self._show(view, found)
        if len(view.book):
            view.focus()
        await self._ask_standing(view, found)

    async def _ask_standing(self, view: TimelineView, found: Found) -> None:
        """How we stand to the people found; it is only said when the server says it."""
        unknown = [account.id for account in found.accounts if account.id not in found.standing]
        if not unknown:
            return
        connection = await self.home.reading.connection()
        try:
            relations = await connection.reader.relationships(unknown)
        except OuttrayError:
            return
        if self._found.get(view) is found:
            standing = {**found.standing, **{one.id: one for one in relations}}
            self._show(view, replace(found, standing=standing))

    async def _more(self, view: TimelineView, part: str) -> None:
        """Go on with one kind of what was found."""
        found = self._found[view]
        have = {PEOPLE: found.accounts, TAGS: found.tags, POSTS: found.statuses}.get(part, ())
        connection = await self.home.reading.connection()
        try:
            results = await connection.reader.search(found.text, kind=part, limit=_PAGE, offset=len(have))
        except OuttrayError as error:
            view.fail_older(error.sentence, error.next_step)
            return
        accounts = tuple({one.id: one for one in (*found.accounts, *results.accounts)}.values())
        tags_ = tuple({tag.name: tag for tag in (*found.tags, *results.hashtags)}.values())
        statuses = tuple({one.id: one for one in (*found.statuses, *results.statuses)}.values())
        grown = len(accounts) + len(tags_) + len(statuses)
        more = grown > len(found.accounts) + len(found.tags) + len(found.statuses)
        latest = replace(found, accounts=accounts, tags=tags_, statuses=statuses, more=more)
        fresh = list(_items(latest, part))[len(list(_items(found, part))) :]
        self._found[view] = latest
        view.append_items(fresh, more=more)

    # Showing

    def _turn(self, view: TimelineView, part: str) -> None:
        view.part = part
        found = self._found[view]
        self._show(view, replace(found, more=bool(found.text) and part in {PEOPLE, TAGS, POSTS}))

    def _show(self, view: TimelineView, found: Found) -> None:
        if view not in self._found:
            return
        kept = view.selected_id
        self._found[view] = found
        view.set_heads([tabs(_tabs(), view.part)])
        items = list(_items(found, view.part))
        if not items:
            items = [said(_nothing(found))]
        view.show_items(items, more=found.more)
        if kept is not None:
            view.select(kept)


def _tabs() -> tuple[Tab, ...]:
    return (
        Tab(EVERYTHING, _("Everything")),
        Tab(PEOPLE, _("People")),
        Tab(TAGS, _("Hashtags")),
        Tab(POSTS, _("Posts")),
        Tab(SEEN, _("Read before")),
    )


def _nothing(found: Found) -> str:
    if found.waiting:
        return _("Looking…")
    if found.trouble:
        return found.trouble
    return _("Nothing found.") if found.text else _("Write what you look for and press Enter.")


def _items(found: Found, part: str) -> Iterator[Block | Status]:
    few = _FEW if part == EVERYTHING else None
    if part in {EVERYTHING, PEOPLE} and found.accounts:
        if few:
            yield heading(_("People"))
        for account in found.accounts[:few]:
            yield person(account, found.standing.get(account.id))
    if part in {EVERYTHING, TAGS} and found.tags:
        if few:
            yield heading(_("Hashtags"))
        for tag in found.tags[:few]:
            yield tag_found(tag)
    if part in {EVERYTHING, POSTS} and found.statuses:
        if few:
            yield heading(_("Posts"))
        yield from found.statuses
    shown = {status.id for status in found.statuses} if few else set()
    seen = [status for status in found.seen if status.id not in shown]
    if part in {EVERYTHING, SEEN} and seen:
        if few:
            yield heading(_("Read before, kept on this machine"))
        yield from seen
    if found.trouble and part != SEEN:
        yield said(found.trouble, "trouble")
