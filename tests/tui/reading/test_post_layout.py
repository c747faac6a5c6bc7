"""How a post is laid out, as text: every part, every width, both alphabets, and nothing too wide."""

from __future__ import annotations

from datetime import UTC, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outtray.mastodon.models import (
    Account,
    Filter,
    FilterResult,
    MediaAttachment,
    Poll,
    PollOption,
    PreviewCard,
    Quote,
    Status,
)
from outtray.widgets.icons import ASCII
from outtray.widgets.timeline.age import age, remaining
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.pieces import Line, Role, TargetKind, line_cells
from outtray.widgets.timeline.post import draw_post
from reading_town import ADA, BRUNO, NOW, post, town

WIDTHS = (34, 60, 80, 100, 160)


def look(width: int = 80, **more: object) -> Look:
    return msgspec.structs.replace(Look(Room.of(width), NOW, UTC), **more)


def text(lines: list[Line]) -> list[str]:
    return ["".join(piece.text for piece in line).replace("\u00a0", " ").rstrip() for line in lines]


def drawn(status: Status, width: int = 80, **more: object) -> str:
    return "\n".join(text(draw_post(status, look(width, **more))))


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_of_any_kind_of_post_is_wider_than_its_column(width: int) -> None:
    for status in town():
        for opened in (True, False):
            shown = look(width, expanded=opened, media_shown=opened)
            for line in draw_post(status, shown):
                assert line_cells(line) <= shown.room.text


def test_lines_stay_comfortable_in_wide_columns() -> None:
    assert Room.of(160).text == 80
    assert Room.of(80).text < 80


def test_author_handle_and_age_share_a_line_where_there_is_room() -> None:
    assert text(draw_post(post(9_997), look(80)))[0].split() == [
        "Ada",
        "Quill",
        "@ada@lovelace.example",
        "3",
        "min",
    ]


def test_the_handle_is_never_dropped_however_narrow_the_column() -> None:
    long_name = Account(
        id="9", acct="q@x.example", display_name="A Very Long Name Of Somebody Who Likes Names"
    )
    lines = text(draw_post(post(1, long_name), look(34)))
    assert "…" in lines[0]
    assert lines[1] == "@q@x.example"


@pytest.mark.parametrize(
    ("visibility", "word"),
    [
        ("unlisted", "quiet"),
        ("private", "followers"),
        ("direct", "direct"),
        ("local", "local"),
        ("", "unknown"),
    ],
)
@pytest.mark.feature("post.warning")
def test_an_audience_that_is_not_public_is_said_in_a_word(visibility: str, word: str) -> None:
    assert word in drawn(post(1, visibility=visibility))
    assert word not in drawn(post(1, visibility="public"))


def test_edited_posts_boosts_and_answers_say_so() -> None:
    assert "edited" in drawn(post(1, edited_at=NOW))
    assert drawn(post(2, BRUNO, "", reblog=post(1))).startswith(
        "↻ Bruno Feather :verified: boosted\nAda Quill"
    )
    assert drawn(post(2, in_reply_to_id="1")).startswith("↩ answers a post\n")
    assert drawn(post(2, in_reply_to_id="1", in_reply_to_account_id="1")).startswith(
        "↩ goes on from their own"
    )
    assert "answers" not in drawn(post(2, in_reply_to_id="1"), in_thread=True)


def test_own_deeds_are_said_in_words_and_zeros_are_left_out() -> None:
    shown = drawn(post(1, favourites_count=12, favourited=True, reblogs_count=1, bookmarked=True))
    assert "★ 12 favourites, with yours" in shown
    assert "↻ 1 boost " in shown
    assert "bookmarked" in shown
    assert "repl" not in shown


def test_a_count_the_server_has_not_caught_up_with_is_at_least_one() -> None:
    assert "★ 1 favourite, with yours" in drawn(post(1, favourited=True)).replace("favourites", "favourite")


def test_a_link_that_hides_its_host_shows_it() -> None:
    shown = drawn(post(1, content='<p><a href="https://evil.example/x">www.bank.example</a></p>'))
    assert "www.bank.example (evil.example)" in shown


def test_media_come_with_their_description_first_or_the_lack_of_it() -> None:
    media = (MediaAttachment(type="image", description="A heron."), MediaAttachment(type="audio"))
    assert "▣ image A heron.\n▣ sound without description" in drawn(post(1, media_attachments=media))


def test_a_poll_shows_shares_the_own_vote_and_the_end() -> None:
    poll = Poll(
        votes_count=3,
        voters_count=3,
        options=(PollOption("Tea", 2), PollOption("Coffee", 1)),
        own_votes=(1,),
        expires_at=NOW + timedelta(days=3),
    )
    shown = drawn(post(1, poll=poll))
    assert " 67% ━━━━━━━━━━╸─────  Tea" in shown
    assert "Coffee ✓ your vote" in shown
    assert "3 people · closes in 3 days" in shown


def test_a_poll_whose_results_are_hidden_shows_its_answers_only() -> None:
    shown = drawn(post(1, poll=Poll(options=(PollOption("Tea"), PollOption("Coffee")), expired=True)))
    assert "○ Tea\n○ Coffee\n0 people · closed" in shown
    assert "%" not in shown


def test_a_card_shows_the_host_it_really_leads_to() -> None:
    card = PreviewCard(url="https://evil.example/pay", title="Your bank", provider_name="bank.example")
    assert "▎ Your bank\n▎ evil.example · bank.example" in drawn(post(1, card=card))
    assert "Your bank" not in drawn(post(1, card=PreviewCard(url="javascript:alert(1)", title="Your bank")))


def test_a_quoted_post_stands_in_a_frame_and_what_it_quotes_is_a_line() -> None:
    inner = post(1, ADA, "<p>Inner words.</p>", quote=Quote("accepted", post(0, content="<p>Innermost.</p>")))
    shown = drawn(post(2, BRUNO, quote=Quote("accepted", inner)))
    assert "╭─ Ada Quill @ada@lovelace.example" in shown
    assert "│ Inner words." in shown
    assert "quotes another post" in shown
    assert "Innermost" not in shown


@pytest.mark.parametrize(
    "state", ["pending", "rejected", "revoked", "deleted", "unauthorized", "brand-new-state"]
)
def test_a_quote_that_cannot_be_shown_says_why(state: str) -> None:
    assert "│ The " in drawn(post(1, quote=Quote(state)))


def test_a_filter_that_warns_closes_the_post_and_names_itself() -> None:
    filtered = (FilterResult(filter=Filter(title="spoilers", filter_action="warn")),)
    assert "Filtered: spoilers · x to show" in drawn(post(1, filtered=filtered))
    assert "Words." not in drawn(post(1, filtered=filtered))
    assert "Words." in drawn(post(1, filtered=filtered), expanded=True)


def test_quotes_code_and_lists_keep_their_shape() -> None:
    shown = drawn(next(status for status in town() if status.id == "993"))
    assert "1. The minutes, with names spelt right\n2. The map" in shown
    assert "▎ No drawing leaves" in shown
    assert "▏ for plan in drawer:\n▏     number(plan)" in shown


def test_a_language_is_said_only_when_it_is_not_the_readers() -> None:
    assert " ja " in drawn(post(1, language="ja"), language="en")
    assert " ja " not in drawn(post(1, language="ja"), language="ja")
    assert " ja " not in drawn(post(1, language="ja"))


def test_plain_terminals_get_plain_signs() -> None:
    signs = {Role.BAR, Role.POLL, Role.POLL_TRACK, Role.POLL_OWN, Role.CONTEXT, Role.VISIBILITY, Role.COUNT}
    for status in town():
        for line in draw_post(status, look(80, icons=ASCII, expanded=True, media_shown=True)):
            for piece in line:
                if piece.role in signs and "\u00a0" not in piece.text:
                    assert piece.text.isascii(), piece


def test_every_link_mention_and_tag_leads_somewhere() -> None:
    kinds = {
        piece.target.kind
        for status in town()
        for line in draw_post(status, look(80))
        for piece in line
        if piece.target is not None
    }
    of_lists = {TargetKind.PART, TargetKind.ITEM}
    assert kinds == set(TargetKind) - of_lists, "parts of a profile and rows of a list are in no post"


def test_a_post_of_endless_length_is_cut_with_a_sentence() -> None:
    lines = text(draw_post(post(1, content="<p>" + "word " * 60_000 + "</p>"), look(34)))
    assert len(lines) < 420
    assert any("The post goes on." in line for line in lines)


def test_a_post_nobody_could_read_is_a_placeholder() -> None:
    assert "could not be drawn. Press o" in drawn(Status(id="x", unreadable=True))


def test_a_post_without_anything_still_draws() -> None:
    assert text(draw_post(Status(), look(34)))


@pytest.mark.parametrize(
    ("passed", "told"),
    [
        ({"seconds": 20}, "now"),
        ({"seconds": -30}, "now"),
        ({"minutes": 59, "seconds": 59}, "59 min"),
        ({"hours": 23}, "23 h"),
        ({"days": 6}, "6 d"),
        ({"days": 7}, "5 Mar"),
        ({"days": 100}, "2 Dec 2025"),
        ({"minutes": -10}, "12 Mar"),
    ],
)
def test_ages_are_told_in_the_fewest_words(passed: dict[str, float], told: str) -> None:
    assert age(NOW - timedelta(**passed), NOW, UTC) == told


def test_what_remains_is_rounded_down() -> None:
    assert remaining(NOW + timedelta(hours=47), NOW) == "47 hours"
    assert remaining(NOW + timedelta(minutes=119), NOW) == "119 minutes"
    assert remaining(NOW - timedelta(days=1), NOW) == "a minute"


wild = st.text(max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    name=wild,
    acct=wild,
    words=wild,
    warning=wild,
    width=st.integers(20, 170),
    opened=st.booleans(),
    counts=st.integers(-5, 10**15),
    votes=st.lists(st.one_of(st.none(), st.integers(-3, 10**9)), max_size=5),
)
def test_whatever_a_server_sends_fits_its_column(
    name: str,
    acct: str,
    words: str,
    warning: str,
    width: int,
    opened: bool,
    counts: int,
    votes: list[int | None],
) -> None:
    account = Account(id="1", acct=acct, display_name=name)
    status = Status(
        account=account,
        content=f"<p>{words}</p><blockquote>{words}<ul><li>{words}</ul></blockquote><pre>{words}</pre>",
        spoiler_text=warning,
        created_at=NOW,
        visibility=words,
        favourites_count=counts,
        reblogs_count=counts,
        poll=Poll(
            votes_count=counts, options=tuple(PollOption(words, count) for count in votes), own_votes=(0, 9)
        ),
        media_attachments=(MediaAttachment(description=words),),
        quote=Quote("accepted", Status(account=account, content=words)),
    )
    shown = look(width, expanded=opened, media_shown=opened)
    for line in draw_post(status, shown):
        assert line_cells(line) <= shown.room.text, text([line])
