"""The server's filters: what is hidden or put behind a warning, where, until when, by which words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final, get_args

import msgspec
from textual.message import Message

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.commands import reading as commands
from outtray.mastodon import errors
from outtray.mastodon.filters import CONTEXTS, FilterAction, FilterDraft, KeywordDraft
from outtray.mastodon.models import Filter
from outtray.screens.confirm import ConfirmScreen
from outtray.screens.home.home import Group, Home, Offer, Part
from outtray.screens.home.listings import Item, Listings, Slice
from outtray.screens.home.opened import Opened
from outtray.screens.menu import Choice, MenuScreen
from outtray.services.connection import Connection
from outtray.widgets.navigation import Navigation, Place
from outtray.widgets.timeline import messages as timeline_messages
from outtray.widgets.timeline.found import heading, listed, said
from outtray.widgets.timeline.view import TimelineView
from outtray.widgets.words import clock_time

FILTERS: Final = "filters"
_FILTER: Final = "filter "
_NEW: Final = "new-filter"
_HOUR: Final = 3_600
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class _Edited:
    """A filter on its way: what it will be, the server's id when it has one, and when it ends so far."""

    draft: FilterDraft
    id: str = ""
    until: str = ""


class Filtering(Part):
    """Shows every filter; Enter opens one as a card of its properties."""

    commands = (commands.FILTERS,)

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self._view: TimelineView | None = None
        self._filters: dict[str, Filter] = {}

    def hear(self, message: Message) -> None:
        """Go where the navigation says; open what was chosen."""
        match message:
            case Navigation.PlaceChosen() if message.place_id == FILTERS:
                self.action_filters()
            case timeline_messages.ItemChosen() if message.view is self._view and self._view is not None:
                self.home.start(partial(self._chosen, self._view, message.name), group="filters")
            case _:
                pass

    def places(self) -> Iterable[Offer]:
        """One place."""
        yield Offer(Group.ACCOUNT, Place(FILTERS, _("Filters")))

    def action_filters(self) -> None:
        """Show the filters."""
        self.home.part(Opened).close_all()
        self._view = self.home.part(Listings).open(_("Filters"), self._load, empty="")

    async def _load(self, connection: Connection, further: str | None) -> Slice:
        del further
        try:
            self._filters = {one.id: one for one in await connection.filters.kept_by_server()}
        except errors.Unsupported as error:
            return Slice(await self._only_kept(connection, error))
        items: list[Item] = [
            listed(_FILTER + one.id, one.title, self._about(one)) for one in self._filters.values()
        ]
        told = _(
            "Hide posts with some words, or put them behind a warning; on the server, for every program."
        )
        items.append(listed(_NEW, _("New filter…"), [told]))
        return Slice(items)

    async def _only_kept(self, connection: Connection, error: errors.Unsupported) -> list[Item]:
        """What a server keeps and leaves to its clients: applied here, changed where it was made."""
        self._filters = {}
        items: list[Item] = [said(error.sentence, "no-filters")]
        try:
            kept = await connection.filters.kept_in_words()
        except errors.Unsupported:
            return items
        told = _("The earlier kind it keeps is applied here; it is changed on the server's own pages.")
        items.append(said(told, "earlier-filters"))
        for one in kept:
            items.append(heading(one.title))
            items += [said(words, f"{one.id} {number}") for number, words in enumerate(self._about(one))]
        return items

    def _about(self, one: Filter) -> list[str]:
        words = ", ".join(word.keyword for word in one.keywords) or _("no words yet")
        where = _places(one.context)
        return [words, f"{_action(one.filter_action)} · {where} · {self._until(one)}"]

    def _until(self, one: Filter) -> str:
        if one.expires_at is None:
            return _("for good")
        clock = self.home.workspace.clock
        return _("until {time}").format(time=clock_time(one.expires_at, clock.now(), clock.local_zone()))

    def _draft_of(self, one: Filter) -> FilterDraft:
        """The filter as it is, its end counted anew from now: saving must not make it last for good."""
        left = 0
        if one.expires_at is not None:
            left = max(1, int((one.expires_at - self.home.workspace.clock.now()).total_seconds()))
        actions: tuple[FilterAction, ...] = get_args(FilterAction)
        return FilterDraft(
            one.title,
            tuple(name for name in CONTEXTS if name in one.context),
            next((name for name in actions if name == one.filter_action), "warn"),
            left,
            tuple(KeywordDraft(word.keyword, word.whole_word, word.id) for word in one.keywords),
        )

    async def _chosen(self, view: TimelineView, name: str) -> None:
        if name == _NEW:
            edited = _Edited(FilterDraft("", CONTEXTS))
        else:
            one = self._filters[name.removeprefix(_FILTER)]
            edited = _Edited(self._draft_of(one), one.id, self._until(one))
        try:
            changed = await self._edit(edited)
        except OuttrayError as error:
            self.home.tell_error(error)
            return
        if changed:
            self.home.part(Listings).reload(view)

    async def _edit(self, edited: _Edited) -> bool:
        """Change one property after the other until it is saved, deleted or left as it was."""
        while True:
            title = edited.draft.title or _("New filter")
            chosen = await self.home.app.push_screen_wait(MenuScreen(title, _properties(edited)))
            filters = (await self.home.reading.connection()).filters
            match chosen:
                case "save" if not edited.draft.title or not _kept(edited.draft):
                    self.home.tell(_("A filter needs a name and at least one word."))
                case "save" if edited.id:
                    await filters.edit(edited.id, edited.draft)
                    return True
                case "save":
                    await filters.create(edited.draft)
                    return True
                case "delete":
                    if await self._sure(edited.draft.title):
                        await filters.delete(edited.id)
                        return True
                case None:
                    return False
                case _:
                    edited = await self._changed(edited, chosen)

    async def _sure(self, title: str) -> bool:
        asked = ConfirmScreen(
            _("Delete the filter “{title}”?").format(title=title),
            _("What it kept from you is shown again."),
            safe=_("Keep it"),
            danger=_("Delete"),
        )
        sure = await self.home.app.push_screen_wait(asked)
        return bool(sure)

    async def _changed(self, edited: _Edited, chosen: str) -> _Edited:
        draft = edited.draft
        match chosen:
            case "title":
                title = await self._ask(
                    _("Name of the filter"), _("It is shown in its warnings."), draft.title
                )
                return _with(edited, title=draft.title if title is None else title.strip())
            case "words":
                return await self._words(edited)
            case "action":
                after = {"warn": "hide", "hide": "blur", "blur": "warn"}[draft.action]
                return _with(edited, action=after)
            case "where":
                return await self._where(edited)
            case _:
                return await self._when(edited)

    async def _ask(self, title: str, meaning: str, text: str) -> str | None:
        from outtray.screens.ask import AskScreen

        return await self.home.app.push_screen_wait(AskScreen(title, meaning, text=text))

    async def _words(self, edited: _Edited) -> _Edited:
        before = {word.keyword: word for word in edited.draft.keywords if not word.gone}
        typed = await self._ask(
            _("Words and phrases"),
            _("With commas between them. A * at the end also finds longer words that begin so."),
            ", ".join(_typed(word) for word in before.values()),
        )
        if typed is None:
            return edited
        wanted = [word for part in typed.split(",") if (word := _word(part)) is not None]
        words = [msgspec.structs.replace(word, id=_id(before, word.keyword)) for word in wanted]
        names = {word.keyword for word in words}
        gone = [
            msgspec.structs.replace(word, gone=True)
            for word in edited.draft.keywords
            if word.id and word.keyword not in names
        ]
        return _with(edited, keywords=(*words, *gone))

    async def _where(self, edited: _Edited) -> _Edited:
        while True:
            now = edited.draft.context
            choices = [Choice("done", "d", _("Done"))]
            choices += [
                Choice(one, str(number), ("[x] " if one in now else "[ ] ") + _place(one))
                for number, one in enumerate(CONTEXTS, start=1)
            ]
            chosen = await self.home.app.push_screen_wait(MenuScreen(_("Where it acts"), choices))
            if chosen in {None, "done"}:
                return edited if now else _with(edited, context=("home",))
            context = tuple(one for one in CONTEXTS if (one in now) != (one == chosen))
            edited = _with(edited, context=context)

    async def _when(self, edited: _Edited) -> _Edited:
        choices = (
            Choice("0", "g", _("for good")),
            Choice(str(_HOUR), "h", _("for an hour")),
            Choice(str(_DAY), "d", _("for a day")),
            Choice(str(7 * _DAY), "w", _("for a week")),
            Choice(str(30 * _DAY), "m", _("for 30 days")),
        )
        chosen = await self.home.app.push_screen_wait(
            MenuScreen(_("How long, from when it is saved"), choices)
        )
        if chosen is None:
            return edited
        label = next(choice.label for choice in choices if choice.id == chosen)
        return _Edited(msgspec.structs.replace(edited.draft, expires_in=int(chosen)), edited.id, label)


def _with(edited: _Edited, **changes: object) -> _Edited:
    return _Edited(msgspec.structs.replace(edited.draft, **changes), edited.id, edited.until)


def _properties(edited: _Edited) -> tuple[Choice, ...]:
    draft = edited.draft
    words = ", ".join(_typed(word) for word in _kept(draft)) or _("none yet")
    choices = [
        Choice("title", "n", _("Name…"), draft.title or _("none yet")),
        Choice("words", "w", _("Words…"), words[:30]),
        Choice("action", "a", _("What it does"), _action(draft.action)),
        Choice("where", "p", _("Where…"), _places(draft.context)),
        Choice("when", "u", _("How long…"), edited.until or _("for good")),
        Choice("save", "s", _("Save"), _("on the server")),
    ]
    if edited.id:
        choices.append(Choice("delete", "D", _("Delete…"), _("asks first")))
    return tuple(choices)


def _kept(draft: FilterDraft) -> tuple[KeywordDraft, ...]:
    return tuple(word for word in draft.keywords if not word.gone)


def _typed(word: KeywordDraft) -> str:
    return word.keyword if word.whole_word else f"{word.keyword}*"


def _word(typed: str) -> KeywordDraft | None:
    text = " ".join(typed.split())
    keyword = text.removesuffix("*").strip()
    return KeywordDraft(keyword, whole_word=not text.endswith("*")) if keyword else None


def _id(before: dict[str, KeywordDraft], keyword: str) -> str:
    return before[keyword].id if keyword in before else ""


def _action(action: str) -> str:
    return {
        "warn": _("shows a warning instead"),
        "hide": _("hides the whole post"),
        "blur": _("hides the media"),
    }.get(action, action)


def _places(contexts: Iterable[str]) -> str:
    named = tuple(contexts)
    return _("everywhere") if set(CONTEXTS) <= set(named) else ", ".join(_place(one) for one in named)


def _place(context: str) -> str:
    return {
        "home": _("home and lists"),
        "notifications": _("notifications"),
        "public": _("public timelines"),
        "thread": _("threads"),
        "account": _("profiles"),
    }.get(context, context)
