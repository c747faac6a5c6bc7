"""Draws notifications: who did what, to which post, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.keeping import Announcement, NotificationRequest
from outtray.mastodon.models import Account, Status
from outtray.mastodon.notices import NoticeGroup
from outtray.widgets.icons import Icons
from outtray.widgets.timeline.age import age, date
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.person import person
from outtray.widgets.timeline.pieces import Emphasis, Line, Piece, Role, Target, TargetKind
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import clip, wrap
from outtray.widgets.words import counted

FOLLOW_REQUEST: Final = "follow-request "
"""Begins the name of an account that asks to follow."""
ANNOUNCEMENT: Final = "announcement "
"""Begins the name of something the server announces."""
SET_ASIDE: Final = "set-aside "
"""Begins the name of a request: notifications of one account that were set aside."""

_SPOKEN_TO: Final = frozenset({"mention", "status", "quote", "update", "quoted_update", "poll"})
"""Kinds that are about words of somebody: they are read, not only told of."""
_PEOPLE: Final = frozenset({"follow", "admin.sign_up"})


def notice(group: NoticeGroup) -> Block:
    """One thing that happened. Enter opens the post or the person it is about."""
    status = group.status
    first = group.accounts[0] if group.accounts else None
    return Block(
        f"notice {group.key or group.newest_id}",
        lambda look: _draw(group, look),
        opens=_leads_to(group, first),
        account=first,
        lines=5 if status is not None else 2,
        status=status if group.kind in _SPOKEN_TO else None,
    )


def asks_to_follow(account: Account) -> Block:
    """Somebody who waits to be let in; Enter asks for the answer."""
    return replace(person(account), opens=Target(TargetKind.ITEM, FOLLOW_REQUEST + account.id))


def set_aside(request: NotificationRequest) -> Block:
    """Notifications of one account that were set aside; Enter asks what is to be done with them."""
    count = request.notifications_count
    told = ngettext("{count} notification set aside", "{count} notifications set aside", count)
    block = person(request.account, note=told.format(count=count))
    return replace(block, key=f"aside {request.id}", opens=Target(TargetKind.ITEM, SET_ASIDE + request.id))


def announced(announcement: Announcement) -> Block:
    """What the people who run a server tell everybody, whole; Enter offers its links."""
    name = ANNOUNCEMENT + announcement.id
    text = plain_text(parse(announcement.content)).strip()
    reactions = [
        f"{sanitise(one.name, single_line=True, limit=40)}\u00a0{counted(one.count)}"
        for one in announcement.reactions
        if one.name and one.count
    ]

    def draw(look: Look) -> list[Line]:
        width, icons = look.room.text, look.icons
        head = [Piece(f"{icons.note}\u00a0", Role.MENTION, Emphasis.BOLD)]
        when = announcement.published_at
        if when is not None:
            head.append(Piece(age(when, look.now, look.zone).replace(" ", "\u00a0"), Role.TIME))
        if not announcement.read:
            head.append(Piece(f"\u00a0 {icons.live}\u00a0" + _("unread"), Role.GOOD))
        lines = list(wrap(head, width, 2))
        for paragraph in text.splitlines():
            words = with_emoji([Piece(paragraph, Role.TEXT)], announcement.emojis, look)
            lines.extend(wrap(words, width, 200) if paragraph.strip() else [()])
        if announcement.ends_at is not None:
            ends = date(announcement.ends_at, look.now, look.zone)
            lines.extend(wrap([Piece(_("Until: {time}").format(time=ends), Role.QUIET)], width, 2))
        if reactions:
            lines.extend(wrap([Piece("  ".join(reactions), Role.QUIET)], width, 4))
        return lines

    opens = Target(TargetKind.ITEM, name)
    return Block(f"item {name}", draw, opens=opens, lines=3 + len(text) // 60)


def _leads_to(group: NoticeGroup, first: Account | None) -> Target | None:
    if group.kind == "follow_request" and first is not None:
        return Target(TargetKind.ITEM, FOLLOW_REQUEST + first.id)
    if group.status is not None and group.kind not in _PEOPLE:
        return Target(TargetKind.STATUS, group.status.shown.id)
    return None if first is None else Target(TargetKind.PROFILE, first.id)


def _draw(group: NoticeGroup, look: Look) -> list[Line]:
    width, icons = look.room.text, look.icons
    sign, role = _sign(group.kind, icons)
    sentence = [Piece(told(group), Role.AUTHOR, Emphasis.BOLD)]
    emojis = group.accounts[0].emojis if group.accounts else ()
    head = [Piece(f"{sign}\u00a0", role, Emphasis.BOLD), *with_emoji(sentence, emojis, look)]
    if group.latest_at is not None:
        when = age(group.latest_at, look.now, look.zone).replace(" ", "\u00a0")
        head.append(Piece(f"\u00a0 {when}", Role.TIME))
    lines = list(wrap(head, width, 4))
    if group.status is not None:
        lines.extend(_words(group.status, group.kind in _SPOKEN_TO, look))
    return lines


def _words(status: Status, spoken: bool, look: Look) -> list[Line]:
    """The beginning of the post: what somebody said to us in full ink, our own words quietly."""
    shown = status.shown
    width = look.room.text
    if shown.spoiler_text:
        text, role = shown.spoiler_text, Role.WARNING
    else:
        text, role = " ".join(plain_text(parse(shown.content)).split()), Role.TEXT if spoken else Role.QUIET
    if not text and shown.media_attachments:
        text = _("(media without words)")
    if not text:
        return []
    most = 5 if spoken else 2
    words = with_emoji([Piece(text, role)], shown.emojis, look)
    return list(clip(wrap(words, width, most + 1), most, look.icons.ellipsis, width))


def _sign(kind: str, icons: Icons) -> tuple[str, Role]:
    return {
        "favourite": (icons.favourite, Role.FAVOURITED),
        "reblog": (icons.boost, Role.BOOSTED),
        "mention": (icons.reply, Role.MENTION),
        "status": (icons.post, Role.MENTION),
        "follow": (icons.profile, Role.GOOD),
        "follow_request": (icons.locked, Role.WARNING),
        "poll": (icons.poll, Role.POLL),
        "update": (icons.edit, Role.CONTEXT),
        "quote": (icons.quote, Role.MENTION),
        "quoted_update": (icons.edit, Role.CONTEXT),
        "severed_relationships": (icons.warn, Role.WARNING),
        "moderation_warning": (icons.warn, Role.WARNING),
        "admin.report": (icons.warn, Role.WARNING),
    }.get(kind, (icons.unsure, Role.CONTEXT))


def told(group: NoticeGroup) -> str:
    """What happened, in one sentence; a kind nobody has heard of is named by the server's word."""
    if group.unreadable:
        return _("A notification that cannot be read.")
    kind = sanitise(group.kind, single_line=True, limit=60)
    name = group.accounts[0].name if group.accounts else _("somebody")
    others = max(0, group.count - 1)
    if others and kind in _MANY:
        return _MANY[kind](others).format(name=name, count=others)
    one = _ONE.get(kind)
    if one is not None:
        return one().format(name=name)
    return _("{name}: something of a kind this program does not know ({kind})").format(name=name, kind=kind)


_ONE: Final[dict[str, Callable[[], str]]] = {
    "mention": lambda: _("{name} wrote to you"),
    "status": lambda: _("{name} posted"),
    "reblog": lambda: _("{name} boosted your post"),
    "favourite": lambda: _("{name} favourited your post"),
    "follow": lambda: _("{name} follows you"),
    "follow_request": lambda: _("{name} asks to follow you"),
    "poll": lambda: _("A poll you took part in has ended"),
    "update": lambda: _("{name} edited a post you boosted"),
    "quote": lambda: _("{name} quoted your post"),
    "quoted_update": lambda: _("{name} edited a post you quoted"),
    "admin.sign_up": lambda: _("{name} signed up"),
    "admin.report": lambda: _("{name} sent a report"),
    "severed_relationships": lambda: _("A block between servers has ended follows of yours"),
    "moderation_warning": lambda: _("The moderators of your server have sent you a warning"),
}

_MANY: Final[dict[str, Callable[[int], str]]] = {
    "reblog": lambda count: ngettext(
        "{name} and {count} other boosted your post", "{name} and {count} others boosted your post", count
    ),
    "favourite": lambda count: ngettext(
        "{name} and {count} other favourited your post",
        "{name} and {count} others favourited your post",
        count,
    ),
    "follow": lambda count: ngettext(
        "{name} and {count} other follow you", "{name} and {count} others follow you", count
    ),
    "admin.sign_up": lambda count: ngettext(
        "{name} and {count} other signed up", "{name} and {count} others signed up", count
    ),
}
