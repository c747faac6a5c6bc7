"""Draws people: one in a list in a few lines, one whole at the top of a profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.models import Account, CustomEmoji, Field, Relationship
from outtray.widgets.timeline.age import date
from outtray.widgets.timeline.attachments import hanging
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.body import draw_document
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import Emphasis, Line, Piece, Role, Target, TargetKind, truncate_line
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import clip, wrap
from outtray.widgets.words import clock_time, counted

_BIO_LINES = 2
_FIELD_LINES = 3
_MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a profile that can be turned to; ``name`` is given back when it is."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the top of a profile says: the account, how we stand to it, and the parts there are to turn to."""

    account: Account
    relationship: Relationship | None = None
    is_own: bool = False
    tabs: tuple[Tab, ...] = ()
    tab: str = ""

    def block(self) -> Block:
        """The same as something that stands above posts."""
        return Block(
            f"profile {self.account.id}",
            lambda look: draw_profile(self, look),
            account=self.account,
            lines=12 + len(self.account.fields),
        )


def person(account: Account, relationship: Relationship | None = None, note: str = "") -> Block:
    """One person of a list; Enter opens the profile. ``note`` is said after the handle."""
    note = sanitise(note, single_line=True)
    return Block(
        f"person {account.id}",
        lambda look: draw_person(account, relationship, note, look),
        opens=Target(TargetKind.PROFILE, account.id),
        account=account,
        lines=3,
    )


def draw_person(account: Account, relationship: Relationship | None, note: str, look: Look) -> list[Line]:
    """Name and handle, how we stand to them, the beginning of what they say of themselves."""
    width = look.room.text
    noted = [Piece(f"\u00a0 {note}", Role.QUIET)] if note else []
    lines = list(wrap([*_named(account, look), *noted], width, 3))
    told = " · ".join(standing_words(relationship, look)) if relationship is not None else ""
    if told:
        lines.extend(wrap([Piece(told, Role.CONTEXT)], width, 2))
    bio = " ".join(plain_text(parse(account.note)).split())
    if bio:
        said = with_emoji([Piece(bio, Role.QUIET)], account.emojis, look)
        words = wrap(said, width, _BIO_LINES + 1)
        lines.extend(clip(words, _BIO_LINES, look.icons.ellipsis, width))
    return lines


def draw_profile(profile: Profile, look: Look) -> list[Line]:
    """Everything a profile says, down to the parts there are to turn to."""
    account, width, icons = profile.account, look.room.text, look.icons
    lines: list[Line] = list(wrap(list(_named(account, look)), width, 4))
    marks = [
        words
        for holds, words in (
            (account.bot, _("an automated account")),
            (account.group, _("a group")),
            (account.locked, f"{icons.locked} " + _("approves followers")),
            (account.suspended, _("suspended by its server")),
            (account.limited, _("limited by this server's moderators")),
        )
        if holds
    ]
    if marks:
        lines.extend(wrap([Piece(f" {icons.dot} ".join(marks), Role.CONTEXT)], width, 2))
    standing = _("This is you.") if profile.is_own else _standing(profile.relationship, look)
    if standing:
        lines.extend(wrap([Piece(standing, Role.VISIBILITY, Emphasis.BOLD)], width, 4))
    if account.note:
        lines.extend([(), *draw_document(parse(account.note), (), width, look, 60, emojis=account.emojis)])
    if account.fields:
        lines.append(())
        for field in account.fields[:_MOST_FIELDS]:
            lines.extend(_field(field, account.emojis, width, look))
    lines.append(())
    lines.extend(_counts(account, width, look))
    if profile.relationship is not None and profile.relationship.note:
        note = [Piece(profile.relationship.note, Role.QUOTED)]
        lead = (Piece(f"{icons.edit} " + _("Your note:") + " ", Role.QUIET),)
        lines.extend([(), *hanging(lead, note, width, 12)])
    if profile.tabs:
        lines.extend([(), *draw_tabs(profile.tabs, profile.tab, width)])
    return lines


def standing_words(relationship: Relationship, look: Look) -> Iterator[str]:
    """How the acting account stands to another, in words."""
    one = relationship
    if one.blocking:
        yield _("blocked by you")
    if one.blocked_by:
        yield _("blocks you")
    if one.muting:
        if one.muting_expires_at is not None:
            until = clock_time(one.muting_expires_at, look.now, look.zone)
            yield _("muted by you until {time}").format(time=until)
        else:
            yield _("muted by you")
    if one.domain_blocking:
        yield _("their server is blocked by you")
    if one.following and one.followed_by:
        yield _("you follow each other")
    elif one.following:
        yield _("you follow them")
    elif one.followed_by:
        yield _("follows you")
    if one.requested:
        yield _("you asked to follow")
    if one.requested_by:
        yield _("asks to follow you")
    if one.following and one.notifying:
        yield _("you are notified of their posts")
    if one.following and not one.showing_reblogs:
        yield _("their boosts are hidden")


def _standing(relationship: Relationship | None, look: Look) -> str:
    if relationship is None:
        return ""
    words = f" {look.icons.dot} ".join(standing_words(relationship, look))
    return words or _("you do not follow each other")


def _named(account: Account, look: Look) -> Iterator[Piece]:
    target = Target(TargetKind.PROFILE, account.id)
    name = Piece(account.name or _("somebody"), Role.AUTHOR, Emphasis.BOLD, target)
    yield from with_emoji([name], account.emojis, look)
    yield Piece("\u00a0 ")
    yield Piece("@" + (account.acct or account.username), Role.ACCT, target=target)


def _field(field: Field, emojis: Sequence[CustomEmoji], width: int, look: Look) -> Iterator[Line]:
    label = with_emoji([Piece(field.name, Role.QUIET)], emojis, look)
    label = truncate_line(label, max(8, width // 3), look.icons.ellipsis)
    value = draw_document(parse(field.value), (), 10_000, look, 1, emojis=emojis)
    pieces = list(value[0]) if value else []
    if field.verified_at is not None:
        day = date(field.verified_at, look.now, look.zone)
        told = _("proven {day}").format(day=day).replace(" ", "\u00a0")
        pieces.append(Piece(f" {look.icons.good}\u00a0{told}", Role.GOOD))
    yield from hanging((*label, Piece("  ", Role.QUIET)), pieces, width, _FIELD_LINES)


def _counts(account: Account, width: int, look: Look) -> Iterator[Line]:
    posts, following, followers = account.statuses_count, account.following_count, account.followers_count
    parts = [
        Piece(ngettext("{count} post", "{count} posts", posts).format(count=counted(posts)), Role.COUNT),
        Piece(
            _("follows {count}").format(count=counted(following)),
            Role.LINK,
            target=Target(TargetKind.PART, "following"),
        ),
        Piece(
            ngettext("{count} follower", "{count} followers", followers).format(count=counted(followers)),
            Role.LINK,
            target=Target(TargetKind.PART, "followers"),
        ),
    ]
    if account.created_at is not None:
        day = date(account.created_at, look.now, look.zone)
        parts.append(Piece(_("here since {day}").format(day=day), Role.QUIET))
    gap = Piece(f" {look.icons.dot} ", Role.QUIET)
    line = [piece for number, part in enumerate(parts) for piece in ((gap, part) if number else (part,))]
    yield from wrap(line, width, 4)


def draw_tabs(tabs: Sequence[Tab], chosen: str, width: int) -> Iterator[Line]:
    """The parts that can be turned to, side by side, the one in front marked."""
    pieces: list[Piece] = []
    for tab in tabs:
        role = Role.TAB_OPEN if tab.name == chosen else Role.TAB
        pieces += [
            Piece(tab.label.replace(" ", "\u00a0"), role, target=Target(TargetKind.PART, tab.name)),
            Piece("\u00a0\u00a0 "),
        ]
    yield from wrap(pieces, width, 3)
