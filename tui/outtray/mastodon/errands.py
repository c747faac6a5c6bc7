"""Private acts that can wait for the server: a closed list, none of which anybody else can see.

An errand is what the user asked for, not a request: the request is worked out from its kind when it is sent,
so that nothing that stands in a file on disk can become another request than one of these. Each of them is
on the list of private writes in `door` and passes the egress door without a permit, like any other. Source:
the method list of the Mastodon API documentation.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import msgspec

from outtray.base.translation import gettext as _
from outtray.mastodon.door import is_private
from outtray.mastodon.errors import DeniedByDoor
from outtray.mastodon.models import Relationship, Status
from outtray.mastodon.timelines import segment


class ErrandKind(StrEnum):
    """What is asked of the server for the account alone; each can be wished for, most also undone."""

    BOOKMARK = "bookmark"
    MUTE_THREAD = "mute-thread"
    MUTE = "mute"
    BLOCK = "block"
    NOTE = "note"
    BLOCK_SERVER = "block-server"
    LIST_MEMBER = "list-member"
    FOLLOW_TAG = "follow-tag"
    MARKER = "marker"
    READ_CONVERSATION = "read-conversation"
    READ_ANNOUNCEMENT = "read-announcement"


QUIET: Final = frozenset({ErrandKind.MARKER, ErrandKind.READ_CONVERSATION, ErrandKind.READ_ANNOUNCEMENT})
"""Kinds nobody asked for by name: a server that does not take them is no trouble worth a word."""

ABOUT_STATUS: Final = frozenset({ErrandKind.BOOKMARK, ErrandKind.MUTE_THREAD})
ABOUT_ACCOUNT: Final = frozenset({ErrandKind.MUTE, ErrandKind.BLOCK, ErrandKind.NOTE})


class Errand(msgspec.Struct, frozen=True, omit_defaults=True):
    """One private act: of a kind, about something, wished for or (``wish`` false) undone.

    ``subject`` is the id of the status, account, list, conversation or announcement, the name of a server,
    hashtag or timeline. ``detail`` is the rest of it: seconds of a mute (0: for good), the words of a note,
    the account on a list, the id a timeline was read to. ``name`` says what it is about in words of its own
    (foreign text, sanitised where it was read). ``before`` is how it stood before; None when nobody knows.
    """

    kind: ErrandKind
    subject: str
    wish: bool = True
    detail: str = ""
    name: str = ""
    before: bool | None = None

    @property
    def detail_counts(self) -> bool:
        """Whether the wish alone does not say all: one mute may be longer than another."""
        return self.wish and self.kind in {ErrandKind.MUTE, ErrandKind.NOTE}

    @property
    def about(self) -> str:
        """What two errands share when the later one takes the place of the earlier."""
        beside = self.detail if self.kind is ErrandKind.LIST_MEMBER else ""
        return f"{self.kind.value} {self.subject} {beside}".rstrip()


class Request(msgspec.Struct, frozen=True):
    """What is sent: ``fields`` go as JSON, None for no body."""

    method: str
    path: str
    fields: dict[str, object] | None = None


def request_of(errand: Errand) -> Request:
    """The request that does an errand.

    Raises ``DeniedByDoor`` for one that the egress door would not let pass, before anything keeps it.
    """
    request = _request(errand)
    if not is_private(request.method, request.path.encode("utf-8"), b""):
        raise DeniedByDoor(
            _("This cannot wait for the server: it is not private."),
            _("Public acts go through the out-tray. Please report this: it is a defect of the program."),
        )
    return request


def _request(errand: Errand) -> Request:
    subject = segment(errand.subject)
    undone = "" if errand.wish else "un"
    match errand.kind:
        case ErrandKind.BOOKMARK:
            return Request("POST", f"/api/v1/statuses/{subject}/{undone}bookmark")
        case ErrandKind.MUTE_THREAD:
            return Request("POST", f"/api/v1/statuses/{subject}/{undone}mute")
        case ErrandKind.MUTE:
            seconds = int(errand.detail) if errand.detail.isdecimal() else 0
            fields: dict[str, object] = {"duration": seconds, "notifications": True}
            return Request(
                "POST", f"/api/v1/accounts/{subject}/{undone}mute", fields if errand.wish else None
            )
        case ErrandKind.BLOCK:
            return Request("POST", f"/api/v1/accounts/{subject}/{undone}block")
        case ErrandKind.NOTE:
            return Request("POST", f"/api/v1/accounts/{subject}/note", {"comment": errand.detail})
        case ErrandKind.BLOCK_SERVER:
            method = "POST" if errand.wish else "DELETE"
            return Request(method, "/api/v1/domain_blocks", {"domain": errand.subject})
        case ErrandKind.LIST_MEMBER:
            method = "POST" if errand.wish else "DELETE"
            return Request(method, f"/api/v1/lists/{subject}/accounts", {"account_ids": [errand.detail]})
        case ErrandKind.FOLLOW_TAG:
            return Request("POST", f"/api/v1/tags/{subject}/{undone}follow")
        case ErrandKind.MARKER:
            return Request("POST", "/api/v1/markers", {errand.subject: {"last_read_id": errand.detail}})
        case ErrandKind.READ_CONVERSATION:
            return Request("POST", f"/api/v1/conversations/{subject}/read")
        case ErrandKind.READ_ANNOUNCEMENT:
            return Request("POST", f"/api/v1/announcements/{subject}/dismiss")


def shown_on(errand: Errand, status: Status, *, wish: bool | None = None) -> Status:
    """The status as it is once an errand about it is done, or with another wish than the errand's."""
    wanted = errand.wish if wish is None else wish
    if errand.kind is ErrandKind.BOOKMARK:
        return msgspec.structs.replace(status, bookmarked=wanted)
    if errand.kind is ErrandKind.MUTE_THREAD:
        return msgspec.structs.replace(status, muted=wanted)
    return status


def shown_in(errand: Errand, relation: Relationship) -> Relationship:
    """How the acting account stands to another once an errand about it is done."""
    if errand.kind is ErrandKind.MUTE:
        return msgspec.structs.replace(relation, muting=errand.wish)
    if errand.kind is ErrandKind.BLOCK:
        ended = {"following": False, "followed_by": False} if errand.wish else {}
        return msgspec.structs.replace(relation, blocking=errand.wish, **ended)
    if errand.kind is ErrandKind.NOTE:
        return msgspec.structs.replace(relation, note=errand.detail)
    return relation


def said(errand: Errand) -> str:
    """An errand in a few words, for a list of what waits or was refused."""
    sentences = {
        ErrandKind.BOOKMARK: (_("bookmark a post by {name}"), _("take a post by {name} off the bookmarks")),
        ErrandKind.MUTE_THREAD: (
            _("no more notifications of a conversation with {name}"),
            _("notifications of a conversation with {name} again"),
        ),
        ErrandKind.MUTE: (_("mute {name}"), _("unmute {name}")),
        ErrandKind.BLOCK: (_("block {name}"), _("unblock {name}")),
        ErrandKind.NOTE: (_("the note about {name}"), _("the note about {name}")),
        ErrandKind.BLOCK_SERVER: (_("block the server {name}"), _("unblock the server {name}")),
        ErrandKind.LIST_MEMBER: (_("put {name} on a list"), _("take {name} off a list")),
        ErrandKind.FOLLOW_TAG: (_("follow the hashtag {name}"), _("unfollow the hashtag {name}")),
        ErrandKind.MARKER: (_("how far you have read"), _("how far you have read")),
        ErrandKind.READ_CONVERSATION: (_("a conversation was read"), _("a conversation was read")),
        ErrandKind.READ_ANNOUNCEMENT: (_("an announcement was read"), _("an announcement was read")),
    }
    done, undone = sentences[errand.kind]
    return (done if errand.wish else undone).format(name=errand.name or errand.subject)
