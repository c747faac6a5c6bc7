"""What is lost when a post is passed around: everything that a clipping of its words does not show."""

from __future__ import annotations

import re

from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Visibility
from outtray_rules.finding import Span
from outtray_rules.headline import tables
from outtray_rules.headline.words import Kind, Sentence, key, split

_FAST = 180
_SMALL_AUDIENCE = 300
_LATE = (22, 6)


def lost(draft: Draft, context: Context, quoted: tuple[Span, ...], lang: str) -> tuple[str, ...]:
    """What a reader will not see, most telling first, in ``en`` or ``fr``.

    ``quoted`` are the spans that the top headline lifts.
    """
    column = 1 if lang == "fr" else 0
    items: list[tuple[str, dict[str, object]]] = []
    items.extend(_others(context))
    items.extend(_tone(draft))
    items.extend(_disclaimer(draft, context))
    items.extend(_moment(context))
    items.extend(_audience(context))
    items.extend(_around(draft, context, quoted))
    told = tables.load("told")["lost"]
    return tuple(str(told[name][column]).format(**values) for name, values in items)


def _handle(other: Correspondent) -> str:
    return f"@{other.acct.lstrip('@')[:60]}"


def _others(context: Context) -> list[tuple[str, dict[str, object]]]:
    items: list[tuple[str, dict[str, object]]] = []
    if context.act in (ActKind.BOOST, ActKind.FAVOURITE):
        items.append(
            ("boost", {"who": _handle(context.boosted)}) if context.boosted else ("boost-unknown", {})
        )
        if context.act is ActKind.FAVOURITE:
            items.append(("favourite", {}))
    other = context.reply_to
    if other is not None:
        if _joking(other.text):
            items.append(("reply-joke", {"who": _handle(other)}))
        elif other.text.rstrip().endswith("?"):
            items.append(("reply-question", {"who": _handle(other)}))
        else:
            items.append(("reply", {"who": _handle(other)}))
        if other.mutual:
            items.append(("mutual", {"who": _handle(other)}))
    if context.quoted is not None:
        items.append(("quote", {"who": _handle(context.quoted)}))
    if context.act is ActKind.THREAD or (context.act is ActKind.REPLY and other is None):
        items.append(("thread", {}))
    return items


def _irony(text: str) -> tuple[str, str]:
    """The sign of irony in a text: which template shows it, and the sign; two empty strings without one."""
    irony = tables.load("cues")["irony"]
    for character in text:
        if character in irony["emoji"]:
            return "irony-emoji", character
    for mark in irony["marks"]:
        if re.search(rf"(?:^|\s){re.escape(mark)}(?:\s|$)", text):
            return "irony-words", mark
    folded = " ".join(sentence.folded for sentence in split(text))
    phrase = tables.heard(folded, "irony", "phrases")
    return ("irony-words", phrase) if phrase else ("", "")


def _joking(text: str) -> bool:
    return bool(text) and bool(_irony(text)[0] or tables.heard(f" {key(text)} ", "speech", "jokes"))


def _tone(draft: Draft) -> list[tuple[str, dict[str, object]]]:
    name, mark = _irony(draft.text)
    return [(name, {"mark": mark})] if name else []


def _disclaimer(draft: Draft, context: Context) -> list[tuple[str, dict[str, object]]]:
    items: list[tuple[str, dict[str, object]]] = []
    bio = disclaimer(context.profile.bio)
    if bio:
        items.append(("disclaimer", {"words": bio}))
    here = disclaimer(draft.text) if context.act is ActKind.PROFILE else ""
    if here and here != bio:
        items.append(("disclaimer-here", {"words": here}))
    return items


def disclaimer(text: str) -> str:
    """The words of a disclaimer in a bio, as written; an empty string without one."""
    for phrase in tables.load("cues")["disclaimer"]["phrases"]:
        pattern = r"\W+".join(re.escape(word) for word in key(phrase).split())
        match = re.search(rf"(?<!\w){pattern}(?!\w)", text.replace("’", "'"), re.IGNORECASE)
        if match:
            return " ".join(text[match.start() : match.end()].split())
    return ""


def _moment(context: Context) -> list[tuple[str, dict[str, object]]]:
    seconds = int(context.writing_time.total_seconds()) if context.writing_time is not None else None
    fast = seconds is not None and 0 < seconds <= _FAST
    late = context.at is not None and (context.at.hour >= _LATE[0] or context.at.hour < _LATE[1])
    time = f"{context.at:%H:%M}" if context.at is not None else ""
    if late and fast:
        return [("time-speed", {"time": time, "seconds": seconds})]
    if late:
        return [("time", {"time": time})]
    return [("speed", {"seconds": seconds})] if fast else []


def _audience(context: Context) -> list[tuple[str, dict[str, object]]]:
    if context.act in (ActKind.BOOST, ActKind.FAVOURITE, ActKind.PROFILE):
        return []
    names = {Visibility.PRIVATE: "private", Visibility.UNLISTED: "unlisted", Visibility.DIRECT: "direct"}
    if context.visibility in names:
        return [(names[context.visibility], {})]
    if context.audience is not None and 2 <= context.audience <= _SMALL_AUDIENCE:
        return [("few", {"count": context.audience})]
    return []


def _around(draft: Draft, context: Context, quoted: tuple[Span, ...]) -> list[tuple[str, dict[str, object]]]:
    items: list[tuple[str, dict[str, object]]] = []
    if context.act is ActKind.EDIT:
        items.append(("edit", {}))
    if draft.content_warning:
        items.append(("warning", {}))
    if draft.media:
        items.append(("media", {}) if len(draft.media) == 1 else ("media-many", {"count": len(draft.media)}))
    if draft.poll_options:
        items.append(("poll", {}))
    sentences = split(draft.text[:6000])
    if any(token.kind is Kind.LINK for sentence in sentences for token in sentence.tokens):
        items.append(("link", {}))
    spoken = [s for s in sentences if any(token.kind is Kind.WORD for token in s.tokens)]
    if quoted and any(_asks(s) for s in spoken if s.start <= quoted[0].start < s.end):
        items.append(("question", {}))
    used = {index for index, s in enumerate(spoken) for span in quoted if s.start <= span.start < s.end}
    others = len(spoken) - max(1, len(used))
    if others > 0 and context.act is not ActKind.PROFILE:
        items.append(("rest", {}) if others == 1 else ("rest-many", {"count": others}))
    return items


def _asks(sentence: Sentence) -> bool:
    return sentence.question and sentence.tokens[0].key in tables.grammar("question_words")
