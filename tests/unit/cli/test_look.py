"""Whoever releases on the command line has read everything the act would send."""

from __future__ import annotations

from dataclasses import replace

from hold_kit import every_field
from outtray.acts.act import Act, Attachment, Poll, Target
from outtray.cli.look import act_lines
from outtray_rules.draft import ActKind


def shown(act: Act) -> str:
    return "\n".join(act_lines(act))


def test_every_word_an_act_sends_is_on_the_screen() -> None:
    act = every_field()
    text = shown(act)
    for words in (act.public_words, "Hello", "https://harbour.example/40", "mayor", "press"):
        for line in words.splitlines():
            assert line in text


def test_the_words_that_would_be_deleted_are_on_the_screen() -> None:
    old = Target(
        id="40",
        url="https://harbour.example/40",
        text="Teh ferry.\nAnd what was learned since.",
        content_warning="old local",
        media=(Attachment(id="6", mime="image", description="the old map"),),
        poll_options=("the old option",),
    )
    text = shown(replace(every_field(), replaces=old))
    for words in (old.url, "Teh ferry.", "And what was learned since.", "old local", "old map", "old option"):
        assert words in text


def test_a_profile_change_shows_each_field() -> None:
    act = Act(
        ActKind.PROFILE,
        every_field().account,
        profile_changes=(("display_name", "Clerk \x1b[31m"), ("note", ""), ("fields.0.value", "Desk 2")),
    )
    text = shown(act)
    assert "display_name: Clerk" in text
    assert "note: (empty)" in text
    assert "fields.0.value: Desk 2" in text
    assert "\x1b" not in text


def test_a_poll_says_how_long_it_is_open() -> None:
    act = Act(ActKind.POLL, every_field().account, text="Which?", poll=Poll(("Bread", "Cake"), 86_400))
    assert "the poll is open for 1d" in shown(act)


def test_a_quote_shows_the_words_it_passes_on_and_a_report_what_it_sends() -> None:
    account, target = every_field().account, every_field().target
    assert "the quoted words: words" in shown(Act(ActKind.QUOTE, account, text="Look.", target=target))
    report = Act(ActKind.REPORT, account, target=target, comment="spam", status_ids=("43",), forward=True)
    text = shown(report)
    for told in ("about @press", "spam", "shows the post 43", "to the other server"):
        assert told in text
