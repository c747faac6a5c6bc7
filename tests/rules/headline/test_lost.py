"""What a clipping does not show, told in the reader's language."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from headline_kit import finding, page
from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Media, Profile, Visibility
from outtray_rules.headline.generator import front_page
from outtray_rules.headline.lost import disclaimer

TEXT = "The plan is reckless 🙃 It is a joke. See https://example.org"


def lost(context: Context, lang: str = "en", draft: Draft | None = None) -> tuple[str, ...]:
    front = front_page(
        draft or Draft(TEXT), [finding(TEXT, "reckless", "government-criticism")], context, lang
    )
    return front.lost


def test_the_joke_it_answered_is_lost() -> None:
    joke = Correspondent("x", text="Let's paint the ministry pink 😂", mutual=True)
    items = lost(Context(act=ActKind.REPLY, reply_to=joke))
    assert "That you were answering @x, whose post was a joke" in items
    assert "That you and @x know each other" in items


def test_hour_and_haste_are_lost() -> None:
    context = Context(at=datetime(2026, 3, 2, 23, 41), writing_time=timedelta(seconds=40))
    assert "That it was 23:41, and that you wrote it in 40 s" in lost(context)
    assert "Qu'il était 23:41 et que vous l'avez écrit en 40 s" in lost(context, "fr")


def test_a_calm_hour_is_no_excuse() -> None:
    assert not [item for item in lost(Context(at=datetime(2026, 3, 2, 11, 0))) if "11:00" in item]


def test_disclaimer_irony_link_and_other_sentences_are_lost() -> None:
    items = lost(Context(profile=Profile(bio="Analyst. Opinions are my own. Cyclist.")))
    assert "“Opinions are my own” in your profile" in items
    assert "The 🙃 that marked it as irony" in items
    assert "The page you linked to" in items


@pytest.mark.parametrize(
    ("visibility", "item"),
    [
        (Visibility.PRIVATE, "That the audience was followers only"),
        (Visibility.UNLISTED, "That it was kept off the public timelines"),
        (Visibility.DIRECT, "That it was a private message"),
    ],
)
def test_a_narrow_audience_is_lost(visibility: Visibility, item: str) -> None:
    assert item in lost(Context(visibility=visibility))


def test_media_warning_poll_and_thread_are_lost() -> None:
    draft = Draft(TEXT, content_warning="rant", media=(Media("image"),), poll_options=("yes", "no"))
    items = lost(Context(act=ActKind.THREAD), draft=draft)
    assert "The rest of the thread" in items
    assert "The content warning you put before it" in items
    assert "The picture that went with it" in items
    assert "The poll it belonged to" in items


def test_the_reader_reads_the_losses_in_their_language() -> None:
    text = "Le plan est irresponsable. Je blague."
    front = page(text, "irresponsable", "government-criticism")
    assert "« je blague », qui annonçait la blague" in front.lost
    english = page(
        "Le plan est irresponsable. Je blague.", "irresponsable", "government-criticism", lang="en"
    )
    assert "“je blague”, which marked it as a joke" in english.lost


@pytest.mark.parametrize(
    ("bio", "words"),
    [
        ("Cats. Views my own!", "Views my own"),
        ("Mes opinions n’engagent que moi.", "Mes opinions n’engagent que moi"),
        ("all VIEWS are my  own", "VIEWS are my own"),
        ("I own my views on opinion polls", ""),
    ],
)
def test_a_disclaimer_is_quoted_as_written(bio: str, words: str) -> None:
    assert disclaimer(bio) == words
