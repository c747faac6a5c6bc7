"""Has pictures fetched for the posts in sight, and draws posts again when they come, without a jump."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from outtray.widgets.timeline import messages
from outtray.widgets.timeline.album import Album, to_draw
from outtray.widgets.timeline.artist import Artist
from outtray.widgets.timeline.following import FollowingCanvas
from outtray.widgets.timeline.paint import Row
from outtray.widgets.timeline.sheet import EmojiSheet


class PicturedCanvas(FollowingCanvas):
    """A canvas with an album of previews and a sheet of emoji; None of either where none are drawn.

    A shortcode is longer than its picture, so a post can lose a line when pictures come. While it is in
    sight it keeps its height, with an empty row in the place of each, and nothing below it moves.
    """

    def __init__(
        self,
        artist: Artist,
        *,
        album: Album | None = None,
        emoji: EmojiSheet | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
        classes: str | None = None,
    ) -> None:
        super().__init__(artist, id=id, classes=classes)
        self.album = album
        self.emoji = emoji
        self._pictures: dict[str, int] = {}
        self._heights: dict[str, tuple[object, int]] = {}
        self._sight = (0, -1)

    def pictures_of(self, entry_id: str) -> int:
        """How many times pictures of a post have come."""
        return self._pictures.get(entry_id, 0)

    def ask_for_pictures(self, first: int, last: int) -> None:
        """Want what is missing of the posts in sight."""
        if self.album is not None:
            self._ask_for_previews(self.album, first, last)
        if self.emoji is not None:
            self._ask_for_emoji(self.emoji, first, last)

    def _ask_for_previews(self, album: Album, first: int, last: int) -> None:
        for index in range(first, last + 1):
            entry = self.book[index]
            if not entry.packed:
                continue
            opened, shown = entry.id in self._expanded, entry.id in self._media_shown
            media = album.ask(to_draw(self.book.status(index), expanded=opened, media_shown=shown))
            if media:
                self.post_message(messages.PicturesWanted(entry.id, media))

    def _ask_for_emoji(self, sheet: EmojiSheet, first: int, last: int) -> None:
        seen = [self.book[index].id for index in range(first, last + 1)]
        self._sight = (first, last)
        if self._heights:
            self._heights = {post: kept for post, kept in self._heights.items() if post in seen}
        wanted = sheet.hold(self, frozenset[str]().union(*map(self.artist.emoji_of, seen)))
        if wanted:
            self.post_message(messages.EmojiWanted(wanted))

    def show_picture(self, entry_id: str) -> None:
        """Draw a post again: a picture of it has come into the album."""
        if entry_id in self.book:
            self._draw_again([entry_id])

    def show_emoji(self, addresses: Iterable[str]) -> None:
        """Draw posts again: pictures of these emoji have come onto the sheet."""
        posts = self.artist.with_any_of(frozenset(addresses))
        first, last = self._sight
        for post in posts:
            index = self.book.index_of(post)
            if index is not None and first <= index <= last:
                self._heights[post] = (self._shape_of(index), self.book.heights[index])
        self._draw_again(posts)

    def _draw_again(self, posts: Collection[str]) -> None:
        for post in posts:
            self._pictures[post] = self._pictures.get(post, 0) + 1
        if posts:
            self.settle(self.held())

    def _shape_of(self, index: int) -> object:
        """What a height holds for: another width, another version or something opened ends it."""
        entry = self.book[index]
        opened = entry.id in self._expanded, entry.id in self._media_shown
        return self.room, entry.version, entry.placement, opened

    def kept_high(self, index: int, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        """The rows of a post, as many at least as there were when its pictures came."""
        kept = self._heights.get(self.book[index].id) if self._heights else None
        if kept is None or kept[0] != self._shape_of(index) or kept[1] <= len(rows):
            return rows
        return rows + rows[-1:] * (kept[1] - len(rows))
