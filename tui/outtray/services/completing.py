"""Completes mentions, hashtags and emoji: from what was read before, then by asking the server.

A server is told at most the token between the sign and the cursor, from two characters, and nothing at all
when the setting ``posting.complete`` says so.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from outtray.base.errors import OuttrayError
from outtray.mastodon.errors import NotFound
from outtray.mastodon.models import Account, CustomEmoji, Status
from outtray.mastodon.timelines import HOME, LOCAL
from outtray.mastodon.tokens import Token
from outtray.services.emoji import emoji_named
from outtray.services.workspace import Workspace

SHOWN = 8
"""Candidates that are offered at once."""

ASKED_FROM = 2
"""Characters after the sign from which a server is asked."""

_REMEMBERED = 400
"""Cached posts of each timeline whose people and hashtags are known."""

_EMOJI_SHELF = "custom-emojis"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something to complete with: what enters the text, and what is said of it."""

    insert: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Remembered:
    """What the cache knows, the most often seen first: handles with names, hashtags, shortcodes."""

    people: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]
    emoji: tuple[str, ...]


class Completer:
    """Knows the people, hashtags and emoji of one account's surroundings."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._loading: asyncio.Task[_Remembered] | None = None
        self._loaded = False
        self._people: dict[str, str] = {}
        self._tags: tuple[str, ...] = ()
        self._emoji: tuple[str, ...] = ()
        self._unknown: set[str] = set()
        self._emoji_asked = False

    @property
    def asks(self) -> bool:
        """Whether the server may be asked."""
        return (
            self._workspace.connection is not None and self._workspace.settings.posting.complete == "server"
        )

    async def load(self) -> None:
        """Have what the cache knows, which is read once; does not ask the server.

        Whoever comes while it is read waits for the same reading, even when the first to ask has been
        cancelled by the next letter: who stands before whom must not hang on what arrives first.
        """
        if self._loaded:
            return
        if self._loading is None:
            self._loading = asyncio.create_task(asyncio.to_thread(self._read))
        remembered = await asyncio.shield(self._loading)
        if not self._loaded:
            self._loaded = True
            for acct, name in remembered.people:
                self._people[acct] = self._people.get(acct) or name
            self._tags, self._emoji = remembered.tags, remembered.emoji

    def _read(self) -> _Remembered:
        login = self._workspace.login
        if login is None:
            return _Remembered((), (), ())
        cache = self._workspace.cache.for_account(login.key)
        statuses = [entry.status for line in (HOME, LOCAL) for entry in cache.recent(line, _REMEMBERED)]
        people: dict[str, str] = {}
        seen: Counter[str] = Counter()
        tags: Counter[str] = Counter()
        for status in statuses:
            for acct, name in _people_of(status.shown):
                people[acct] = people.get(acct) or name
                seen[acct] += 1
            tags.update(tag.name for tag in status.shown.tags if tag.name)
        kept = cache.kept(_EMOJI_SHELF, tuple[CustomEmoji, ...]) or ()
        return _Remembered(
            tuple((acct, people[acct]) for acct, _count in seen.most_common()),
            tuple(name for name, _count in tags.most_common()),
            tuple(one.shortcode for one in kept if one.visible_in_picker),
        )

    def know(self, people: Iterable[tuple[str, str]]) -> None:
        """Know these people, by handle and name, before all others: those of the post that is answered."""
        self._people = {**{acct: name for acct, name in people if acct}, **self._people}

    # Completing

    def known(self, token: Token, most: int = SHOWN) -> tuple[Candidate, ...]:
        """What is known here and fits the token, the best first."""
        wanted = _plain(token.beginning)
        if token.sign == "@":
            found = [_person(acct, name) for acct, name in self._people.items() if _fits(wanted, acct, name)]
        elif token.sign == "#":
            found = [_tag(name) for name in self._tags if _plain(name).startswith(wanted)]
        else:
            own = [name for name in self._emoji if wanted in name.casefold()]
            if len(wanted) < ASKED_FROM:
                own = [name for name in own if name.casefold().startswith(wanted)]
            own.sort(key=lambda name: not name.casefold().startswith(wanted))
            found = [Candidate(f":{name}: ", f":{name}:") for name in own]
            found = [*found[: most // 2], *(_emoji(*one) for one in emoji_named(token.beginning))]
        return tuple(found[:most])

    async def asked(self, token: Token, most: int = SHOWN) -> tuple[Candidate, ...]:
        """What is known here and what the server adds; raises ``ServerError``."""
        connection = self._workspace.connection
        if connection is None or not self.asks:
            return self.known(token, most)
        if token.sign == ":":
            await self._ask_for_emoji()
            return self.known(token, most)
        if len(token.beginning) < ASKED_FROM:
            return self.known(token, most)
        kind = "accounts" if token.sign == "@" else "hashtags"
        results = await connection.reader.search(token.beginning, kind=kind, limit=most)
        if token.sign == "@":
            self._learn(results.accounts)
            return self._together(token, [_person(one.acct, one.name) for one in results.accounts], most)
        return self._together(token, [_tag(one.name) for one in results.hashtags if one.name], most)

    def _together(self, token: Token, found: list[Candidate], most: int) -> tuple[Candidate, ...]:
        here = self.known(token, most)
        inserts = {one.insert.casefold() for one in here}
        return (*here, *(one for one in found if one.insert.casefold() not in inserts))[:most]

    async def _ask_for_emoji(self) -> None:
        connection, login = self._workspace.connection, self._workspace.login
        if self._emoji_asked or connection is None or login is None:
            return
        self._emoji_asked = True
        emoji = await connection.reader.custom_emojis()
        self._emoji = tuple(one.shortcode for one in emoji if one.visible_in_picker)
        cache = self._workspace.cache.for_account(login.key)
        await asyncio.to_thread(cache.keep, _EMOJI_SHELF, emoji)

    # Recipients

    def knows(self, acct: str) -> bool | None:
        """Whether somebody of this handle is known; None while nobody has looked."""
        handle = self._local(acct)
        if handle in {known.casefold() for known in self._people}:
            return True
        return False if handle in self._unknown else None

    async def look_up(self, acct: str) -> bool | None:
        """Whether the server knows this handle; None when it cannot be or must not be asked."""
        connection = self._workspace.connection
        handle = self._local(acct)
        if connection is None or not self.asks or len(handle) < ASKED_FROM:
            return None
        try:
            self._learn([await connection.reader.lookup(handle)])
        except NotFound:
            self._unknown.add(handle)
            return False
        except OuttrayError:
            return None
        self._people.setdefault(handle, "")
        return True

    def _local(self, acct: str) -> str:
        """A handle as the own server writes it."""
        connection = self._workspace.connection
        name, _at, host = acct.casefold().partition("@")
        own = {connection.account.host, connection.instance.domain} if connection is not None else set()
        return name if not host or host in {one.casefold() for one in own} else f"{name}@{host}"

    def _learn(self, accounts: Iterable[Account]) -> None:
        for account in accounts:
            self._people.setdefault(account.acct, account.name)


def _people_of(status: Status) -> list[tuple[str, str]]:
    found = [(status.account.acct, status.account.name)]
    return [(acct, name) for acct, name in [*found, *((one.acct, "") for one in status.mentions)] if acct]


def _person(acct: str, name: str) -> Candidate:
    return Candidate(f"@{acct} ", f"@{acct}", name)


def _tag(name: str) -> Candidate:
    return Candidate(f"#{name} ", f"#{name}")


def _emoji(sign: str, name: str) -> Candidate:
    return Candidate(sign, sign, name.replace("_", " "))


def _fits(wanted: str, acct: str, name: str) -> bool:
    return _plain(acct).startswith(wanted) or any(word.startswith(wanted) for word in _plain(name).split())


def _plain(text: str) -> str:
    """Without capitals and accents, so that “zoe” finds Zoë."""
    folded = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
