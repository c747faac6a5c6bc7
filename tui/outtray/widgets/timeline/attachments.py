"""Draws what hangs below the words of a post: poll, media, link preview and quoted post."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from outtray.base.drawing import Small
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon.content import parse, safe_link
from outtray.mastodon.models import MediaAttachment, Poll, PreviewCard, Quote, Status
from outtray.widgets.timeline.age import age, remaining
from outtray.widgets.timeline.body import draw_document
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import (
    Emphasis,
    Line,
    Piece,
    Role,
    Target,
    TargetKind,
    Tint,
    truncate,
    truncate_line,
)
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import clip, wrap
from outtray.widgets.words import counted

_ALT_LINES = 6
_HALF = "▀"
_QUOTED_LINES = 12
_TITLE_LINES = 2

_MEDIA_WORDS = {
    "image": _("image"),
    "video": _("video"),
    "gifv": _("animation"),
    "audio": _("sound"),
}

_QUOTE_STATES = {
    "pending": _("The quoted post waits for its author's consent."),
    "rejected": _("The author of the quoted post refused this quote."),
    "revoked": _("The author of the quoted post took their consent back."),
    "deleted": _("The quoted post was deleted."),
    "unauthorized": _("The quoted post is not for you to see."),
    "blocked_account": _("The quoted post is by an account you block."),
    "blocked_domain": _("The quoted post is from a server you block."),
    "muted_account": _("The quoted post is by an account you mute."),
}


def media_word(kind: str) -> str:
    """What a medium of this kind is called."""
    return _MEDIA_WORDS.get(kind, _("attachment"))


def hanging(lead: Line, pieces: list[Piece], width: int, limit: int) -> Iterator[Line]:
    """Wrap pieces beside a lead; later lines begin below the first word."""
    indent = sum(cell_len(piece.text) for piece in lead)
    hang = Piece(" " * indent)
    for number, line in enumerate(wrap(pieces, width - indent, limit)):
        yield lead + line if number == 0 else (hang, *line)


def draw_media(status: Status, width: int, look: Look) -> Iterator[Line]:
    """One line or more for each medium, alt text first; nothing but a count while it is hidden."""
    media = status.media_attachments
    icon = look.icons.media + " "
    if _is_hidden(status) and not look.media_shown:
        told = ngettext(
            "{count} medium hidden as sensitive", "{count} media hidden as sensitive", len(media)
        ).format(count=len(media))
        key = _("{key} to show").format(key=look.hints.media)
        lead = (Piece(icon, Role.WARNING),)
        target = Target(TargetKind.MEDIA, "")
        yield from hanging(
            lead,
            [
                Piece(told, Role.WARNING, target=target),
                Piece(f" {look.icons.dot} {key}", Role.QUIET, target=target),
            ],
            width,
            2,
        )
        return
    for number, medium in enumerate(media):
        yield from _medium(medium, number, icon, look.icons.ellipsis, width)
        small = None if look.album is None else look.album.of(medium.id)
        if small is not None:
            yield from draw_picture(small, width, Target(TargetKind.MEDIA, str(number)))


def _is_hidden(status: Status) -> bool:
    return status.sensitive or any(result.filter.filter_action == "blur" for result in status.filtered)


def draw_picture(small: Small, width: int, target: Target) -> Iterator[Line]:
    """A small picture as coloured halves of cells, below its words; each pixel is half a cell."""
    row, pixels = small.width * 3, small.pixels
    for top in range(0, small.height, 2):
        bottom = min(top + 1, small.height - 1)
        pieces: list[Piece] = [Piece("  ")]
        for column in range(min(small.width, width - 2)):
            over, under = top * row + column * 3, bottom * row + column * 3
            tint = Tint(
                (pixels[over], pixels[over + 1], pixels[over + 2]),
                (pixels[under], pixels[under + 1], pixels[under + 2]),
            )
            last = pieces[-1]
            if last.tint == tint:
                pieces[-1] = last._replace(text=last.text + _HALF)
            else:
                pieces.append(Piece(_HALF, Role.MEDIA, target=target, tint=tint))
        yield tuple(pieces)


def _medium(medium: MediaAttachment, number: int, icon: str, ellipsis: str, width: int) -> Iterator[Line]:
    word = media_word(medium.type)
    target = Target(TargetKind.MEDIA, str(number))
    description = (medium.description or "").strip()
    if not description:
        bare = _("{kind} without description").format(kind=word)
        yield from hanging(
            (Piece(icon, Role.MEDIA_BARE),), [Piece(bare, Role.MEDIA_BARE, target=target)], width, 2
        )
        return
    pieces = [
        Piece(word + " ", Role.MEDIA, Emphasis.BOLD, target),
        Piece(description, Role.MEDIA, target=target),
    ]
    lines = list(hanging((Piece(icon, Role.MEDIA),), pieces, width, _ALT_LINES + 1))
    yield from clip(lines, _ALT_LINES, ellipsis, width)


def draw_poll(poll: Poll, width: int, look: Look) -> Iterator[Line]:
    """A bar and a percentage for each answer, the user's own votes marked, then when it ends."""
    strokes, icons = look.strokes, look.icons
    voters = poll.voters_count if poll.voters_count is not None else poll.votes_count
    base = max(1, poll.voters_count or poll.votes_count) if poll.multiple else max(1, poll.votes_count)
    hidden = any(option.votes_count is None for option in poll.options)
    track = 8 if look.room.slim else 16
    own = poll.own_votes or ()
    best = max((option.votes_count or 0 for option in poll.options), default=0)
    target = Target(TargetKind.POLL, poll.id)
    for number, option in enumerate(poll.options):
        chosen = number in own
        lead: Line
        if hidden:
            lead = (Piece(f"{icons.unlisted} ", Role.POLL, target=target),)
        else:
            share = min(1.0, max(0, option.votes_count or 0) / base)
            full, half = divmod(round(share * track * 2), 2)
            empty = track - full - half
            bar = strokes.track_full * full + strokes.track_half * half
            lead = (
                Piece(f"{share:>4.0%} ", Role.POLL),
                Piece(bar, Role.POLL_OWN if chosen else Role.POLL),
                Piece(strokes.track_empty * empty, Role.POLL_TRACK),
                Piece("  "),
            )
        leads = not hidden and best > 0 and option.votes_count == best
        title = Piece(option.title or "–", Role.TEXT, Emphasis.BOLD if leads else Emphasis.NONE, target)
        words = with_emoji([title], poll.emojis, look)
        if chosen:
            words = [*words, Piece(f" {icons.good} " + _("your vote"), Role.POLL_OWN)]
        yield from hanging(lead, words, width, 4)
    parts = [ngettext("{count} person", "{count} people", voters).format(count=counted(voters))]
    if poll.multiple:
        parts.append(_("several answers allowed"))
    if poll.expired or (poll.expires_at is not None and poll.expires_at <= look.now):
        parts.append(_("closed"))
    elif poll.expires_at is not None:
        parts.append(_("closes in {time}").format(time=remaining(poll.expires_at, look.now)))
    yield from wrap([Piece(f" {icons.dot} ".join(parts), Role.QUIET)], width, 2)


def draw_card(card: PreviewCard, width: int, look: Look) -> Iterator[Line]:
    """What is behind the link of a post: its title and the host it really is on."""
    link = safe_link(card.url)
    if link is None:
        return
    bar = Piece(look.strokes.bar + " ", Role.BAR)
    target = Target(TargetKind.LINK, link[0])
    title = card.title.strip() or card.description.strip() or link[0]
    lines = wrap([Piece(title, Role.CARD, Emphasis.BOLD, target)], width - 2, _TITLE_LINES + 1)
    for line in clip(lines, _TITLE_LINES, look.icons.ellipsis, width - 2):
        yield (bar, *line)
    source = link[1]
    provider = card.provider_name.strip() or card.author_name.strip()
    if provider and provider.casefold() not in source.casefold():
        source = f"{source} {look.icons.dot} {provider}"
    yield (bar, Piece(truncate(source, width - 2), Role.HOST, target=target))


def draw_quote(quote: Quote, width: int, look: Look) -> Iterator[Line]:
    """The quoted post in a frame; what it quotes in turn is one line; an unavailable one says why."""
    strokes = look.strokes
    edge = Piece(strokes.through + " ", Role.BAR)
    quoted = quote.quoted_status
    inner = width - 2
    if quoted is None:
        fallback = _("The quoted post cannot be shown.")
        told = fallback if quote.state == "accepted" else _QUOTE_STATES.get(quote.state, fallback)
        for line in wrap([Piece(told, Role.QUIET)], inner, 3):
            yield (edge, *line)
        return
    target = Target(TargetKind.STATUS, quoted.id)
    when = "" if quoted.created_at is None else age(quoted.created_at, look.now, look.zone)
    name = [Piece(quoted.account.name, Role.AUTHOR, Emphasis.BOLD, target)]
    name = with_emoji(name, quoted.account.emojis, look)
    handle = truncate("@" + quoted.account.acct, inner - 1, look.icons.ellipsis)
    head = [
        *truncate_line(name, inner - 2, look.icons.ellipsis),
        Piece(" "),
        Piece(handle, Role.ACCT, target=target),
    ]
    if when:
        head.append(Piece(f" {look.icons.dot}\u00a0{when}".replace(" min", "\u00a0min"), Role.TIME))
    corner = Piece(strokes.corner_top + strokes.rule + " ", Role.BAR)
    for number, line in enumerate(wrap(head, width - 3, 3)):
        yield (corner, *line) if number == 0 else (edge, Piece(" "), *line)
    for line in _quoted_lines(quoted, inner, look):
        yield (edge, *line)
    yield (Piece(strokes.corner_bottom + strokes.rule * 2, Role.BAR),)


def _quoted_lines(quoted: Status, width: int, look: Look) -> Iterator[Line]:
    if quoted.spoiler_text and not look.expanded:
        warning = [Piece(f"{look.icons.warn} {quoted.spoiler_text}", Role.WARNING)]
        yield from wrap(with_emoji(warning, quoted.emojis, look), width, 3)
        return
    document = parse(quoted.content, hide_quote_fallback=quoted.quote is not None)
    lines = draw_document(document, quoted.mentions, width, look, _QUOTED_LINES + 1, emojis=quoted.emojis)
    yield from clip(lines, _QUOTED_LINES, look.icons.ellipsis, width)
    yield from draw_media(quoted, width, look)
    if quoted.poll is not None:
        yield (Piece(f"{look.icons.poll} " + _("with a poll"), Role.QUIET),)
    if quoted.quote is not None:
        yield (Piece(f"{look.icons.quote} " + _("quotes another post"), Role.QUIET),)
