"""Which statuses belong to which timeline, who may see a status, and paging by id."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outtray.practice.errors import NotFound
from outtray.practice.params import Params
from outtray.practice.world import World, among


@dataclass(frozen=True, slots=True)
class Page:
    """A cut out of a list ordered by id, as clients ask for it."""

    limit: int
    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None

    def select(
        self,
        world: World,
        source: str,
        where: Sequence[str],
        values: Mapping[str, object],
        column: str = "s.id",
    ) -> list[int]:
        """The ids of this page, newest first.

        ``min_id`` asks for what comes directly after it, so that a gap can be filled from below.
        """
        conditions, bound = list(where), dict(values)
        for name, value, sign in (
            ("max_id", self.max_id, "<"),
            ("since_id", self.since_id, ">"),
            ("min_id", self.min_id, ">"),
        ):
            if value is not None:
                conditions.append(f"{column} {sign} :{name}")
                bound[name] = value
        bound["limit"] = self.limit
        order = "ASC" if self.min_id is not None else "DESC"
        # Source, column and conditions are constants of this program; every value is bound.
        sql = f"SELECT {column} FROM {source} WHERE {' AND '.join(conditions)} ORDER BY {column} {order} LIMIT :limit"  # noqa: S608, E501
        ids = [int(row[0]) for row in world.named(sql, bound)]
        return ids[::-1] if self.min_id is not None else ids


def page_of(params: Params, default: int = 20, most: int = 40) -> Page:
    """The page a request asks for; nonsense in a bound is ignored as Mastodon does."""
    limit = params.number("limit")
    return Page(
        limit=default if limit is None else max(1, min(limit, most)),
        max_id=params.number("max_id"),
        since_id=params.number("since_id"),
        min_id=params.number("min_id"),
    )


_NOT_HIDDEN = """(
    s.account_id NOT IN (SELECT target_id FROM blocks WHERE account_id = :me)
    AND s.account_id NOT IN (SELECT account_id FROM blocks WHERE target_id = :me)
    AND s.account_id NOT IN
        (SELECT target_id FROM mutes WHERE account_id = :me AND (expires_at IS NULL OR expires_at > :now))
    AND NOT EXISTS (
        SELECT 1 FROM statuses o WHERE o.id = s.reblog_of_id AND (
            o.account_id IN (SELECT target_id FROM blocks WHERE account_id = :me)
            OR o.account_id IN (SELECT target_id FROM mutes
                WHERE account_id = :me AND (expires_at IS NULL OR expires_at > :now))))
    AND s.account_id NOT IN (SELECT a.id FROM accounts a JOIN domain_blocks d ON d.domain = a.domain
        WHERE d.account_id = :me)
)"""

_SEEN = """(
    s.visibility IN ('public', 'unlisted') OR s.account_id = :me
    OR s.id IN (SELECT status_id FROM status_mentions WHERE account_id = :me)
    OR (s.visibility = 'private' AND s.account_id IN
        (SELECT target_id FROM follows WHERE account_id = :me AND state = 'following'))
)"""

_HOME = """(
    s.account_id = :me
    OR EXISTS (
        SELECT 1 FROM follows f WHERE f.account_id = :me AND f.target_id = s.account_id
        AND f.state = 'following' AND (s.reblog_of_id IS NULL OR f.reblogs = 1)
        AND s.account_id NOT IN (SELECT la.account_id FROM list_accounts la JOIN lists l ON l.id = la.list_id
            WHERE l.account_id = :me AND l.exclusive = 1)
        AND (s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id
             OR s.in_reply_to_account_id = :me OR s.in_reply_to_account_id IN
                (SELECT target_id FROM follows WHERE account_id = :me AND state = 'following')))
    OR (s.visibility = 'public' AND s.reblog_of_id IS NULL AND s.in_reply_to_id IS NULL AND EXISTS (
        SELECT 1 FROM status_tags t JOIN followed_tags ft ON ft.tag = t.tag
        WHERE t.status_id = s.id AND ft.account_id = :me))
)"""

_TO_ALL = "s.visibility = 'public' AND s.reblog_of_id IS NULL"
_NO_ANSWER = "(s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id)"
_LOCAL = "s.account_id IN (SELECT id FROM accounts WHERE domain IS NULL)"
_REMOTE = "s.account_id IN (SELECT id FROM accounts WHERE domain IS NOT NULL)"
_WITH_MEDIA = "s.id IN (SELECT status_id FROM media)"
_STATUSES = "statuses s"


def _from(world: World, viewer: int | None, **more: object) -> dict[str, object]:
    """The values every condition may use: who looks, and when."""
    return {"me": -1 if viewer is None else viewer, "now": world.clock.millis(), **more}


def home(world: World, viewer: int, page: Page) -> list[int]:
    """The home timeline: own posts, those of followed accounts, followed hashtags."""
    return page.select(world, _STATUSES, [_SEEN, _HOME, _NOT_HIDDEN], _from(world, viewer))


def in_home(world: World, viewer: int, status_id: int) -> bool:
    """Whether a status belongs on somebody's home timeline."""
    where = ["s.id = :id", _SEEN, _HOME, _NOT_HIDDEN]
    return bool(Page(1).select(world, _STATUSES, where, _from(world, viewer, id=status_id)))


def public(
    world: World, viewer: int | None, page: Page, *, local: bool, remote: bool, only_media: bool
) -> list[int]:
    """The local or federated timeline: public posts, no boosts, no replies to others."""
    where = [_TO_ALL, _NO_ANSWER, _NOT_HIDDEN]
    where += [_LOCAL] if local else []
    where += [_REMOTE] if remote else []
    where += [_WITH_MEDIA] if only_media else []
    return page.select(world, _STATUSES, where, _from(world, viewer))


@dataclass(frozen=True, slots=True)
class TagQuery:
    """The hashtags of a tag timeline: one of ``any``, all of ``every``, none of ``none``."""

    any: tuple[str, ...]
    every: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


def tagged(
    world: World, viewer: int | None, page: Page, tags: TagQuery, *, local: bool, only_media: bool
) -> list[int]:
    """A hashtag timeline."""
    where = [
        _TO_ALL,
        _NOT_HIDDEN,
        "s.id IN (SELECT status_id FROM status_tags WHERE tag IN (SELECT value FROM json_each(:any)))",
        "s.id NOT IN (SELECT status_id FROM status_tags WHERE tag IN (SELECT value FROM json_each(:none)))",
        "NOT EXISTS (SELECT 1 FROM json_each(:every) e WHERE NOT EXISTS"
        " (SELECT 1 FROM status_tags t WHERE t.tag = e.value AND t.status_id = s.id))",
    ]
    where += [_LOCAL] if local else []
    where += [_WITH_MEDIA] if only_media else []
    values = _from(world, viewer, any=among(tags.any), every=among(tags.every), none=among(tags.none))
    return page.select(world, _STATUSES, where, values)


def of_list(world: World, viewer: int, list_id: int, page: Page) -> list[int]:
    """The timeline of a list, with replies as the list's policy says."""
    policy = world.value("SELECT replies_policy FROM lists WHERE id = ?", list_id)
    members = "(SELECT account_id FROM list_accounts WHERE list_id = :list)"
    where = [_SEEN, _NOT_HIDDEN, f"s.account_id IN {members}"]
    if policy == "none":
        where.append(_NO_ANSWER)
    elif policy == "list":
        where.append(f"({_NO_ANSWER} OR s.in_reply_to_account_id IN {members})")
    return page.select(world, _STATUSES, where, _from(world, viewer, list=list_id))


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """What to show of one account's statuses."""

    exclude_replies: bool = False
    exclude_reblogs: bool = False
    only_media: bool = False
    pinned: bool = False
    tag: str | None = None


def of_account(
    world: World, viewer: int | None, account_id: int, page: Page, query: AccountQuery
) -> list[int]:
    """The statuses of one account that the viewer may see."""
    where = ["s.account_id = :account", _SEEN]
    where += [_NO_ANSWER] if query.exclude_replies else []
    where += ["s.reblog_of_id IS NULL"] if query.exclude_reblogs else []
    where += [_WITH_MEDIA] if query.only_media else []
    if query.pinned:
        where.append("s.id IN (SELECT status_id FROM marks WHERE kind = 'pin' AND account_id = :account)")
    if query.tag is not None:
        where.append("s.id IN (SELECT status_id FROM status_tags WHERE tag = :tag)")
    return page.select(world, _STATUSES, where, _from(world, viewer, account=account_id, tag=query.tag))


def searched(world: World, viewer: int | None, page: Page, words: str, account_id: int | None) -> list[int]:
    """Statuses whose text or warning contains the words: one's own, and public ones."""
    where = [
        _SEEN,
        _NOT_HIDDEN,
        "s.reblog_of_id IS NULL",
        "(s.text LIKE :words ESCAPE '\\' OR s.spoiler_text LIKE :words ESCAPE '\\')",
        "(:account IS NULL OR s.account_id = :account)",
    ]
    return page.select(world, _STATUSES, where, _from(world, viewer, words=words, account=account_id))


def visible(world: World, viewer: int | None, status_id: int) -> sqlite3.Row:
    """The row of a status the viewer may see; NotFound otherwise, so that nothing is given away."""
    where = ["s.id = :id", _SEEN, "s.account_id NOT IN (SELECT account_id FROM blocks WHERE target_id = :me)"]
    if not Page(1).select(world, _STATUSES, where, _from(world, viewer, id=status_id)):
        raise NotFound
    row = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    if row is None:
        raise NotFound
    return row


def visible_ids(world: World, viewer: int | None, ids: list[int]) -> list[int]:
    """Those of these statuses the viewer may see, order kept."""
    where = ["s.id IN (SELECT value FROM json_each(:ids))", _SEEN, _NOT_HIDDEN]
    seen = set(Page(len(ids)).select(world, _STATUSES, where, _from(world, viewer, ids=among(ids))))
    return [one for one in ids if one in seen]
