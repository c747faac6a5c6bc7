"""Every act in the table of the hold is begun, reviewed with what its readers see, and taken back."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from hold_kit import HandClock, post, review
from outtray.acts.act import AccountKey, Act, Attachment, Target
from outtray.acts.errors import MalformedAct
from outtray.acts.item import Item
from outtray.acts.states import State
from outtray.base.clock import SystemClock
from outtray.config.locations import locations
from outtray.config.settings import CoolingTerms, Settings
from outtray.mastodon.models import Account, Status
from outtray.services import acting, checking
from outtray.services.acting import Author
from outtray.services.connection import Connection
from outtray.services.redrafting import CannotFetch, redraft
from outtray.services.review import QUOTED, ReviewService
from outtray.services.workspace import Login, Workspace
from outtray_rules.cooling import CoolingSettings
from outtray_rules.draft import ActKind, Profile, Visibility
from practice_process import PracticeServer
from rules_kit import reviewer

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
async def workspace(practice_server: PracticeServer, tmp_path: Path) -> AsyncIterator[Workspace]:
    login = Login(
        practice_server.url, "harbour.example", practice_server.account, lambda: practice_server.token
    )
    places = locations({"OUTTRAY_HOME": str(tmp_path)})
    made = Workspace(places, SystemClock(), login=login, defaults=Settings(cooling=CoolingTerms()))
    await made.connect(login)
    yield made
    await made.close()


def connected(workspace: Workspace) -> Connection:
    assert workspace.connection is not None
    return workspace.connection


def author(workspace: Workspace) -> Author:
    assert workspace.author is not None
    return workspace.author


async def at_once(workspace: Workspace, act: Act) -> Item:
    """The act sent, as a clean checked act is."""
    return await workspace.tray.hold(act, review(act))


async def one_post(workspace: Workspace, server: PracticeServer, **details: object) -> Status:
    made = server.make_post("minister", "The bridge opens in May.", **details)
    return await connected(workspace).reader.status(made["id"])


# The quoted words are the user's own speech


def quoting(text: str = "Good news") -> Act:
    status = Status(
        id="9",
        content="<p>Nice day. See the blue folder.</p>",
        account=Account(id="3", acct="mayor"),
        visibility="public",
    )
    account = AccountKey("harbour.example", "7", "clerk")
    act = acting.quote(Author(account), status)
    return Act(ActKind.QUOTE, account, text=text, target=act.target, visibility=act.visibility)


def quote_reviewer() -> ReviewService:
    rules = reviewer('[[rule]]\nid = "x"\ncategory = "tone"\nseverity = "warn"\ntitle = "T"\n'
                     'message = "“{match}”."\nadvice = "A"\nsource = { name = "S" }\n'
                     'match = { phrase = "the blue folder" }\nhits = ["x"]\nmisses = ["y"]\n')  # fmt: skip
    return ReviewService(
        lambda: rules, HandClock(), profile=lambda bio: Profile(), cooling=CoolingSettings, windows=dict
    )


def test_the_words_of_a_quoted_post_are_reviewed_as_the_users_own() -> None:
    found = quote_reviewer().review(quoting()).findings
    assert [(one.match, one.field) for one in found] == [("the blue folder", f"{QUOTED}text")]


def test_what_is_found_in_both_is_told_of_both_and_points_into_the_right_words() -> None:
    act = quoting("Look at the blue folder!")
    found = quote_reviewer().review(act).findings
    assert {one.field for one in found} == {"text", f"{QUOTED}text"}
    [own] = [one for one in found if one.field == "text"]
    assert act.text[own.span.start : own.span.end] == "the blue folder"


def test_a_quote_without_words_of_its_own_that_make_news_has_the_headline_of_the_quoted_ones() -> None:
    service = quote_reviewer()
    act = quoting()
    page = service.front_page(act, service.review(act))
    assert page.headlines
    assert all(headline.quotes == () for headline in page.headlines)


def test_a_quote_is_never_wider_than_what_it_quotes() -> None:
    status = Status(id="9", visibility="unlisted", account=Account(id="3", acct="mayor"))
    account = AccountKey("harbour.example", "7", "clerk")
    assert acting.quote(Author(account), status).visibility is Visibility.UNLISTED


# Checked acts, sent and taken back


async def test_a_hashtag_is_shown_on_the_profile_and_taken_off_again(
    workspace: Workspace, practice_server: PracticeServer
) -> None:
    item = await at_once(workspace, checking.feature(author(workspace), "FerryTimes"))
    assert item.state is State.SENT, item.note
    shown = practice_server.api("GET", "/api/v1/featured_tags").json()
    assert [tag["name"] for tag in shown] == ["FerryTimes"]
    await workspace.undo(ActKind.FEATURE, shown[0]["id"])
    assert practice_server.api("GET", "/api/v1/featured_tags").json() == []


async def test_a_follow_a_pin_a_favourite_and_a_boost_are_taken_back_and_journalled(
    workspace: Workspace, practice_server: PracticeServer
) -> None:
    other = await one_post(workspace, practice_server)
    own_id = practice_server.api("POST", "/api/v1/statuses", json={"status": "mine"}).json()["id"]
    own = await connected(workspace).reader.status(own_id)
    me = author(workspace)
    sent = [
        await at_once(workspace, checking.follow(me, other.account, notify=True)),
        await at_once(workspace, checking.pin(me, own)),
        await at_once(workspace, acting.favourite(me, other)),
    ]
    assert [item.state for item in sent] == [State.SENT] * 3, [item.note for item in sent]
    relation = practice_server.api("GET", f"/api/v1/accounts/relationships?id[]={other.account.id}").json()[0]
    assert (relation["following"], relation["notifying"]) == (True, True)
    await workspace.undo(ActKind.FOLLOW, other.account.id)
    await workspace.undo(ActKind.PIN, own_id)
    await workspace.undo(ActKind.FAVOURITE, other.id)
    await workspace.delete(own)
    relation = practice_server.api("GET", f"/api/v1/accounts/relationships?id[]={other.account.id}").json()[0]
    assert relation["following"] is False
    assert practice_server.api("GET", f"/api/v1/statuses/{own_id}").status_code == 404
    records = workspace.prepare().outbox.journal.records()
    taken = [record.row.event.kind for record in records if record.row.event.name == "taken-back"]
    assert taken == ["follow", "pin", "favourite", "post"]


async def test_a_report_tells_what_it_is_about(workspace: Workspace, practice_server: PracticeServer) -> None:
    bad = await one_post(workspace, practice_server)
    act = checking.report(
        author(workspace), bad.account, "Sells ferries.", status_ids=[bad.id], category="spam", forward=True
    )
    item = await at_once(workspace, act)
    assert item.state is State.SENT, item.note
    [write] = practice_server.writes("/api/v1/reports")
    assert write["result_id"] == item.sent_id


def test_a_profile_change_has_what_differs_and_nothing_else() -> None:
    me = Account(id="7", acct="clerk", display_name="Clerk")
    account = AccountKey("harbour.example", "7", "clerk")
    act = acting.profile_change(Author(account), me, display_name="Clerk", fields=[("Desk", "Two")])
    assert act.profile_changes == (("fields.0.name", "Desk"), ("fields.0.value", "Two"))
    with pytest.raises(MalformedAct):
        acting.profile_change(Author(account), me, display_name="Clerk")


# Threads


async def test_a_thread_is_held_whole_and_each_part_follows_the_one_before(workspace: Workspace) -> None:
    me = author(workspace)
    parts = [acting.thread_part(me, f"{number}/3") for number in (1, 2, 3)]
    items = await workspace.tray.hold_thread(parts, review)
    assert [item.act.after for item in items] == ["", items[0].id, items[1].id]
    assert {item.state for item in items} == {State.HELD}


async def test_a_thread_one_part_of_which_cannot_be_held_is_not_held_at_all_and_nothing_is_lost(
    workspace: Workspace,
) -> None:
    me = author(workspace)
    whole = await workspace.tray.save_draft(acting.thread_part(me, "one two"))
    rows = [record.row.hash for record in workspace.prepare().outbox.journal.records()]
    for draft in ("", whole):
        parts = [acting.thread_part(me, text) for text in ("one", "two", "")]
        with pytest.raises(MalformedAct):
            await workspace.tray.hold_thread(parts, review, draft=draft)
        assert await workspace.tray.waiting() == ()
        assert [item.act.text for item in await workspace.tray.drafts(me.account)] == ["one two"]
    assert [record.row.hash for record in workspace.prepare().outbox.journal.records()] == rows
    parts = [acting.thread_part(me, text) for text in ("one", "two")]
    held = await workspace.tray.hold_thread(parts, review, draft=whole)
    assert [item.act.text for item in await workspace.tray.waiting()] == ["one", "two"]
    assert held[1].act.after == held[0].id
    assert await workspace.tray.drafts(me.account) == ()
    workspace.prepare().outbox.journal.verify()


# Delete and redraft


def test_a_post_redrafted_as_a_thread_is_deleted_only_after_the_last_part() -> None:
    old = Target(id="9")
    act = post("one two", replaces=old)
    assert [part.replaces for part in acting.thread_of(act, ["one", "two", "three"])] == [None, None, old]
    assert [part.replaces for part in acting.thread_of(act, ["one"])] == [old]


@pytest.mark.parametrize(
    "name", ["a%00b.png", "%2e%2e", "..", "x" * 4000 + ".png", "%2Fetc%2Fpasswd", "%F0%9F%90%A6", "a b.png"]
)
async def test_no_name_of_a_server_is_too_strange_for_a_copy(workspace: Workspace, name: str) -> None:
    from outtray.mastodon.models import MediaAttachment, StatusSource

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=PIXEL, headers={"content-type": "image/png"})

    seen: list[Path] = []

    def add(path: Path, mime: str, words: str) -> Attachment:
        seen.append(path)
        assert path.read_bytes() == PIXEL
        return Attachment(sha256="0" * 64, mime=mime, name=path.name, description=words)

    medium = MediaAttachment(id="1", type="image", url=f"https://harbour.example/media/{name}")
    status = Status(id="9", media_attachments=(medium,))
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        await redraft(author(workspace), status, StatusSource(id="9"), client, add)
    assert len(seen) == 1


async def test_a_redraft_has_everything_the_old_post_had_with_its_media_fetched_back(
    workspace: Workspace, practice_server: PracticeServer
) -> None:
    files = {"file": ("map.png", PIXEL, "image/png")}
    data = {"description": "A map", "focus": "0.5,-0.25"}
    medium = practice_server.api("POST", "/api/v2/media", files=files, data=data).json()
    body = {
        "status": "teh ferry",
        "spoiler_text": "local",
        "media_ids": [medium["id"]],
        "visibility": "unlisted",
    }
    old = practice_server.api("POST", "/api/v1/statuses", json=body).json()
    act = await workspace.redraft(await connected(workspace).reader.status(old["id"]))
    [copy] = act.media
    assert (act.text, act.content_warning, act.visibility) == ("teh ferry", "local", Visibility.UNLISTED)
    assert (copy.description, copy.focus, copy.id) == ("A map", (0.5, -0.25), "")
    assert workspace.prepare().outbox.media.read(copy)
    assert act.replaces is not None
    assert act.replaces.id == old["id"]
    assert practice_server.api("GET", f"/api/v1/statuses/{old['id']}").status_code == 200


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://harbour.example/a.png", "not an address"])
async def test_an_attachment_that_cannot_be_fetched_stops_the_redraft(workspace: Workspace, url: str) -> None:
    from outtray.mastodon.models import MediaAttachment, StatusSource

    status = Status(id="9", media_attachments=(MediaAttachment(id="1", type="image", url=url),))

    def add(path: Path, mime: str, words: str) -> object:
        raise AssertionError((path, mime, words))

    client: httpx.AsyncClient = connected(workspace).client
    with pytest.raises(CannotFetch, match="could not be fetched"):
        await redraft(author(workspace), status, StatusSource(id="9"), client, add)  # type: ignore[arg-type]  # never called
