"""Whatever is typed, undone or reviewed late: a mark never lies on words it was not made for."""

from __future__ import annotations

import random

import pytest
from textual.document._document import Selection

from desk_kit import DeskApp, HandClock, heard, review
from outtray.widgets.desk.desk_body import DeskBody
from outtray.widgets.desk.draft_area import DraftArea, MarkKind
from outtray.widgets.desk.messages import AcknowledgeRequested, OverrideRequested
from outtray_rules.finding import Finding, Severity, Source, Span

WORDS = ("alpha", "beta", "gamma", "é🙂", "\n", " ", "\t", "x")
MARKED = {"alpha": Severity.NOTE, "beta": Severity.WARN, "gamma": Severity.BLOCK}


def findings_of(text: str) -> list[Finding]:
    """A finding on each marked word of a text, as an engine would give them."""
    found = []
    for word, severity in MARKED.items():
        start = text.find(word)
        while start >= 0:
            span = Span(start, start + len(word))
            source = Source("A source")
            found.append(Finding(word, "test", severity, span, word, word, word, "advice", source))
            start = text.find(word, span.end)
    return found


@pytest.mark.parametrize("seed", range(3))
async def test_marks_follow_their_words_through_anything(seed: int) -> None:
    chance = random.Random(seed)
    body = DeskBody(clock=HandClock())
    app = DeskApp(body)
    async with app.running(80, 24) as pilot:
        area = app.query_one(DraftArea)
        reviewed: list[tuple[str, int]] = [("", body.composer.version)]
        for step in range(150):
            action = chance.choice(("insert", "insert", "delete", "undo", "redo", "review", "walk", "page"))
            first, last = sorted(chance.randint(0, len(area.text)) for _ in range(2))
            locate = area.line_map.location
            if action == "insert":
                area.insert(chance.choice(WORDS), locate(first))
            elif action == "delete":
                area.replace("", locate(first), locate(min(last, first + 4)))
            elif action == "undo":
                area.undo()
            elif action == "redo":
                area.redo()
            elif action == "walk":
                chance.choice(
                    (body.pane.next_finding, body.pane.previous_finding, body.pane.answer_finding)
                )()
            elif action == "page":
                body.pane.next_headline()
            else:
                text, version = chance.choice(reviewed[-4:])
                body.show_review(review(*findings_of(text), text=text), version)
            if step % 5 == 0:
                await pilot.pause()
                reviewed.append((area.text, body.composer.version))
            for mark in area.marks:
                words = area.text[mark.span.start : mark.span.end]
                if mark.kind in {MarkKind.NOTE, MarkKind.WARN, MarkKind.BLOCK}:
                    assert MARKED.get(words) == Severity(mark.kind.value), (step, action)
        await pilot.pause()
        assert body.composer.text == area.text


@pytest.mark.parametrize("seed", range(2))
async def test_keys_mashed_for_a_while_answer_nothing_they_should_not(seed: int) -> None:
    chance = random.Random(seed)
    clock = HandClock()
    body = DeskBody(clock=clock)
    app = DeskApp(body)
    keys = ("a", "b", "space", "enter", "left", "up", "backspace", "tab", "shift+tab", "escape", "ctrl+z",
            "ctrl+a", "ctrl+e", "f6", "f7", "delete", "home", "pagedown")  # fmt: skip
    async with app.running(60, 20) as pilot:
        body.composer.load("alpha beta gamma")
        body.show_review(review(*findings_of("alpha beta gamma")), body.composer.version)
        body.composer.focus_text()
        for _ in range(50):
            await pilot.press(chance.choice(keys))
        assert heard(app, AcknowledgeRequested) == []
        assert heard(app, OverrideRequested) == []
        assert all(character.isprintable() or character == "\n" for character in body.composer.text)
        assert isinstance(app.query_one(DraftArea).selection, Selection)
