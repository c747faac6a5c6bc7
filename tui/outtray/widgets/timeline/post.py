"""Draws one post: who, when, to whom; the words; what hangs below; what others did with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len

from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon.content import parse
from outtray.mastodon.models import Account, Status
from outtray.widgets.timeline.age import age
from outtray.widgets.timeline.attachments import (
    draw_card,
    draw_media,
    draw_poll,
    draw_quote,
    hanging,
)
from outtray.widgets.timeline.body import MOST_LINES, draw_document
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import (
    Emphasis,
    Line,
    Piece,
    Role,
    Target,
    TargetKind,
    line_cells,
    truncate,
    truncate_line,
)
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import wrap
from outtray.widgets.words import counted


def draw_post(status: Status, look: Look) -> list[Line]:
    """All lines of a post, in the text part of its column, without what separates it from the next."""
    width = look.room.text
    post = status.shown
    if post.unreadable:
        return list(draw_unreadable(look))
    lines = [*_context(status, width, look), *_header(post, width, look)]
    lines.extend(_contents(post, width, look))
    lines.extend(_counts(post, width, look))
    return lines


def draw_unreadable(look: Look) -> Iterator[Line]:
    """What stands in the place of a post that could not be drawn."""
    told = _("This post could not be drawn.")
    help_ = _("Press {key} to open it in a browser.").format(key=look.hints.browser)
    yield from hanging(
        (Piece(f"{look.icons.warn} ", Role.ERROR),),
        [Piece(told, Role.ERROR), Piece(" " + help_, Role.QUIET)],
        look.room.text,
        4,
    )


def draw_gap(look: Look) -> Iterator[Line]:
    """What stands where posts are missing between two that are here."""
    told = _("Posts are missing here.")
    help_ = _("{key} to load them").format(key=look.hints.retry)
    rule = look.strokes.rule * 3
    words = Piece(f"{rule} {told} ", Role.NOTICE_TEXT)
    yield from wrap([words, Piece(f"{look.icons.dot} {help_} {rule}", Role.QUIET)], look.room.text, 3)


def _context(status: Status, width: int, look: Look) -> Iterator[Line]:
    icons = look.icons
    post = status.shown
    if status.reblog is not None:
        target = Target(TargetKind.PROFILE, status.account.id)
        told = _("{name} boosted").format(name=status.account.name)
        pieces = [Piece(f"{icons.boost} {told}", Role.CONTEXT, target=target)]
        pieces = with_emoji(pieces, status.account.emojis, look)
        yield tuple(truncate_line(pieces, width, icons.ellipsis))
    if post.pinned:
        yield (Piece(f"{icons.pin} " + _("pinned"), Role.CONTEXT),)
    if post.in_reply_to_id is not None and not look.in_thread:
        told = f"{icons.reply} {_answering(post)}"
        target = Target(TargetKind.STATUS, post.in_reply_to_id)
        yield (Piece(truncate(told, width, icons.ellipsis), Role.CONTEXT, target=target),)


def _answering(post: Status) -> str:
    if post.in_reply_to_account_id == post.account.id:
        return _("goes on from their own post")
    for mention in post.mentions:
        if mention.id == post.in_reply_to_account_id:
            return _("answers @{acct}").format(acct=mention.acct)
    return _("answers a post")


def _header(post: Status, width: int, look: Look) -> Iterator[Line]:
    target = Target(TargetKind.PROFILE, post.account.id)
    right = _when(post, look)
    marks = _marks(post, look)
    words = post.account.name or _("somebody")
    name = with_emoji([Piece(words, Role.AUTHOR, Emphasis.BOLD, target)], post.account.emojis, look)
    handle = _handle(post.account)
    spare = width - line_cells(right) - 2
    if not look.room.slim:
        together = (*marks, *((Piece("  "),) if marks else ()), *right)
        if line_cells(tuple(name)) + 2 + cell_len(handle) + 2 + line_cells(together) <= width:
            yield _spread(
                (*name, Piece("  "), Piece(handle, Role.ACCT, target=target)),
                together,
                width,
            )
            return
    yield _spread(tuple(truncate_line(name, max(4, spare), look.icons.ellipsis)), right, width)
    room = width - (line_cells(marks) + 2 if marks else 0)
    if marks and cell_len(handle) > room:
        yield (Piece(truncate(handle, width, look.icons.ellipsis), Role.ACCT, target=target),)
        yield from wrap(list(marks), width, 2)
    else:
        yield _spread(
            (Piece(truncate(handle, room, look.icons.ellipsis), Role.ACCT, target=target),), marks, width
        )


def _handle(account: Account) -> str:
    handle = "@" + (account.acct or account.username)
    return f"{handle} (" + _("bot") + ")" if account.bot else handle


def _spread(left: Line, right: Line, width: int) -> Line:
    gap = width - line_cells(left) - line_cells(right)
    return (*left, Piece(" " * gap), *right) if right and gap > 0 else left


def _when(post: Status, look: Look) -> Line:
    if post.created_at is None:
        return ()
    return (Piece(age(post.created_at, look.now, look.zone), Role.TIME),)


def _marks(post: Status, look: Look) -> Line:
    """Edited, audience and language, each a sign and a word; nothing for an ordinary public post."""
    icons = look.icons
    marks: list[Piece] = []
    if post.edited_at is not None:
        marks.append(Piece(f"{icons.edit} " + _("edited"), Role.QUIET))
    if look.language and post.language and post.language.partition("-")[0] != look.language:
        marks.append(Piece(post.language, Role.QUIET))
    audience = {
        "public": None,
        "unlisted": (icons.unlisted, _("quiet")),
        "private": (icons.private, _("followers")),
        "direct": (icons.direct, _("direct")),
        "": (icons.locked, _("audience unknown")),
    }.get(post.visibility, (icons.locked, post.visibility))
    if audience is not None:
        marks.append(Piece(f"{audience[0]} {truncate(audience[1], 20)}", Role.VISIBILITY))
    spaced: list[Piece] = []
    for mark in marks:
        if spaced:
            spaced.append(Piece("  "))
        spaced.append(mark)
    return tuple(spaced)


def _contents(post: Status, width: int, look: Look) -> Iterator[Line]:
    filtered = next((r.filter for r in post.filtered if r.filter.filter_action == "warn"), None)
    if filtered is not None and not look.expanded:
        told = _("Filtered: {title}").format(title=filtered.title or _("one of your filters"))
        yield from _closed(told, Role.QUIET, post, width, look)
        return
    if post.spoiler_text:
        yield from _closed(post.spoiler_text, Role.WARNING, post, width, look)
        if not look.expanded:
            return
    lines = draw_document(
        parse(post.content, hide_quote_fallback=post.quote is not None),
        post.mentions,
        width,
        look,
        emojis=post.emojis,
    )
    yield from lines
    if len(lines) >= MOST_LINES:
        told = _("The post goes on. Press {key} to open it in a browser.").format(key=look.hints.browser)
        yield from wrap([Piece(told, Role.QUIET)], width, 2)
    if post.poll is not None:
        yield from _apart(list(draw_poll(post.poll, width, look)), lines)
    if post.media_attachments:
        yield from _apart(list(draw_media(post, width, look)), lines)
    elif post.card is not None:
        yield from _apart(list(draw_card(post.card, width, look)), lines)
    if post.quote is not None:
        yield from _apart(list(draw_quote(post.quote, width, look)), lines)


def _apart(lines: list[Line], above: list[Line]) -> list[Line]:
    """Set a part apart from the words above it, if there are any."""
    return [(), *lines] if lines and above else lines


def _closed(told: str, role: Role, post: Status, width: int, look: Look) -> Iterator[Line]:
    """A warning, and the key that opens or closes what is behind it."""
    target = Target(TargetKind.WARNING, post.id)
    key = _("{key} to hide") if look.expanded else _("{key} to show")
    yield from hanging(
        (Piece(f"{look.icons.warn} ", role, target=target),),
        [
            *with_emoji([Piece(told, role, target=target)], post.emojis, look),
            Piece(f" {look.icons.dot} {key.format(key=look.hints.expand)}", Role.QUIET, target=target),
        ],
        width,
        8,
    )


class _Count(NamedTuple):
    """How often others did something with a post, and whether the user did."""

    icon: str
    word: str
    number: int
    own: bool = False
    role: Role = Role.COUNT


def _counts(post: Status, width: int, look: Look) -> Iterator[Line]:
    icons = look.icons
    boosts, likes = post.reblogs_count, post.favourites_count
    star = icons.favourite if post.favourited else icons.favourite_empty
    counts = (
        _Count(icons.reply, ngettext("reply", "replies", post.replies_count), post.replies_count),
        _Count(icons.boost, ngettext("boost", "boosts", boosts), boosts, post.reblogged, Role.BOOSTED),
        _Count(star, ngettext("favourite", "favourites", likes), likes, post.favourited, Role.FAVOURITED),
    )
    parts = [_count(count, slim=look.room.slim) for count in counts if count.number > 0 or count.own]
    if post.bookmarked:
        parts.append(Piece(f"{icons.bookmark}\u00a0" + _("bookmarked"), Role.BOOKMARKED))
    if parts:
        gap = Piece("\u00a0\u00a0 ")
        yield from wrap([piece for part in parts for piece in (part, gap)], width, 4)


def _count(count: _Count, *, slim: bool) -> Piece:
    told = f"{count.icon} {counted(max(count.number, count.own))}"
    if not slim:
        told += f" {count.word}"
    if count.own:
        told += ", " + _("with yours")
    return Piece(told.replace(" ", "\u00a0"), count.role if count.own else Role.COUNT)
