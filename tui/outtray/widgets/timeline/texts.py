"""Draws what is said of one post: its versions, its translation, and how the server sent it."""

from __future__ import annotations

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon.content import parse
from outtray.mastodon.keeping import Translation
from outtray.mastodon.models import Status, StatusEdit
from outtray.widgets.timeline.age import age
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.body import draw_document
from outtray.widgets.timeline.look import Look
from outtray.widgets.timeline.pieces import Emphasis, Line, Piece, Role
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.wrap import wrap, wrap_code
from outtray.widgets.words import clock_time, language_name

_RAW_LINES = 5_000


def version(edit: StatusEdit, number: int, count: int) -> Block:
    """One version of a post; ``number`` counts from 1, the oldest."""

    def draw(look: Look) -> list[Line]:
        width, icons = look.room.text, look.icons
        told = _("Version {number} of {count}").format(number=number, count=count)
        head = [Piece(told, Role.HEADING)]
        if edit.created_at is not None:
            when = clock_time(edit.created_at, look.now, look.zone)
            passed = age(edit.created_at, look.now, look.zone)
            head.append(Piece(f"  {when} {icons.dot} {passed}", Role.TIME))
        lines = list(wrap(head, width, 2))
        if edit.spoiler_text:
            warning = [Piece(f"{icons.warn} {edit.spoiler_text}", Role.WARNING)]
            lines.extend(wrap(with_emoji(warning, edit.emojis, look), width, 6))
        lines.extend(draw_document(parse(edit.content), (), width, look, emojis=edit.emojis))
        if edit.poll is not None:
            for option in edit.poll.options:
                answer = [Piece(f"{icons.poll} {option.title}", Role.POLL)]
                lines.extend(wrap(with_emoji(answer, edit.emojis, look), width, 3))
        for medium in edit.media_attachments:
            words = medium.description or _("no alt text")
            role = Role.MEDIA if medium.description else Role.MEDIA_BARE
            lines.extend(wrap([Piece(f"{icons.media} {words}", role)], width, 6))
        return lines

    return Block(f"version {number}", draw, lines=6)


def translated(translation: Translation, status: Status) -> Block:
    """A post in another language, and who turned it into that."""

    def draw(look: Look) -> list[Line]:
        width = look.room.text
        source = translation.detected_source_language or status.language or ""
        told = _("Translated from {language} by {provider}").format(
            language=language_name(source) if source else _("an unknown language"),
            provider=translation.provider or _("the server"),
        )
        lines: list[Line] = list(wrap([Piece(told, Role.QUIET)], width, 2))
        lines.append(())
        if translation.spoiler_text:
            warning = [Piece(f"{look.icons.warn} {translation.spoiler_text}", Role.WARNING)]
            lines.extend([*wrap(with_emoji(warning, status.emojis, look), width, 6), ()])
        document = parse(translation.content)
        lines.extend(draw_document(document, status.mentions, width, look, emojis=status.emojis))
        if translation.poll is not None:
            emojis = status.emojis if status.poll is None else status.poll.emojis
            for option in translation.poll.options:
                answer = [Piece(f"{look.icons.poll} {option.title}", Role.POLL)]
                lines.extend(wrap(with_emoji(answer, emojis, look), width, 3))
        for medium in translation.media_attachments:
            lines.extend(wrap([Piece(f"{look.icons.media} {medium.description}", Role.MEDIA)], width, 6))
        lines.extend([(), (Piece(_("As it was written:"), Role.HEADING, Emphasis.BOLD),)])
        return lines

    return Block("translation", draw, lines=8)


def raw(text: str) -> Block:
    """What the server sent, letter by letter."""
    clean = sanitise(text)

    def draw(look: Look) -> list[Line]:
        return wrap_code(clean, look.room.text, Piece("", Role.TEXT), _RAW_LINES)

    return Block("raw", draw, lines=text.count("\n") + 1)
