"""Changes what a widget says without laying the whole screen out again when its size stays."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


def say(static: Static, content: Content) -> None:
    """Put this content into a text widget of automatic height.

    ``Static.update`` lays out the screen each time, which costs more than a keystroke may; here that
    happens only when the number of lines changes, and nothing at all when the content is the same.
    """
    before = static.content
    if isinstance(before, Content) and before.is_same(content):
        return
    static.update(content, layout=_lines(before, static) != _lines(content, static))


def _lines(content: object, static: Static) -> int:
    width = static.content_size.width
    if not isinstance(content, Content) or not content.plain or width <= 0:
        return -1
    return len(content.wrap(width))
