"""Puts the words a rule suggests in place of those it found, where they are not typed on the page itself."""

from __future__ import annotations

from dataclasses import replace

from outtray.acts.act import Act
from outtray_rules.finding import Finding


def with_words(act: Act, finding: Finding, words: str) -> Act | None:
    """The act with other words for a finding in a poll's answer or an attachment's description.

    None when the words found are not there any more, or stand in another part of the act.
    """
    place = finding.field.split(".")
    number = int(place[1]) if len(place) > 1 and place[1].isdecimal() else -1
    if place[0] == "poll" and act.poll is not None and 0 <= number < len(act.poll.options):
        options = list(act.poll.options)
        changed = _put(options[number], finding, words)
        if changed is None:
            return None
        options[number] = changed
        return replace(act, poll=replace(act.poll, options=tuple(options)))
    if place[0] == "media" and place[2:] == ["description"] and 0 <= number < len(act.media):
        media = list(act.media)
        changed = _put(media[number].description, finding, words)
        if changed is None:
            return None
        media[number] = replace(media[number], description=changed)
        return replace(act, media=tuple(media))
    return None


def _put(text: str, finding: Finding, words: str) -> str | None:
    start, end = finding.span
    if start == end or text[start:end].casefold() != finding.match.casefold():
        return None
    return f"{text[:start]}{words}{text[end:]}"
