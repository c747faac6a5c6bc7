"""Filters kept by the server: what the account does not want to see, or only behind a warning.

Servers with the second version apply filters themselves and say so with each status (`Status.filtered`).
Those with the first one only keep the words (Akkoma, Pleroma): `Filters.all` brings them into the same form,
and `Sieve` applies them here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Literal

import msgspec

from outtray.mastodon import errors
from outtray.mastodon.asking import Asking
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.entity import Entity, Key, Line
from outtray.mastodon.features import Feature
from outtray.mastodon.models import Filter, FilterKeyword, FilterResult, Moment, Status
from outtray.mastodon.timelines import segment

FilterAction = Literal["warn", "hide", "blur"]
FilterContext = Literal["home", "notifications", "public", "thread", "account"]

CONTEXTS: Final[tuple[FilterContext, ...]] = ("home", "notifications", "public", "thread", "account")
"""Where a filter can act, in the order Mastodon's own settings list them."""


class KeywordDraft(msgspec.Struct, frozen=True):
    """One word or phrase of a filter; `id` when the server has it already, `gone` to take it away."""

    keyword: str
    whole_word: bool = True
    id: str = ""
    gone: bool = False


class FilterDraft(msgspec.Struct, frozen=True):
    """A filter as the user wants it. `expires_in` counts seconds from the moment of saving, 0 is for good."""

    title: str
    context: tuple[FilterContext, ...] = ("home",)
    action: FilterAction = "warn"
    expires_in: int = 0
    keywords: tuple[KeywordDraft, ...] = ()

    def fields(self) -> dict[str, object]:
        """The same as the server wants to be told."""
        return {
            "title": self.title,
            "context": list(self.context),
            "filter_action": self.action,
            "expires_in": self.expires_in or "",
            "keywords_attributes": [_keyword(word) for word in self.keywords],
        }


def _keyword(word: KeywordDraft) -> dict[str, object]:
    fields: dict[str, object] = {"keyword": word.keyword, "whole_word": word.whole_word}
    if word.id:
        fields["id"] = word.id
    if word.gone:
        fields["_destroy"] = True
    return fields


class _OldFilter(Entity, frozen=True, omit_defaults=True, gc=False):
    """A filter of the first version: one phrase, and whether the server drops what it matches."""

    id: Key = ""
    phrase: Line = ""
    context: tuple[Line, ...] = ()
    whole_word: bool = False
    expires_at: Moment | None = None
    irreversible: bool = False


class Filters(Asking):
    """The filters of one account; every method raises errors of `mastodon.errors`."""

    async def all(self) -> tuple[Filter, ...]:
        """Every filter; raises Unsupported where the server keeps none of either version."""
        try:
            return await self.kept_by_server()
        except errors.Unsupported:
            return await self.kept_in_words()

    async def kept_by_server(self) -> tuple[Filter, ...]:
        """The filters a server applies by itself; raises Unsupported where it applies none."""
        with self._offered(Feature.FILTERS):
            return await self._many("/api/v2/filters", Filter)

    async def kept_in_words(self) -> tuple[Filter, ...]:
        """The filters of a server that leaves their use to the client, for a `Sieve`."""
        with self._offered(Feature.FILTERS):
            old = await self._many("/api/v1/filters", _OldFilter)
        return tuple([_of_old(one) for one in old if one.phrase])

    async def create(self, draft: FilterDraft) -> Filter:
        """Add a filter; raises Invalid when the server wants it otherwise."""
        with self._offered(Feature.FILTERS):
            return await self._write("/api/v2/filters", Filter, draft.fields())

    async def edit(self, filter_id: str, draft: FilterDraft) -> Filter:
        """Change a filter; keywords that are not named stay."""
        return await self._write(_path(filter_id), Filter, draft.fields(), method="PUT")

    async def delete(self, filter_id: str) -> None:
        """Filter this no longer."""
        await self._order(_path(filter_id), method="DELETE")

    async def add_keyword(self, filter_id: str, keyword: str, *, whole_word: bool = True) -> FilterKeyword:
        """Add one word to a filter."""
        fields = {"keyword": keyword, "whole_word": whole_word}
        return await self._write(f"{_path(filter_id)}/keywords", FilterKeyword, fields)

    async def remove_keyword(self, keyword_id: str) -> None:
        """Take one word out of its filter."""
        await self._order(f"/api/v2/filters/keywords/{segment(keyword_id)}", method="DELETE")


class Sieve:
    """Applies filters of the first version to statuses, in the form the second version has.

    The matching is Mastodon's: letters of either case, in the text, the warning and the answers of a poll; a
    whole word ends where letters, digits and underscores end.
    """

    def __init__(self, filters: Iterable[Filter]) -> None:
        self._filters = [
            (one, [(word.keyword, _pattern(word)) for word in one.keywords if word.keyword])
            for one in filters
        ]

    def __bool__(self) -> bool:
        return bool(self._filters)

    def mark(self, status: Status, now: datetime) -> Status:
        """The status with what matched in `filtered`; the same value where nothing did."""
        if not self._filters or status.filtered:
            return status
        words = _words(status.shown)
        found: list[FilterResult] = []
        for one, patterns in self._filters:
            if one.expires_at is not None and one.expires_at <= now:
                continue
            hits = tuple([keyword for keyword, pattern in patterns if pattern.search(words)])
            if hits:
                found.append(FilterResult(msgspec.structs.replace(one, keywords=()), hits))
        return msgspec.structs.replace(status, filtered=tuple(found)) if found else status


def _of_old(old: _OldFilter) -> Filter:
    return Filter(
        id=old.id,
        title=old.phrase,
        context=old.context,
        expires_at=old.expires_at,
        filter_action="hide" if old.irreversible else "warn",
        keywords=(FilterKeyword(old.id, old.phrase, old.whole_word),),
    )


def _pattern(word: FilterKeyword) -> re.Pattern[str]:
    escaped = re.escape(word.keyword)
    if not word.whole_word:
        return re.compile(escaped, re.IGNORECASE)
    before = r"(?<!\w)" if re.match(r"\w", word.keyword) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", word.keyword) else ""
    return re.compile(before + escaped + after, re.IGNORECASE)


def _words(status: Status) -> str:
    answers = [option.title for option in status.poll.options] if status.poll is not None else []
    alt = [medium.description or "" for medium in status.media_attachments]
    return "\n".join([status.spoiler_text, plain_text(parse(status.content)), *answers, *alt])


def _path(filter_id: str) -> str:
    return f"/api/v2/filters/{segment(filter_id)}"
