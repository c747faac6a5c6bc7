"""Delete and redraft, in the safe order: the old post stays until its replacement is known to be there."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx

from outtray.acts.act import Act, Attachment, Poll
from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.mastodon.errors import ServerError
from outtray.mastodon.models import MediaAttachment, Status, StatusSource
from outtray.mastodon.truth import target_of
from outtray.services.acting import Author, visibility_of
from outtray_rules.draft import ActKind

LARGEST_COPY = 99 * 1024 * 1024
"""Bytes of one attachment that are fetched back."""

_SHORTEST_POLL = 300
"""Seconds; the least a server takes."""

_LONGEST_NAME = 60

AddFile = Callable[[Path, str, str], Attachment]
"""Copies a file in: its path, MIME type and alt text; raises ``MediaProblem`` or ``StorageError``."""


class CannotFetch(OuttrayError):
    """An attachment of the old post could not be fetched back."""


async def redraft(
    author: Author,
    status: Status,
    source: StatusSource,
    client: httpx.AsyncClient,
    add: AddFile,
    *,
    parent: Status | None = None,
) -> Act:
    """A draft of an own status with everything it has; it takes that status's place once it is sent.

    ``parent`` is the status it answers. Attachments are fetched and copied in: a server does not let one be
    used a second time. A poll starts anew. Raises ``CannotFetch``, ``MediaProblem`` or ``StorageError``.
    """
    media = [await _copied(medium, client, add) for medium in status.media_attachments]
    poll = _poll(status)
    kind = ActKind.POST if parent is None else ActKind.REPLY
    return Act(
        kind=ActKind.POLL if poll is not None else kind,
        account=author.account,
        text=source.text,
        content_warning=source.spoiler_text,
        sensitive=status.sensitive,
        visibility=visibility_of(status),
        language=status.language or "",
        poll=poll,
        reply_to=None if parent is None else target_of(parent),
        media=tuple(media),
        replaces=target_of(status),
    )


def _poll(status: Status) -> Poll | None:
    poll = status.poll
    if poll is None:
        return None
    return Poll(
        options=tuple(option.title for option in poll.options),
        expires_in=_seconds(status.created_at, poll.expires_at),
        multiple=poll.multiple,
    )


def _seconds(begun: datetime | None, ends: datetime | None) -> int:
    if begun is None or ends is None:
        return 86_400
    return max(int((ends - begun).total_seconds()), _SHORTEST_POLL)


async def _copied(medium: MediaAttachment, client: httpx.AsyncClient, add: AddFile) -> Attachment:
    """The attachment as a local copy, with its alt text and focal point."""
    content, mime = await _fetched(medium, client)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _file_name(medium)
        path.write_bytes(content)
        copy = await asyncio.to_thread(add, path, mime, medium.description or "")
    focus = medium.meta.focus if medium.meta is not None else None
    return copy if focus is None else replace(copy, focus=(focus.x, focus.y))


def _file_name(medium: MediaAttachment) -> str:
    """A name for the copy from the address the server gave, with nothing in it a file system could mind."""
    last = httpx.URL(medium.url or "").path.rpartition("/")[2]
    kept = "".join(letter for letter in last if letter.isalnum() or letter in "._-")
    return kept[-_LONGEST_NAME:].strip(".") or "attachment"


async def _fetched(medium: MediaAttachment, client: httpx.AsyncClient) -> tuple[bytes, str]:
    if not medium.url:
        raise _cannot(_("the server gives no address for it"))
    try:
        async with client.stream("GET", httpx.URL(medium.url)) as answer:
            answer.raise_for_status()
            content = bytearray()
            async for part in answer.aiter_bytes():
                content += part
                if len(content) > LARGEST_COPY:
                    raise _cannot(_("it is too large"))
            mime = answer.headers.get("content-type", "").partition(";")[0].strip()
    except ServerError as error:
        raise _cannot(error.sentence) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _cannot(type(error).__name__) from error
    return bytes(content), mime or "application/octet-stream"


def _cannot(reason: str) -> CannotFetch:
    return CannotFetch(
        _("An attachment of the post could not be fetched back ({reason}).").format(reason=reason),
        _("Try again later; the post stays as it is."),
    )
