"""What stands among posts and is none: profiles, people, hashtags, pages, versions."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.mastodon.keeping import ConversationEntry, Translation
from outtray.mastodon.models import (
    Account,
    DayOfUse,
    Field,
    MediaAttachment,
    PreviewCard,
    Relationship,
    Status,
    StatusEdit,
    Tag,
)
from outtray.widgets.icons import ASCII
from outtray.widgets.timeline import messages
from outtray.widgets.timeline.abroad import AbroadOpened, AbroadView
from outtray.widgets.timeline.block import Block
from outtray.widgets.timeline.found import conversation, heading, page_found, said, tag_found
from outtray.widgets.timeline.look import Look, Room
from outtray.widgets.timeline.person import Profile, Tab, person
from outtray.widgets.timeline.pieces import Line, TargetKind, line_cells
from outtray.widgets.timeline.texts import raw, translated, version
from reading_town import ADA, BRUNO, NOW, ReadingApp, SetClock, post

TABS = (Tab("posts", "Posts"), Tab("", "Posts and replies"), Tab("media", "Media"))
WIDTHS = (24, 40, 80, 140)

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def look(width: int = 80, *, ascii_only: bool = False) -> Look:
    """A column of this width."""
    shown = Look(Room.of(width), NOW, SetClock().local_zone())
    return msgspec.structs.replace(shown, icons=ASCII) if ascii_only else shown


def text(lines: list[Line]) -> str:
    """Drawn lines as they are read."""
    return "\n".join("".join(piece.text for piece in line) for line in lines).replace("\u00a0", " ")


def everything(words: str) -> list[Block]:
    """One block of each kind, with these words in every field somebody else writes."""
    account = Account(
        id="7",
        username=words,
        acct=words,
        display_name=words,
        note=f"<p>{words}</p>",
        fields=(Field(words, words, NOW), Field(words, f"<a href='https://x.example/{words}'>{words}</a>")),
        created_at=NOW,
        locked=True,
        bot=True,
        group=True,
    )
    standing = Relationship(
        id="7", muting=True, muting_expires_at=NOW, following=True, followed_by=True, note=words
    )
    medium = MediaAttachment(id=words, type=words, url=f"https://x.example/{words}", description=words)
    status = Status(
        id="1",
        account=account,
        content=f"<p>{words}</p>",
        spoiler_text=words,
        created_at=NOW,
        language=words,
        media_attachments=(medium, medium),
    )
    edit = StatusEdit(
        content=f"<p>{words}</p>", spoiler_text=words, created_at=NOW, media_attachments=(medium,)
    )
    card = PreviewCard(
        url="https://x.example/", title=words, description=words, history=(DayOfUse(uses=2, accounts=1),)
    )
    page = page_found(card)
    assert page is not None
    translation = Translation(
        content=f"<p>{words}</p>", spoiler_text=words, detected_source_language=words, provider=words
    )
    return [
        Profile(account, standing, tabs=TABS, tab="posts").block(),
        person(account, standing, note=words),
        tag_found(Tag(name=words, following=True, history=(DayOfUse(uses=3, accounts=2),))),
        page,
        conversation(ConversationEntry(id=words, unread=True, accounts=(account,), last_status=status)),
        conversation(ConversationEntry()),
        translated(translation, status),
        version(edit, 1, 2),
        raw(words),
        heading(words),
        said(words),
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("words", ["word", "Donaudampfschifffahrt" * 9, "一二三四五" * 20, "👩‍👩‍👧 " * 30])
def test_nothing_that_is_drawn_is_wider_than_its_column(words: str, width: int) -> None:
    for block in everything(words):
        for line in block.draw(look(width)):
            assert line_cells(line) <= look(width).room.text, (block.key, line)


@given(st.text(max_size=60))
def test_whatever_somebody_writes_of_themselves_is_drawn_and_commands_nothing(words: str) -> None:
    app_lines = [line for block in everything(words) for line in block.draw(look(60))]
    for line in app_lines:
        for piece in line:
            # What is left is taken out where lines become cells; nothing that reaches it may be a control.
            assert not CONTROLS.search(piece.text.replace("\n", ""))


async def test_every_kind_is_shown_beside_posts_without_a_control_in_what_is_written() -> None:
    words = "\x1b]52;c;aGVsbG8=\x07\x9b31m\u202egnp[/x][@click=app.quit]x"
    app = ReadingApp()
    async with app.run_test(size=(90, 120)) as pilot:
        app.view.show_items([*everything(words), post(1)])
        await pilot.pause()
        data = app.screen._compositor.render_full_update().render_segments(app.console)
        rest = re.sub(r"\x1b\[[0-9;]*[mH]|\r?\n", "", data)
        assert CONTROLS.findall(rest) == []
        for _ in range(20):
            await pilot.press("j")
        assert app.view.selected_id == "1"


def test_a_profile_says_who_how_we_stand_and_what_was_proven() -> None:
    account = Account(
        id="7",
        username="ada",
        acct="ada@lovelace.example",
        display_name="Ada Lock",
        note="<p>Keeps the locks.</p>",
        fields=(Field("Home", "<a href='https://locks.example'>locks.example</a>", NOW), Field("Dog", "Io")),
        followers_count=1_204,
        following_count=3,
        statuses_count=1,
        locked=True,
    )
    drawn = text(
        Profile(account, Relationship(followed_by=True, note="From school."), tabs=TABS).block().draw(look())
    )
    assert "Ada Lock  @ada@lovelace.example" in drawn
    assert "approves followers" in drawn
    assert "follows you" in drawn
    assert "Keeps the locks." in drawn
    assert "✓ proven" in next(line for line in drawn.splitlines() if line.startswith("Home"))
    assert "proven" not in next(line for line in drawn.splitlines() if line.startswith("Dog"))
    assert "1 post · follows 3 · 1,204 followers" in drawn
    assert "Your note: From school." in drawn


@pytest.mark.parametrize(
    ("relationship", "words"),
    [
        (Relationship(), "you do not follow each other"),
        (Relationship(following=True, followed_by=True), "you follow each other"),
        (Relationship(requested=True), "you asked to follow"),
        (Relationship(blocking=True), "blocked by you"),
        (Relationship(blocked_by=True), "blocks you"),
        (Relationship(muting=True), "muted by you"),
        (Relationship(following=True, notifying=True), "you are notified of their posts"),
        (Relationship(following=True, showing_reblogs=False), "their boosts are hidden"),
    ],
)
def test_how_we_stand_is_said_in_words(relationship: Relationship, words: str) -> None:
    assert words in text(Profile(ADA, relationship).block().draw(look()))


def test_what_opens_leads_where_it_says() -> None:
    assert person(BRUNO).opens == (TargetKind.PROFILE, BRUNO.id)
    assert tag_found(Tag(name="tide")).opens == (TargetKind.TAG, "tide")
    assert page_found(PreviewCard(url="javascript:alert(1)", title="x")) is None
    assert page_found(PreviewCard(url="https://x.example/a", title="x")) is not None


async def test_what_is_kept_at_the_top_stays_above_posts_that_come() -> None:
    app = ReadingApp()
    profile = Profile(ADA, tabs=TABS, tab="posts").block()
    async with app.run_test(size=(80, 40)) as pilot:
        app.view.follow = True
        app.view.set_heads([profile])
        app.view.replace([post(2), post(1)], more=False)
        await pilot.pause()
        app.view.prepend_new([post(4), post(3)])
        app.view.reveal_new()
        assert [entry.id for entry in app.view.book] == [profile.id, "4", "3", "2", "1"]
        app.view.set_heads([profile, post(2)])
        assert [entry.id for entry in app.view.book] == [profile.id, "2", "4", "3", "1"]
        assert app.view.selected is None
        app.view.select(profile.id)
        assert app.view.selected_account == ADA


async def test_a_tab_is_turned_to_with_the_mouse_and_a_person_opened_with_two_clicks() -> None:
    app = ReadingApp()
    async with app.run_test(size=(80, 40)) as pilot:
        app.view.set_heads([Profile(ADA, tabs=TABS, tab="posts").block()])
        app.view.append_items([person(BRUNO)])
        await pilot.pause()
        rows = {y: row.strip.text for y in range(40) if (row := app.view.row_at(y)) is not None}
        tabs = next(y for y, line in rows.items() if "Media" in line)
        await pilot.click(app.view, offset=(rows[tabs].index("Media") + 1, tabs))
        assert [said.name for said in app.said if isinstance(said, messages.PartChosen)] == ["media"]
        bruno = next(y for y, line in rows.items() if "@" + BRUNO.acct in line)
        await pilot.click(app.view, offset=(60, bruno), times=2)
        opened = [said.account_id for said in app.said if isinstance(said, messages.ProfileOpened)]
        assert opened == [BRUNO.id]


def _posted(app: ReadingApp, kind: type[messages.TimelineMessage]) -> list[messages.TimelineMessage]:
    return [said for said in app.said if isinstance(said, kind)]


async def test_no_id_of_another_server_leaves_its_timeline() -> None:
    app = ReadingApp(AbroadView(clock=SetClock()))
    async with app.run_test(size=(80, 20)) as pilot:
        app.view.replace([post(1, BRUNO, url="https://far.example/@bruno/1")], more=False)
        await pilot.pause()
        app.view.open_selected()
        await pilot.pause()
        await pilot.click(app.view, offset=(5, 1))
        addresses = [said.address for said in app.said if isinstance(said, AbroadOpened)]
        assert addresses[0] == "https://far.example/@bruno/1"
        assert len(addresses) == (2 if BRUNO.url or BRUNO.uri else 1)
        for kind in (messages.StatusOpened, messages.StatusRequested, messages.ProfileOpened):
            assert _posted(app, kind) == []
        assert app.view.selected_account is None
