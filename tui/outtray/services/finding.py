"""From what a person pastes or types to the thing itself: an address, a handle, a hashtag."""

from __future__ import annotations

import re
from typing import Final

import httpx

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.models import Account, SearchResults, Status, Tag
from outtray.mastodon.reader import Reader

Found = Account | Status | Tag

_HANDLE = re.compile(r"@?[\w.-]+@[\w.-]+(?::\d+)?|@[\w.-]+")
_TAG = re.compile(r"#(\w*[^\W\d_]\w*)")
_TAG_PATH = re.compile(r"/(?:tags|tag)/([^/?#]+)/?")
_LONGEST: Final = 2_048


async def find(reader: Reader, typed: str) -> Found:
    """The account, status or hashtag that a text names, as the acting account's own server knows it.

    The server fetches what it does not know yet. Raises NotFound with a sentence when it finds nothing, and
    other errors of `mastodon.errors`.
    """
    text = sanitise(typed, single_line=True, limit=_LONGEST).strip()
    if _is_address(text):
        return await _by_address(reader, text)
    tag = _TAG.fullmatch(text)
    if tag is not None:
        return await _tag(reader, tag[1])
    if _HANDLE.fullmatch(text) is not None:
        return await _by_handle(reader, text.removeprefix("@"))
    raise _nothing(reader, text)


async def _by_address(reader: Reader, address: str) -> Found:
    tag = _TAG_PATH.fullmatch(httpx.URL(address).path)
    if tag is not None:
        return await _tag(reader, tag[1])
    results = await reader.search(address, resolve=True)
    return _first(results) or await _once_more(reader, address)


async def _once_more(reader: Reader, address: str) -> Found:
    """Ask again with the way people share an address: with a query for counting, or of a web client."""
    url = httpx.URL(address)
    bare = url.copy_with(query=None, fragment=None)
    # https://other.example/deck/@name/1 and /web/@name/1 are pages of the web client.
    path = re.sub(r"^/(?:deck|web)(?=/@)", "", bare.path)
    spelt = str(bare.copy_with(path=path))
    if spelt == address:
        raise _nothing(reader, address)
    found = _first(await reader.search(spelt, resolve=True))
    if found is None:
        raise _nothing(reader, address)
    return found


async def _by_handle(reader: Reader, acct: str) -> Account:
    try:
        return await reader.lookup(acct)
    except (errors.NotFound, errors.Invalid):
        results = await reader.search(f"@{acct}", kind="accounts", resolve=True, limit=5)
    name = acct.partition("@")[0].lower()
    for account in results.accounts:
        if account.acct.lower() == acct.lower() or (
            "@" not in account.acct and account.username.lower() == name
        ):
            return account
    raise _nothing(reader, f"@{acct}")


async def _tag(reader: Reader, name: str) -> Tag:
    try:
        return await reader.tag(name)
    except errors.Unsupported:
        return Tag(name=name)  # a server that cannot tell about a hashtag still has its timeline


def _first(results: SearchResults) -> Found | None:
    if results.statuses:
        return results.statuses[0]
    return results.accounts[0] if results.accounts else None


def _is_address(text: str) -> bool:
    if not re.match(r"https?://[^\s/]", text) or re.search(r"\s", text):
        return False
    try:
        return bool(httpx.URL(text).host)
    except httpx.InvalidURL:
        return False


def _nothing(reader: Reader, text: str) -> errors.NotFound:
    return errors.NotFound(
        _("{host} finds nothing under “{text}”.").format(host=reader.host, text=text[:200]),
        _("Check the spelling; the other server may also hide it from yours."),
        host=reader.host,
        status=404,
    )
