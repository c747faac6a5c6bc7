"""Draws what is found beside people and posts: hashtags, pages, headings, and the parts to turn to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon.content import parse, plain_text, safe_link
from outtray.mastodon.keeping import ConversationEntry
from outtray.mastodon.models import Account, DayOfUse, PreviewCard, Tag
from outtray.widgets.timeline.age import age
from outtray.widgets.timeline.attachments import draw_card
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.person import Tab, draw_tabs
from outtray.widgets.timeline.pieces import Emphasis, Line, Piece, Role, Target, TargetKind
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import clip, wrap
from outtray.widgets.words import counted


def heading(words: str) -> Block:
    """A heading over what follows."""
    words = sanitise(words, single_line=True)

    def draw(look: Look) -> list[Line]:
        return wrap([Piece(words, Role.HEADING)], look.room.text, 2)

    return Block(f"heading {words}", draw, lines=2)


def listed(name: str, title: str, notes: Sequence[str] = (), *, account: Account | None = None) -> Block:
    """One thing of a list by its name, with what is said of it; Enter asks what is to be done with it."""
    target = Target(TargetKind.ITEM, name)
    title = sanitise(title, single_line=True)
    quiet = [sanitise(words, single_line=True) for words in notes]

    def draw(look: Look) -> list[Line]:
        lines = list(wrap([Piece(title, Role.AUTHOR, Emphasis.BOLD, target)], look.room.text, 3))
        for words in quiet:
            lines.extend(wrap([Piece(words, Role.QUIET)], look.room.text, 4))
        return lines

    return Block(f"item {name}", draw, opens=target, account=account, lines=1 + len(quiet))


def said(words: str, key: str = "said") -> Block:
    """A sentence among what was found: that it is looked for, that there is nothing, what went wrong."""
    words = sanitise(words, single_line=True)

    def draw(look: Look) -> list[Line]:
        return wrap([Piece(words, Role.QUIET)], look.room.text, 8)

    return Block(key, draw, lines=2)


def tabs(names: Sequence[Tab], chosen: str) -> Block:
    """The parts that can be turned to, the one in front marked."""
    return Block("tabs", lambda look: list(draw_tabs(names, chosen, look.room.text)), lines=2)


def tag_found(tag: Tag) -> Block:
    """A hashtag and how much it is used; Enter opens its timeline."""
    target = Target(TargetKind.TAG, tag.name)

    def draw(look: Look) -> list[Line]:
        pieces = [Piece(f"#{tag.name}", Role.HASHTAG, Emphasis.BOLD, target)]
        if tag.following:
            pieces.append(Piece("\u00a0 " + _("followed"), Role.GOOD))
        lines = wrap(pieces, look.room.text, 3)
        used = " ".join(_uses(tag.history))
        return [*lines, *wrap([Piece(used, Role.QUIET)], look.room.text, 2)] if used else lines

    return Block(f"tag {tag.name}", draw, opens=target, lines=3)


def page_found(card: PreviewCard) -> Block | None:
    """A page that is passed on, and how much; None for one whose address is no safe one."""
    link = safe_link(card.url)
    if link is None:
        return None

    def draw(look: Look) -> list[Line]:
        lines = list(draw_card(card, look.room.text, look))
        if card.description:
            lines.extend(wrap([Piece(card.description, Role.TEXT)], look.room.text, 3))
        used = " ".join(_uses(card.history))
        return [*lines, *wrap([Piece(used, Role.QUIET)], look.room.text, 2)] if used else lines

    return Block(f"page {card.url}", draw, opens=Target(TargetKind.LINK, link[0]), lines=5)


def _uses(history: Sequence[DayOfUse]) -> Iterator[str]:
    people, uses = sum(day.accounts for day in history), sum(day.uses for day in history)
    if uses:
        told = ngettext("{count} person", "{count} people", people).format(count=counted(people))
        days = ngettext("in {count} day", "in {count} days", len(history)).format(count=len(history))
        yield f"{told} {days}"


def conversation(entry: ConversationEntry) -> Block:
    """Who is in a direct conversation, what was said last, and whether it was read."""
    status = entry.last_status
    target = None if status is None else Target(TargetKind.STATUS, status.id)

    def draw(look: Look) -> list[Line]:
        icons, width = look.icons, look.room.text
        head = [Piece(f"{icons.direct} ", Role.AUTHOR, Emphasis.BOLD, target), *_names(entry, target, look)]
        if entry.unread:
            head.append(Piece(f"\u00a0 {icons.live}\u00a0" + _("unread"), Role.GOOD))
        if status is not None and status.created_at is not None:
            when = age(status.created_at, look.now, look.zone).replace(" ", "\u00a0")
            head.append(Piece(f"\u00a0 {when}", Role.TIME))
        lines = wrap(head, width, 3)
        if status is None:
            return lines
        words = status.spoiler_text or " ".join(plain_text(parse(status.content)).split())
        who = with_emoji([Piece(f"{status.account.name}: ", Role.QUIET)], status.account.emojis, look)
        said = [Piece(words, Role.WARNING if status.spoiler_text else Role.TEXT)]
        told = wrap([*who, *with_emoji(said, status.emojis, look)], width, 4)
        return [*lines, *clip(told, 3, icons.ellipsis, width)]

    first = entry.accounts[0] if entry.accounts else None
    return Block(f"conversation {entry.id}", draw, opens=target, account=first, lines=4)


def _names(entry: ConversationEntry, target: Target | None, look: Look) -> Iterator[Piece]:
    """Everybody in a conversation, each with the emoji of their own server: names of emoji repeat."""
    plain = Piece("", Role.AUTHOR, Emphasis.BOLD, target)
    if not entry.accounts:
        yield plain._replace(text=_("yourself"))
    for number, account in enumerate(entry.accounts):
        if number:
            yield plain._replace(text=", ")
        yield from with_emoji([plain._replace(text=account.name)], account.emojis, look)
