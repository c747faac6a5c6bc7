"""Search for accounts, statuses and hashtags."""

from __future__ import annotations

import re

from aiohttp import web

from outtray.practice import feeds
from outtray.practice.calls import Call, Route
from outtray.practice.routes.accounts import find_by_handle, search_accounts
from outtray.practice.routes.tags import tag_json, tags_like
from outtray.practice.views_account import show_accounts
from outtray.practice.views_status import show_statuses


async def search(call: Call) -> web.StreamResponse:
    """GET /api/v2/search: words, a handle, or the address of an account or a post."""
    params, world = call.params, call.world
    query = (params.text("q") or "").strip()
    kind = params.text("type")
    limit = max(1, min(params.number("limit") or 20, 40))
    # Mastodon pages a search of one kind by offset.
    offset = max(0, params.number("offset") or 0) if kind is not None else 0
    most = limit + offset
    accounts: list[int] = []
    statuses: list[int] = []
    tags: list[str] = []
    if re.match(r"https?://", query):
        accounts, statuses = _by_address(call, query)
    elif query:
        if kind in (None, "accounts"):
            only = params.flag("following") or False
            accounts = search_accounts(world, call.viewer, query.split()[0], most, following=only)
        if kind in (None, "statuses") and call.viewer is not None:
            like = "%" + re.sub(r"([%_\\])", r"\\\1", query) + "%"
            page = feeds.Page(most, params.number("max_id"), None, params.number("min_id"))
            statuses = feeds.searched(world, call.viewer, page, like, params.number("account_id"))
        if kind in (None, "hashtags"):
            tags = tags_like(world, query.removeprefix("#").lower(), most)
    return call.answer(
        {
            "accounts": show_accounts(world, accounts[offset:]),
            "statuses": show_statuses(world, statuses[offset:], call.viewer),
            "hashtags": [tag_json(world, name, call.viewer) for name in tags[offset:]],
            "collections": [],
        }
    )


def _by_address(call: Call, url: str) -> tuple[list[int], list[int]]:
    """What a pasted address names: somebody's profile, or one post."""
    found = re.fullmatch(r"https?://([^/]+)/(?:@|users/)([\w.-]+)(?:/(?:statuses/)?(\d{1,18}))?/?", url)
    if found is None:
        return [], []
    account = find_by_handle(call.world, f"{found[2]}@{found[1]}")
    if account is None:
        return [], []
    if found[3] is None:
        return [account], []
    return [], feeds.visible_ids(call.world, call.viewer, [int(found[3])])


ROUTES = (Route("GET", "/api/v2/search", search),)
