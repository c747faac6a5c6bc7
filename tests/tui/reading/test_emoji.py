"""Custom emoji as pictures in the text: cells that stand for one, whole wherever a line ends or is cut."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from outtray.base.drawing import Sprite
from outtray.mastodon.keeping import ConversationEntry, TranslatedOption, TranslatedPoll, Translation
from outtray.mastodon.models import Account, CustomEmoji, Poll, PollOption, Quote, Status
from outtray.widgets import kitty
from outtray.widgets.icons import ASCII
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.found import conversation
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.pieces import Line, Piece, Role, line_cells, truncate_line
from outtray.widgets.timeline.post import draw_post
from outtray.widgets.timeline.sheet import MOST_A_POST, EmojiSheet
from outtray.widgets.timeline.stamps import with_emoji
from outtray.widgets.timeline.texts import translated
from outtray.widgets.timeline.view import TimelineView
from outtray.widgets.timeline.wrap import clip, wrap
from reading_town import ADA, BRUNO, CLERK, NOW, ReadingApp, SetClock, post

CELL = "\U0010eeee\u0305"
PICTURE = CELL + "\u0305" + CELL + "\u030d"
SEQUENCE = re.compile(r"\x1b_G([^;\x1b]*)(?:;([A-Za-z0-9+/=]*))?\x1b\\")


def emoji(name: str, url: str | None = None, static_url: str | None = None) -> CustomEmoji:
    """An emoji with a moving and a still picture."""
    there = f"https://files.example/{name}"
    return CustomEmoji(
        shortcode=name,
        url=f"{there}.gif" if url is None else url,
        static_url=f"{there}.png" if static_url is None else static_url,
    )


CAT, OWL = emoji("cat"), emoji("owl")


def sheet_of(**images: int) -> EmojiSheet:
    """A sheet with these pictures."""
    sheet = EmojiSheet()
    for name, image in images.items():
        assert sheet.put(f"https://files.example/{name}.png", image) == ()
    return sheet


def look_of(sheet: EmojiSheet | None, width: int = 80) -> Look:
    """How posts are drawn with these pictures."""
    return Look(Room.of(width), NOW, SetClock().local_zone(), emoji=sheet)


def drawn(text: str, sheet: EmojiSheet | None, role: Role = Role.TEXT) -> list[Piece]:
    """What becomes of some words."""
    return with_emoji([Piece(text, role)], (CAT, OWL), look_of(sheet))


def text_of(lines: list[Line]) -> str:
    """Lines as they stand, with a picture as its number in angle brackets."""
    return "\n".join(
        "".join(f"<{piece.stamp}>" if piece.stamp else piece.text for piece in line) for line in lines
    )


# What the terminal is told


def test_a_picture_is_given_in_numbers_and_base_64_and_nothing_else() -> None:
    pixels = bytes((7 * n) % 251 for n in range(40 * 40 * 4))
    sequences = kitty.transmit(0x123456, Sprite(40, 40, pixels), 2)
    assert SEQUENCE.sub("", sequences) == ""
    found = SEQUENCE.findall(sequences)
    first = dict(fact.split("=") for fact in found[0][0].split(","))
    assert first == {
        "a": "T", "U": "1", "q": "2", "f": "32", "o": "z", "t": "d", "i": "1193046",
        "s": "40", "v": "40", "c": "2", "r": "1", "m": str(int(len(found) > 1)),
    }  # fmt: skip
    assert zlib.decompress(b64decode("".join(body for _head, body in found))) == pixels
    assert kitty.delete(0x123456) == "\x1b_Ga=d,d=I,q=2,i=1193046\x1b\\"


def test_a_large_picture_is_given_in_parts_that_say_whether_more_comes() -> None:
    # Pixels that cannot be packed: each byte from a digest of its place.
    noise = b"".join(zlib.crc32(n.to_bytes(4, "big")).to_bytes(4, "big") for n in range(64 * 64))
    found = SEQUENCE.findall(kitty.transmit(1, Sprite(64, 64, noise), 2))
    assert len(found) > 4
    assert [head.rpartition("m=")[2] for head, _body in found] == ["1"] * (len(found) - 1) + ["0"]
    assert all(len(body) == 4_096 for _head, body in found[:-1])
    assert {head for head, _body in found[1:-1]} == {"q=2,m=1"}


def test_each_cell_names_its_row_and_column_and_the_colour_is_the_number() -> None:
    assert kitty.cells(2) == PICTURE
    assert cell_len(kitty.cells(2)) == 2
    assert kitty.colour(0x123456) == (0x12, 0x34, 0x56)
    assert kitty.colour(kitty.MOST_IMAGES) == (255, 255, 255)


# Where a picture stands


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (":cat:", "<5>"),
        ("a :cat: b :owl:", "a <5> b <9>"),
        (":cat::owl::cat:", "<5><9><5>"),
        ("at 12:30:cat:", "at 12:30<5>"),
        (":dog: :cat :owl", ":dog: :cat :owl"),
        ("::cat::", ":<5>:"),
        (": cat :", ": cat :"),
        (":", ":"),
    ],
)
def test_shortcodes_of_the_post_become_pictures_and_nothing_else_does(text: str, shown: str) -> None:
    assert text_of([tuple(drawn(text, sheet_of(cat=5, owl=9)))]) == shown


def test_without_a_picture_or_a_sheet_the_shortcode_stays() -> None:
    assert drawn(":cat: :owl:", None) == [Piece(":cat: :owl:")]
    assert drawn(":cat: :owl:", EmojiSheet()) == [Piece(":cat: :owl:")]
    assert text_of([tuple(drawn(":cat: :owl:", sheet_of(owl=9)))]) == ":cat: <9>"


@pytest.mark.parametrize("role", [Role.CODE, Role.LINK, Role.HOST, Role.HASHTAG, Role.ACCT])
def test_what_has_to_be_read_letter_by_letter_has_no_pictures(role: Role) -> None:
    assert drawn(":cat:", sheet_of(cat=5), role) == [Piece(":cat:", role)]


def test_names_in_a_conversation_have_the_pictures_of_their_own_servers() -> None:
    def named(who: Account, name: str, *emojis: CustomEmoji) -> Account:
        return msgspec.structs.replace(who, display_name=name, emojis=emojis)

    here = emoji("cat", static_url="https://here.example/cat.png")
    there = emoji("cat", static_url="https://there.example/cat.png")
    sheet = EmojiSheet()
    sheet.put(here.static_url, 5)
    sheet.put(there.static_url, 6)
    several = (named(ADA, "Ada :cat:", here), named(BRUNO, "Bruno :cat:", there), named(CLERK, "Clerk :cat:"))
    lines = conversation(ConversationEntry(id="1", accounts=several)).draw(look_of(sheet))
    assert "Ada <5>, Bruno <6>, Clerk :cat:" in text_of(lines)
    halves = (named(ADA, "Ada :ca", here), named(BRUNO, "t: Bruno", there))
    lines = conversation(ConversationEntry(id="1", accounts=halves)).draw(look_of(sheet))
    assert "Ada :ca, t: Bruno" in text_of(lines), "no shortcode begins in one name and ends in another"


def test_the_answers_of_a_translated_poll_keep_their_emoji() -> None:
    asked = post(1, ADA, poll=Poll(options=(PollOption("Un :cat:"),), emojis=(CAT,)))
    told = Translation(content="<p>Which?</p>", poll=TranslatedPoll(options=(TranslatedOption("A :cat:"),)))
    assert "A <5>" in text_of(translated(told, asked).draw(look_of(sheet_of(cat=5))))


def test_the_picture_that_stands_still_is_preferred() -> None:
    sheet = EmojiSheet()
    both = (CAT, emoji("owl", static_url=""), emoji("fox", static_url="", url=""), emoji("a b"))
    with sheet.noting() as noted:
        with_emoji([Piece(":cat: :owl: :fox: :a b:")], both, look_of(sheet))
    assert noted == {"https://files.example/cat.png", "https://files.example/owl.gif"}


@given(
    words=st.lists(st.sampled_from(["word", ":cat:", "(:owl:)", ":cat::owl:", "三好", "x" * 30, ":cat:,"])),
    width=st.integers(8, 40),
)
def test_no_line_is_too_wide_and_no_picture_is_ever_cut(words: list[str], width: int) -> None:
    pieces = drawn(" ".join(words), sheet_of(cat=5, owl=9))
    for line in wrap(pieces, width):
        assert line_cells(line) <= width
        for piece in line:
            assert not piece.stamp or piece.text.replace(PICTURE, "") == ""
    assert sum(p.text.count(PICTURE) for line in wrap(pieces, width) for p in line if p.stamp) == sum(
        word.count(":cat:") + word.count(":owl:") for word in words
    )
    shortened = truncate_line(pieces, width)
    assert line_cells(tuple(shortened)) <= width
    clipped = clip(wrap(pieces, width), 1, "…", width)
    for piece in (*shortened, *(piece for line in clipped for piece in line)):
        assert not piece.stamp or piece.text.replace(PICTURE, "") == ""


def test_a_comma_stays_with_its_picture_and_a_bracket_too() -> None:
    pieces = drawn("aaaa bbb (:cat:), ccc", sheet_of(cat=5))
    assert text_of(wrap(pieces, 10)) == "aaaa bbb\n(<5>), ccc"


def test_text_and_names_and_warnings_and_answers_show_pictures() -> None:
    author = ADA.__class__(id="9", username="q", acct="q", display_name="Quill :cat:", emojis=(CAT,))
    quoted = post(8, author, "<p>quoted :owl:</p>", emojis=(OWL,))
    made = post(
        9,
        author,
        "<p>Hello :owl: <code>:owl:</code></p>",
        emojis=(OWL, CAT),
        spoiler_text="Beware :cat:",
        poll=Poll(id="1", options=(PollOption(title="yes :cat:", votes_count=1),), emojis=(CAT,)),
        quote=Quote("accepted", quoted),
    )
    boost = Status(id="10", account=author, reblog=made, visibility="public", created_at=NOW)
    look = look_of(sheet_of(cat=5, owl=9))
    shut = text_of(draw_post(boost, look))
    assert "Quill <5> boosted" in shut
    assert "Quill <5>  @q" in shut
    assert "Beware <5>" in shut
    assert "Hello" not in shut
    opened = Look(look.room, NOW, look.zone, emoji=look.emoji, expanded=True)
    text = text_of(draw_post(boost, opened))
    assert "Hello <9> :owl:" in text
    assert "yes <5>" in text
    assert "Quill <5> @q" in text
    assert "quoted <9>" in text
    plain = Look(look.room, NOW, look.zone, expanded=True)
    without = text_of(draw_post(boost, plain))
    assert "<" not in without
    assert "Hello :owl: :owl:" in without


# What is asked for


def test_what_a_warning_hides_is_not_looked_for() -> None:
    sheet = EmojiSheet()
    hidden = post(1, ADA, "<p>:cat:</p>", emojis=(CAT, OWL), spoiler_text="On :owl:")
    with sheet.noting() as noted:
        draw_post(hidden, look_of(sheet))
    assert noted == {"https://files.example/owl.png"}


def test_a_post_of_a_thousand_emoji_asks_for_some() -> None:
    many = tuple(emoji(f"e{n}") for n in range(1_000))
    sheet = EmojiSheet()
    with sheet.noting() as noted:
        with_emoji([Piece(" ".join(f":{one.shortcode}:" for one in many))], many, look_of(sheet))
    assert len(noted) == MOST_A_POST


def test_what_is_in_sight_is_asked_for_once_and_never_makes_room() -> None:
    sheet, holder, other = EmojiSheet(8), object.__new__(_Holder), object.__new__(_Holder)
    seen = frozenset({"a", "b"})
    assert sheet.hold(holder, seen) == ("a", "b")
    assert sheet.hold(holder, seen) == ()
    for number, address in enumerate("abcdefgh", 1):
        assert sheet.put(address, number) == ()
    epoch = sheet.epoch
    assert sheet.put("i", 9) == (3,), "the oldest that is not in sight"
    assert sheet.epoch > epoch, "what shows the one that went is drawn again"
    assert sheet.image_of("c") == 0
    assert (sheet.image_of("a"), sheet.image_of("i")) == (1, 9)
    sheet.hold(holder, frozenset("abdefghi"))
    assert sheet.put("j", 10) == (10,), "all others are in sight"
    sheet.hold(other, frozenset("j"))
    assert sheet.hold(other, frozenset("j")) == (), "it is not asked for again and again"
    del other
    sheet.hold(holder, frozenset("ab"))
    assert sheet.hold(holder, frozenset("abc")) == ("c",), "what made room can come back"
    sheet.forget(["c"])
    assert sheet.hold(holder, frozenset("abc")) == ("c",)
    sheet.retry()
    assert sheet.hold(holder, frozenset("abcd")) == (), "what is under way is not asked for again"
    sheet.failed("c")
    assert sheet.hold(holder, frozenset("abcd")) == (), "nor what failed"
    sheet.retry()
    assert sheet.hold(holder, frozenset("abcdj")) == ("c", "j"), (
        "until there is hope, for one without room, too"
    )


def test_a_picture_that_comes_twice_takes_the_place_of_the_first() -> None:
    sheet = EmojiSheet(2)
    assert (sheet.put("a", 1), sheet.put("b", 2)) == ((), ())
    epoch = sheet.epoch
    assert sheet.put("b", 3) == (2,), "its old number goes, and nothing else has to make room"
    assert (sheet.image_of("a"), sheet.image_of("b")) == (1, 3)
    assert sheet.epoch > epoch, "what shows the old number is drawn again"


class _Holder:
    """Anything that can be held weakly."""


# On the screen


async def test_a_picture_that_comes_replaces_its_name_where_it_stands() -> None:
    sheet = EmojiSheet()
    view = TimelineView(clock=SetClock(), emoji=sheet)
    app = ReadingApp(view)
    async with app.run_test(size=(60, 24)) as pilot:
        wordy = "<p>" + ":cat: " * 40 + "</p>"
        posts = [
            post(50, ADA, wordy, emojis=(CAT,)),
            post(49, BRUNO),
            post(48, BRUNO, "<p>One :owl: and another :cat:.</p>", emojis=(CAT, OWL)),
            *(post(n, BRUNO) for n in range(47, 20, -1)),
        ]
        view.replace(posts, more=False)
        view.select("49")
        await pilot.pause()
        wanted = [said.addresses for said in app.said if isinstance(said, messages.EmojiWanted)]
        assert wanted == [("https://files.example/cat.png", "https://files.example/owl.png")]
        before = [view.row_of(number) for number in range(8)]
        sheet.put("https://files.example/cat.png", 0x0A0B0C)
        view.show_emoji(["https://files.example/cat.png"])
        await pilot.pause()
        assert [view.row_of(number) for number in range(8)] == before, "nothing moves while it is in sight"
        again = view.virtual_size.height
        view.scroll_by(99)
        await pilot.pause()
        view.scroll_by(-99)
        await pilot.pause()
        assert view.virtual_size.height < again, "what is looked at anew takes what it needs"
        rows = [row for row in map(view.row_at, range(24)) if row is not None]
        [below] = [row for row in rows if "another" in row.strip.text]
        assert f"One :owl: and another {PICTURE}." in below.strip.text
        [segment] = [segment for segment in below.strip if "\U0010eeee" in segment.text]
        assert segment.text == PICTURE
        assert segment.style is not None
        assert segment.style.color is not None
        assert segment.style.color.triplet == (0x0A, 0x0B, 0x0C)
        assert all(row.strip.cell_length == view.seen.width for row in rows)
        [span] = [below.strip.text.index("\U0010eeee")]
        half = below.strip.crop(0, span + 1)
        assert half.text.endswith(CELL + "\u0305"), "cut in the middle, the left half is left"
        view.show_emoji(["https://files.example/no-such.png"])
        view.scroll_by(3)
        await pilot.pause()
        assert wanted == [said.addresses for said in app.said if isinstance(said, messages.EmojiWanted)]


async def test_plain_letters_and_copies_have_the_names() -> None:
    view = TimelineView(clock=SetClock(), icons=ASCII, emoji=sheet_of(cat=5))
    async with ReadingApp(view).run_test(size=(60, 24)) as pilot:
        view.replace([post(50, ADA, "<p>A :cat:.</p>", emojis=(CAT,))], more=False)
        await pilot.pause()
        rows = [row.strip.text for row in map(view.row_at, range(24)) if row is not None]
        assert any("A :cat:." in row for row in rows)
        assert view.selected is not None
        assert ":cat:" in view.selected.content


async def test_a_post_that_brings_the_cells_of_a_picture_with_it_shows_none() -> None:
    evil = emoji("cat\x1b_Ga=d", url="https://x.example/\x1b]52;c;\x07", static_url="\x1b_Gi=1\x1b\\")
    view = TimelineView(clock=SetClock(), emoji=sheet_of(cat=5))
    async with ReadingApp(view).run_test(size=(60, 24)) as pilot:
        forged = post(50, ADA, f"<p>A {PICTURE} and &#x10eeee;&#x305; :cat_Ga=d:</p>", emojis=(evil,))
        view.replace([forged], more=False)
        await pilot.pause()
        text = "\n".join(row.strip.text for row in map(view.row_at, range(24)) if row is not None)
        assert "A " in text
        assert "\U0010eeee" not in text
        assert "\x1b" not in text
