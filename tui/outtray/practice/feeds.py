"""Which statuses belong to which timeline, who may see a status, and paging by id."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from outtray.practice.errors import NotFound
from outtray.practice.params import Params
from outtray.practice.world import World


@dataclass(frozen=True, slots=True)
class Page:
    """A cut out of a list ordered by id, as clients ask for it."""

    limit: int
    max_id: int | None = None
    since_id: int | None = None
    min_id: int | None = None

    def select(self, world: World, sql: str, values: list[object], column: str = "s.id") -> list[int]:
        """Run ``SELECT column … WHERE …`` with the page's bounds added; ids, newest first.

        ``min_id`` asks for what comes directly after it, so that a gap can be filled from below.
        """
        bounds, given = "", list(values)
        for bound, sign in ((self.max_id, "<"), (self.since_id, ">"), (self.min_id, ">")):
            if bound is not None:
                bounds += f" AND {column} {sign} ?"
                given.append(bound)
        order = "ASC" if self.min_id is not None else "DESC"
        given.append(self.limit)
        rows = world.rows(f"{sql}{bounds} ORDER BY {column} {order} LIMIT ?", *given)
        ids = [int(row[0]) for row in rows]
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


_NOT_HIDDEN = """
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
"""

_SEEN = """
    (s.visibility IN ('public', 'unlisted') OR s.account_id = :me
     OR s.id IN (SELECT status_id FROM status_mentions WHERE account_id = :me)
     OR (s.visibility = 'private' AND s.account_id IN
         (SELECT target_id FROM follows WHERE account_id = :me AND state = 'following')))
"""

_HOME = f"""
    SELECT s.id FROM statuses s WHERE {_SEEN} AND (
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
    ) AND {_NOT_HIDDEN}
"""


def _fill(world: World, sql: str, viewer: int | None) -> tuple[str, list[object]]:
    """Turn ``:me`` and ``:now`` into positional values, in order of appearance."""
    values: list[object] = []
    out, rest = "", sql
    while True:
        me, now = rest.find(":me"), rest.find(":now")
        if me < 0 and now < 0:
            return out + rest, values
        first_me = now < 0 or 0 <= me < now
        at, name = (me, ":me") if first_me else (now, ":now")
        values.append((viewer if viewer is not None else -1) if first_me else world.clock.millis())
        out += rest[:at] + "?"
        rest = rest[at + len(name) :]


def home(world: World, viewer: int, page: Page) -> list[int]:
    """The home timeline: own posts, those of followed accounts, followed hashtags."""
    sql, values = _fill(world, _HOME, viewer)
    return page.select(world, sql, values)


def in_home(world: World, viewer: int, status_id: int) -> bool:
    """Whether a status belongs on somebody's home timeline."""
    sql, values = _fill(world, _HOME, viewer)
    return world.row(f"{sql} AND s.id = ?", *values, status_id) is not None


def public(
    world: World, viewer: int | None, page: Page, *, local: bool, remote: bool, only_media: bool
) -> list[int]:
    """The local or federated timeline: public posts, no boosts, no replies to others."""
    sql, values = _fill(
        world,
        "SELECT s.id FROM statuses s WHERE s.visibility = 'public' AND s.reblog_of_id IS NULL"
        " AND (s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id)"
        f" AND {_NOT_HIDDEN}",
        viewer,
    )
    if local:
        sql += " AND s.account_id IN (SELECT id FROM accounts WHERE domain IS NULL)"
    if remote:
        sql += " AND s.account_id IN (SELECT id FROM accounts WHERE domain IS NOT NULL)"
    if only_media:
        sql += " AND s.id IN (SELECT status_id FROM media)"
    return page.select(world, sql, values)


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
    sql, values = _fill(
        world,
        "SELECT s.id FROM statuses s WHERE s.visibility = 'public' AND s.reblog_of_id IS NULL"
        f" AND {_NOT_HIDDEN}",
        viewer,
    )
    places = ",".join("?" * len(tags.any))
    sql += f" AND s.id IN (SELECT status_id FROM status_tags WHERE tag IN ({places}))"
    values.extend(tags.any)
    for tag in tags.every:
        sql += " AND s.id IN (SELECT status_id FROM status_tags WHERE tag = ?)"
        values.append(tag)
    for tag in tags.none:
        sql += " AND s.id NOT IN (SELECT status_id FROM status_tags WHERE tag = ?)"
        values.append(tag)
    if local:
        sql += " AND s.account_id IN (SELECT id FROM accounts WHERE domain IS NULL)"
    if only_media:
        sql += " AND s.id IN (SELECT status_id FROM media)"
    return page.select(world, sql, values)


def of_list(world: World, viewer: int, list_id: int, page: Page) -> list[int]:
    """The timeline of a list, with replies as the list's policy says."""
    policy = world.value("SELECT replies_policy FROM lists WHERE id = ?", list_id)
    sql, values = _fill(world, f"SELECT s.id FROM statuses s WHERE {_SEEN} AND {_NOT_HIDDEN}", viewer)
    sql += " AND s.account_id IN (SELECT account_id FROM list_accounts WHERE list_id = ?)"
    values.append(list_id)
    own = "s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id"
    if policy == "none":
        sql += f" AND ({own})"
    elif policy == "list":
        sql += f" AND ({own} OR s.in_reply_to_account_id IN (SELECT account_id FROM list_accounts WHERE list_id = ?))"
        values.append(list_id)
    return page.select(world, sql, values)


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
    sql, values = _fill(world, f"SELECT s.id FROM statuses s WHERE {_SEEN} AND s.account_id = ?", viewer)
    values.append(account_id)
    if query.exclude_replies:
        sql += " AND (s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id = s.account_id)"
    if query.exclude_reblogs:
        sql += " AND s.reblog_of_id IS NULL"
    if query.only_media:
        sql += " AND s.id IN (SELECT status_id FROM media)"
    if query.pinned:
        sql += " AND s.id IN (SELECT status_id FROM marks WHERE kind = 'pin' AND account_id = ?)"
        values.append(account_id)
    if query.tag is not None:
        sql += " AND s.id IN (SELECT status_id FROM status_tags WHERE tag = ?)"
        values.append(query.tag)
    return page.select(world, sql, values)


def visible(world: World, viewer: int | None, status_id: int) -> sqlite3.Row:
    """The row of a status the viewer may see; NotFound otherwise, so that nothing is given away."""
    sql, values = _fill(
        world,
        f"SELECT s.* FROM statuses s WHERE {_SEEN}"
        " AND s.account_id NOT IN (SELECT account_id FROM blocks WHERE target_id = :me)",
        viewer,
    )
    row = world.row(f"{sql} AND s.id = ?", *values, status_id)
    if row is None:
        raise NotFound
    return row


def visible_ids(world: World, viewer: int | None, ids: list[int]) -> list[int]:
    """Those of these statuses the viewer may see, order kept."""
    sql, values = _fill(world, f"SELECT s.id FROM statuses s WHERE {_SEEN} AND {_NOT_HIDDEN}", viewer)
    seen = {row[0] for row in world.rows(f"{sql} AND s.id IN ({','.join('?' * len(ids))})", *values, *ids)}
    return [one for one in ids if one in seen]
