"""Suggested words reach a poll's answers and the descriptions of attachments, too."""

from __future__ import annotations

from dataclasses import replace

from hold_kit import post
from outtray.acts.act import Attachment, Poll
from outtray.services.rewriting import with_words
from outtray_rules.finding import Finding, Severity, Source, Span

ACT = replace(
    post("Which one?"),
    poll=Poll(("Utilise it", "Leave it"), 300),
    media=(Attachment(sha256="0" * 64, description="We utilise a crane"),),
)


def _found(field: str, start: int, match: str = "utilise") -> Finding:
    span = Span(start, start + len(match))
    return Finding("r", "tone", Severity.NOTE, span, match, "", "", "", Source("us"), field=field)


def test_an_answer_and_a_description_take_other_words() -> None:
    polled = with_words(ACT, _found("poll.0", 0), "Use")
    assert polled is not None
    assert polled.poll is not None
    assert polled.poll.options == ("Use it", "Leave it")
    described = with_words(ACT, _found("media.0.description", 3), "use")
    assert described is not None
    assert described.media[0].description == "We use a crane"


def test_words_that_are_not_there_any_more_are_left_alone() -> None:
    for field, start in (
        ("poll.1", 0),
        ("poll.7", 0),
        ("poll.x", 0),
        ("media.0.description", 4),
        ("text", 0),
    ):
        assert with_words(ACT, _found(field, start), "use") is None
