"""Accounts: one's own, other people's, and how they stand to one another."""

from __future__ import annotations

import json
import re

from aiohttp import web

from outtray.practice import feeds, relations
from outtray.practice.calls import Call, Route
from outtray.practice.drafts import QUOTE_POLICIES, VISIBILITIES
from outtray.practice.errors import Forbidden, Invalid, NotFound
from outtray.practice.params import Upload
from outtray.practice.routes.media import store_media
from outtray.practice.views_account import (
    credential_account,
    relationship,
    show_account,
    show_accounts,
)
from outtray.practice.views_status import show_statuses
from outtray.practice.world import DOMAIN, World, among


def found(call: Call) -> int:
    """The account named in the path; NotFound when nobody is."""
    account_id = call.world.value("SELECT id FROM accounts WHERE id = ?", call.id())
    if account_id is None:
        raise NotFound
    return int(account_id)


async def verify_credentials(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/verify_credentials."""
    return call.answer(credential_account(call.world, call.me))


async def update_credentials(call: Call) -> web.StreamResponse:
    """PATCH /api/v1/accounts/update_credentials: only what is given changes."""
    params, world, me = call.params, call.world, call.me
    changes: dict[str, object] = {}
    for name, column, most in (("display_name", "display_name", 40), ("note", "note", 500)):
        text = params.text(name)
        if text is not None:
            if len(text) > most:
                label = "Display name" if name == "display_name" else "Bio"
                raise Invalid(f"Validation failed: {label} is too long (maximum is {most} characters)")
            changes[column] = text
    for name in ("locked", "bot", "discoverable"):
        flag = params.flag(name)
        if flag is not None:
            changes[name] = flag
    if params.has("fields_attributes"):
        fields = [
            {"name": f.text("name"), "value": f.text("value") or "", "verified_at": None}
            for f in params.branches("fields_attributes")
            if f.text("name")
        ]
        if len(fields) > 4:
            raise Invalid("Validation failed: Fields can't be more than 4")
        changes["fields"] = json.dumps(fields, ensure_ascii=False)
    source = params.branch("source")
    if source is not None:
        privacy, policy = source.text("privacy"), source.text("quote_policy")
        if privacy is not None and privacy not in VISIBILITIES[:3]:
            raise Invalid("Validation failed: Privacy is not included in the list")
        if policy is not None and policy not in QUOTE_POLICIES:
            raise Invalid("Validation failed: Quote policy is not included in the list")
        given = {
            "default_privacy": privacy,
            "default_quote_policy": policy,
            "default_sensitive": source.flag("sensitive"),
            "default_language": source.text("language"),
        }
        changes.update({column: value for column, value in given.items() if value is not None})
    with world.transaction():
        for name, column in (("avatar", "avatar_media"), ("header", "header_media")):
            file = params.file(name)
            if file is not None:
                changes[column] = _picture(world, me, file)
        for column, value in changes.items():
            # Column names come from the list above, never from the request.
            world.run(f"UPDATE accounts SET {column} = ? WHERE id = ?", value, me)  # noqa: S608
    return call.answer(credential_account(world, me))


def _picture(world: World, me: int, file: Upload) -> int:
    if not file.mime.startswith("image/"):
        raise Invalid("Validation failed: Avatar content type is invalid")
    return store_media(world, me, file, None, None)


async def remove_avatar(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/profile/avatar."""
    call.world.run("UPDATE accounts SET avatar_media = NULL WHERE id = ?", call.me)
    return call.answer(credential_account(call.world, call.me))


async def remove_header(call: Call) -> web.StreamResponse:
    """DELETE /api/v1/profile/header."""
    call.world.run("UPDATE accounts SET header_media = NULL WHERE id = ?", call.me)
    return call.answer(credential_account(call.world, call.me))


async def show(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/:id."""
    return call.answer(show_account(call.world, found(call)))


async def show_many(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts?id[]=…"""
    return call.answer(show_accounts(call.world, call.ids("id")[:40]))


async def lookup(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/lookup?acct=…"""
    account_id = find_by_handle(call.world, call.params.text("acct") or "")
    if account_id is None:
        raise NotFound
    return call.answer(show_account(call.world, account_id))


def find_by_handle(world: World, handle: str) -> int | None:
    """The account behind ``name``, ``@name``, ``name@here`` or ``name@elsewhere``."""
    acct = handle.strip().removeprefix("@")
    name, _, domain = acct.partition("@")
    if domain.lower() in {DOMAIN, world.base_url.split("://", 1)[1]}:
        acct = name
    found_id = world.value("SELECT id FROM accounts WHERE acct = ?", acct)
    return None if found_id is None else int(found_id)


def search_accounts(
    world: World, viewer: int | None, query: str, limit: int, *, following: bool
) -> list[int]:
    """Accounts whose handle or name contains the words; the best known first."""
    words = query.strip().removeprefix("@").lower()
    if not words:
        return []
    like = "%" + re.sub(r"([%_\\])", r"\\\1", words) + "%"
    sql = "SELECT id FROM accounts WHERE (acct LIKE ? ESCAPE '\\' OR display_name LIKE ? ESCAPE '\\')"
    values: list[object] = [like, like]
    if following:
        sql += " AND id IN (SELECT target_id FROM follows WHERE account_id = ? AND state = 'following')"
        values.append(viewer)
    sql += " ORDER BY username = ? DESC, followers_count DESC LIMIT ?"
    ids = [row["id"] for row in world.rows(sql, *values, words, limit)]
    exact = find_by_handle(world, query)
    return ids if exact is None or following else [exact, *(one for one in ids if one != exact)][:limit]


async def search(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/search."""
    limit = max(1, min(call.params.number("limit") or 40, 80))
    ids = search_accounts(
        call.world,
        call.me,
        call.params.text("q") or "",
        limit,
        following=call.params.flag("following") or False,
    )
    return call.answer(show_accounts(call.world, ids))


async def statuses(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/:id/statuses."""
    page, params = feeds.page_of(call.params), call.params
    query = feeds.AccountQuery(
        exclude_replies=params.flag("exclude_replies") or False,
        exclude_reblogs=params.flag("exclude_reblogs") or False,
        only_media=params.flag("only_media") or False,
        pinned=params.flag("pinned") or False,
        tag=(params.text("tagged") or "").lstrip("#").lower() or None,
    )
    ids = feeds.of_account(call.world, call.viewer, found(call), page, query)
    return call.page(show_statuses(call.world, ids, call.viewer), ids, page)


_FOLLOWERS = "SELECT id, account_id AS who FROM follows WHERE id IN (SELECT value FROM json_each(?))"
_FOLLOWING = "SELECT id, target_id AS who FROM follows WHERE id IN (SELECT value FROM json_each(?))"


async def followers(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/:id/followers: those who live in this town or are known to it."""
    return _related(call, "f.target_id = :whose", _FOLLOWERS)


async def following(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/:id/following."""
    return _related(call, "f.account_id = :whose", _FOLLOWING)


def _related(call: Call, condition: str, sql: str) -> web.StreamResponse:
    page = feeds.page_of(call.params, 40, 80)
    where = [condition, "f.state = 'following'"]
    ids = page.select(call.world, "follows f", where, {"whose": found(call)}, "f.id")
    people = {row["id"]: row["who"] for row in call.world.rows(sql, among(ids))}
    return call.page(show_accounts(call.world, [people[one] for one in ids]), ids, page)


async def relationships(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/relationships?id[]=…"""
    wanted = call.ids("id")
    known = {
        row["id"]
        for row in call.world.rows(
            "SELECT id FROM accounts WHERE id IN (SELECT value FROM json_each(?))", among(wanted)
        )
    }
    return call.answer([relationship(call.world, call.me, one) for one in wanted if one in known])


async def familiar_followers(call: Call) -> web.StreamResponse:
    """GET /api/v1/accounts/familiar_followers?id[]=…: whom one follows among the followers of each."""
    found_all = []
    for one in call.ids("id")[:40]:
        rows = call.world.rows(
            "SELECT f.account_id FROM follows f JOIN follows mine ON mine.target_id = f.account_id"
            " WHERE f.target_id = ? AND f.state = 'following' AND mine.account_id = ?"
            " AND mine.state = 'following' ORDER BY f.id",
            one,
            call.me,
        )
        found_all.append({"id": str(one), "accounts": show_accounts(call.world, [row[0] for row in rows])})
    return call.answer(found_all)


def _other(call: Call) -> int:
    target = found(call)
    if target == call.me:
        raise Forbidden
    return target


async def follow(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/follow: asks first when the account is locked."""
    target = _other(call)
    relations.follow(
        call.world, call.me, target, reblogs=call.params.flag("reblogs"), notify=call.params.flag("notify")
    )
    return call.answer(relationship(call.world, call.me, target))


async def unfollow(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/unfollow."""
    target = _other(call)
    relations.unfollow(call.world, call.me, target)
    return call.answer(relationship(call.world, call.me, target))


async def remove_from_followers(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/remove_from_followers."""
    target = _other(call)
    relations.unfollow(call.world, target, call.me)
    return call.answer(relationship(call.world, call.me, target))


async def mute(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/mute, for a while with ``duration`` in seconds."""
    target, duration = _other(call), call.params.number("duration") or 0
    notifications = call.params.flag("notifications")
    relations.mute(call.world, call.me, target, notifications=notifications is not False, duration=duration)
    return call.answer(relationship(call.world, call.me, target))


async def unmute(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/unmute."""
    target = _other(call)
    call.world.run("DELETE FROM mutes WHERE account_id = ? AND target_id = ?", call.me, target)
    return call.answer(relationship(call.world, call.me, target))


async def block(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/block: ends follows both ways."""
    target = _other(call)
    relations.block(call.world, call.me, target)
    return call.answer(relationship(call.world, call.me, target))


async def unblock(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/unblock."""
    target = _other(call)
    call.world.run("DELETE FROM blocks WHERE account_id = ? AND target_id = ?", call.me, target)
    return call.answer(relationship(call.world, call.me, target))


async def note(call: Call) -> web.StreamResponse:
    """POST /api/v1/accounts/:id/note: a private comment."""
    target = found(call)
    call.world.run(
        "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)", call.me, target, call.params.text("comment") or ""
    )
    return call.answer(relationship(call.world, call.me, target))


async def muted(call: Call) -> web.StreamResponse:
    """GET /api/v1/mutes."""
    rows = call.world.rows(
        "SELECT target_id FROM mutes WHERE account_id = ? AND (expires_at IS NULL OR expires_at > ?)",
        call.me,
        call.world.clock.millis(),
    )
    return call.answer(show_accounts(call.world, [row[0] for row in rows]))


async def blocked(call: Call) -> web.StreamResponse:
    """GET /api/v1/blocks."""
    rows = call.world.rows("SELECT target_id FROM blocks WHERE account_id = ?", call.me)
    return call.answer(show_accounts(call.world, [row[0] for row in rows]))


async def follow_requests(call: Call) -> web.StreamResponse:
    """GET /api/v1/follow_requests."""
    rows = call.world.rows(
        "SELECT account_id FROM follows WHERE target_id = ? AND state = 'requested' ORDER BY id DESC", call.me
    )
    return call.answer(show_accounts(call.world, [row[0] for row in rows]))


async def authorize_request(call: Call) -> web.StreamResponse:
    """POST /api/v1/follow_requests/:account_id/authorize."""
    relations.decide_request(call.world, call.id(), call.me, accept=True)
    return call.answer(relationship(call.world, call.me, call.id()))


async def reject_request(call: Call) -> web.StreamResponse:
    """POST /api/v1/follow_requests/:account_id/reject."""
    relations.decide_request(call.world, call.id(), call.me, accept=False)
    return call.answer(relationship(call.world, call.me, call.id()))


_ACTIONS = {
    "follow": (follow, "write:follows"),
    "unfollow": (unfollow, "write:follows"),
    "remove_from_followers": (remove_from_followers, "write:follows"),
    "mute": (mute, "write:mutes"),
    "unmute": (unmute, "write:mutes"),
    "block": (block, "write:blocks"),
    "unblock": (unblock, "write:blocks"),
    "note": (note, "write:accounts"),
}

ROUTES = (
    Route("GET", "/api/v1/accounts/verify_credentials", verify_credentials, "profile"),
    Route("PATCH", "/api/v1/accounts/update_credentials", update_credentials, "write:accounts"),
    Route("DELETE", "/api/v1/profile/avatar", remove_avatar, "write:accounts"),
    Route("DELETE", "/api/v1/profile/header", remove_header, "write:accounts"),
    Route("GET", "/api/v1/accounts/lookup", lookup),
    Route("GET", "/api/v1/accounts/search", search, "read:accounts"),
    Route("GET", "/api/v1/accounts/relationships", relationships, "read:follows"),
    Route("GET", "/api/v1/accounts/familiar_followers", familiar_followers, "read:follows"),
    Route("GET", "/api/v1/accounts", show_many),
    Route("GET", "/api/v1/accounts/{id}", show),
    Route("GET", "/api/v1/accounts/{id}/statuses", statuses),
    Route("GET", "/api/v1/accounts/{id}/followers", followers),
    Route("GET", "/api/v1/accounts/{id}/following", following),
    Route("GET", "/api/v1/mutes", muted, "read:mutes"),
    Route("GET", "/api/v1/blocks", blocked, "read:blocks"),
    Route("GET", "/api/v1/follow_requests", follow_requests, "read:follows"),
    Route("POST", "/api/v1/follow_requests/{id}/authorize", authorize_request, "write:follows"),
    Route("POST", "/api/v1/follow_requests/{id}/reject", reject_request, "write:follows"),
    *(
        Route("POST", f"/api/v1/accounts/{{id}}/{name}", handler, scope)
        for name, (handler, scope) in _ACTIONS.items()
    ),
)
