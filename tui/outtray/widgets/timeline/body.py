"""Draws the words of a post: paragraphs, quotes, code and lists, with links that show where they lead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outtray.mastodon.content import Block, Document, Run
from outtray.mastodon.models import CustomEmoji, Mention
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import Emphasis, Line, Piece, Role, Target, TargetKind, line_cells
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import wrap, wrap_code

MOST_LINES = 400
"""Lines drawn of one post; the rest is read in a browser."""

_EMPHASIS = {"strong": Emphasis.BOLD, "emphasis": Emphasis.ITALIC}
_ROLES = {"mention": Role.MENTION, "hashtag": Role.HASHTAG, "link": Role.LINK, "code": Role.CODE}


def draw_document(
    document: Document,
    mentions: Sequence[Mention],
    width: int,
    look: Look,
    limit: int = MOST_LINES,
    *,
    emojis: Sequence[CustomEmoji] = (),
) -> list[Line]:
    """The blocks of a post in lines of at most ``width`` cells, with an empty line between paragraphs."""
    lines: list[Line] = []
    previous: Block | None = None
    for block in document.blocks:
        if previous is not None and not (previous.kind == block.kind == "item"):
            lines.append(_between(previous, block, look))
        lines.extend(_block(block, mentions, width, look, max(1, limit - len(lines)), emojis=emojis))
        if len(lines) >= limit:
            break
        previous = block
    return lines[:limit]


def _between(above: Block, below: Block, look: Look) -> Line:
    """An empty line; inside one quotation the bar goes on."""
    if above.kind == below.kind == "quote" and look.strokes.bar:
        return _bars(min(above.depth, below.depth), look)
    return ()


def _bars(depth: int, look: Look) -> Line:
    return (Piece((look.strokes.bar + " ") * depth, Role.BAR),)


def _block(
    block: Block,
    mentions: Sequence[Mention],
    width: int,
    look: Look,
    limit: int,
    *,
    emojis: Sequence[CustomEmoji],
) -> Iterator[Line]:
    if block.kind == "code":
        bar = Piece(look.strokes.thin + " ", Role.BAR)
        text = "".join([run.text for run in block.runs])
        code = wrap_code(text, width - 2, Piece("", Role.CODE), limit)
        longest = max(map(line_cells, code), default=0)
        for line in code:
            yield (bar, *line, Piece(" " * (longest - line_cells(line)), Role.CODE))
        return
    plain = Role.QUOTED if block.kind == "quote" else Role.TEXT
    pieces = with_emoji(list(_pieces(block.runs, mentions, plain)), emojis, look)
    if block.kind == "quote":
        depth = min(block.depth, max(1, width // 12))
        bars = _bars(depth, look)
        for line in wrap(pieces, width - 2 * depth, limit):
            yield bars + line
    elif block.kind == "item":
        indent = "  " * min(block.depth - 1, max(0, width // 12))
        marker = look.icons.bullet if block.marker == "•" else block.marker
        first = f"{indent}{marker} " if marker else indent + "  "
        hang = Piece(" " * len(first))
        for number, line in enumerate(wrap(pieces, width - len(first), limit)):
            yield (Piece(first, Role.QUIET) if number == 0 else hang, *line)
    else:
        yield from wrap(pieces, width, limit)


def _pieces(runs: Sequence[Run], mentions: Sequence[Mention], plain: Role) -> Iterator[Piece]:
    for run in runs:
        role = _ROLES.get(run.kind, plain)
        yield Piece(run.text, role, _EMPHASIS.get(run.kind, Emphasis.NONE), target_of(run, mentions))
        if run.disguised:
            yield Piece(f" ({run.host})", Role.HOST)


def target_of(run: Run, mentions: Sequence[Mention]) -> Target | None:
    """Where a run leads: the profile of an account the post names, a hashtag, or an address."""
    if not run.href:
        return None
    if run.kind == "mention":
        for mention in mentions:
            if mention.url == run.href:
                return Target(TargetKind.PROFILE, mention.id)
    if run.kind == "hashtag":
        return Target(TargetKind.TAG, run.text.strip().lstrip("#＃"))
    return Target(TargetKind.LINK, run.href)
