"""The small pictures of the posts that were seen lately, and which of them were asked for."""

from __future__ import annotations

from collections import OrderedDict

from outtray.base.drawing import Small
from outtray.mastodon.models import MediaAttachment, Status

COLUMNS = 36
ROWS = 9
"""The most cells a picture among posts takes; whole and larger it stands in the viewer."""

_KEPT = 200
"""Pictures kept in memory: two kilobytes each."""

_DRAWN = frozenset({"image", "video", "gifv"})


class Album:
    """Shared by all timelines of a screen, so that a post seen twice is asked for once."""

    def __init__(self) -> None:
        self._pictures: OrderedDict[str, Small] = OrderedDict()
        self._asked: set[str] = set()

    def of(self, medium_id: str) -> Small | None:
        """The small picture of a medium, if it has come."""
        return self._pictures.get(medium_id)

    def put(self, medium_id: str, small: Small) -> None:
        """Take a picture that has come; the oldest makes room and can be asked for again."""
        self._pictures[medium_id] = small
        while len(self._pictures) > _KEPT:
            gone, _small = self._pictures.popitem(last=False)
            self._asked.discard(gone)

    def ask(self, media: tuple[MediaAttachment, ...]) -> tuple[MediaAttachment, ...]:
        """Those of the media that were not asked for before; they are from here on."""
        fresh = tuple(one for one in media if one.id not in self._asked)
        self._asked.update(one.id for one in fresh)
        return fresh

    def forget(self, media: tuple[MediaAttachment, ...]) -> None:
        """Note that these were passed over, and may be asked for again."""
        self._asked.difference_update(one.id for one in media)


def to_draw(status: Status, *, expanded: bool, media_shown: bool) -> tuple[MediaAttachment, ...]:
    """The media of a post that pictures may be drawn of: none that its author or a filter hides."""
    post = status.shown
    covered = bool(post.spoiler_text) or any(one.filter.filter_action == "warn" for one in post.filtered)
    blurred = post.sensitive or any(one.filter.filter_action == "blur" for one in post.filtered)
    if (covered and not expanded) or (blurred and not media_shown):
        return ()
    return tuple(one for one in post.media_attachments if one.type in _DRAWN and one.preview_url and one.id)
