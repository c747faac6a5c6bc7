"""Hostile words in every answer of the server: they are only words, on every screen one reads on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal
from e2e.test_hostile_bytes import HOSTILE, harmless

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# What a program compares or follows instead of showing it.
KEPT = frozenset({
    "id", "created_at", "edited_at", "last_status_at", "expires_at", "type", "visibility",
    "in_reply_to_id", "in_reply_to_account_id", "group_key", "most_recent_notification_id",
    "page_min_id", "page_max_id", "latest_page_notification_at", "status_id", "sample_account_ids",
    "url", "uri", "history", "replies_policy", "filter_action", "context", "state", "preview_url",
    "remote_url", "embed_url", "avatar", "header", "avatar_static", "header_static", "static_url",
    "image", "blurhash", "verified_at",
})  # fmt: skip

PLACES = (
    r"/api/v1/accounts/\d+(\?|$)",
    r"/api/v1/accounts/[^/]+/statuses",
    r"/api/v1/accounts/[^/]+/followers",
    r"/api/v2/search",
    r"/api/v[12]/notifications(\?|$)",
    r"/api/v1/notifications/requests",
    r"/api/v1/follow_requests",
    r"/api/v1/conversations",
    r"/api/v1/trends/",
    r"/api/v1/lists(\?|$)",
    r"/api/v1/followed_tags",
    r"/api/v2/filters",
    r"/api/v1/(mutes|blocks|domain_blocks)(\?|$)",
    r"/api/v1/statuses/[^/]+/(history|translate|reblogged_by|favourited_by)",
)


def poisoned(value: Any, name: str = "") -> Any:
    """The same with every text that is shown hostile."""
    match value:
        case dict():
            return {key: one if key in KEPT else poisoned(one, key) for key, one in value.items()}
        case list():
            return [poisoned(one, name) for one in value]
        case str():
            return f"<p>{HOSTILE}</p>" if name in {"content", "note", "value"} else f"evil {HOSTILE}"
        case _:
            return value


@pytest.fixture
def evil(home: Home) -> Home:
    """A home whose server answers with hostile words wherever it answers with words."""
    server = home.server
    by_eve = {"headers": {"Authorization": f"Bearer {server.token_for('anouk')}"}}
    media = server.api(
        "POST",
        "/api/v2/media",
        files={"file": ("a.png", _png(), "image/png")},
        data={"description": "A map."},
        **by_eve,
    ).json()
    post = {"status": "@clerk Look at my map. #harbour", "media_ids": [media["id"]]}
    made = server.api("POST", "/api/v1/statuses", json=post, **by_eve).json()
    server.edit(made["id"], "@clerk Look at my other map. #harbour", media_ids=[media["id"]])
    server.boost("minister", made["id"])
    server.favourite("desmond", made["id"])
    server.make_post("anouk", "@clerk In confidence.", visibility="direct")
    server.api("POST", "/api/v1/lists", data={"title": "A list"})
    account = made["account"]["id"]
    desmond = server.api("GET", "/api/v1/accounts/lookup", params={"acct": "desmond"}).json()["id"]
    server.api("POST", f"/api/v1/accounts/{desmond}/mute")
    server.api("POST", "/api/v2/filters", json={"title": "F", "context": ["home"], "filter_action": "warn"})
    status = server.api("GET", f"/api/v1/statuses/{made['id']}").json()
    answers = {
        PLACES[0]: server.api("GET", f"/api/v1/accounts/{account}").json(),
        PLACES[1]: [status],
        PLACES[2]: server.api("GET", f"/api/v1/accounts/{account}/followers").json(),
        PLACES[3]: server.api("GET", "/api/v2/search", params={"q": "map"}).json()
        | {"statuses": [status], "accounts": [made["account"]], "hashtags": made["tags"]},
        PLACES[5]: [],
        PLACES[6]: [made["account"]],
        PLACES[7]: server.api("GET", "/api/v1/conversations").json(),
        PLACES[9]: server.api("GET", "/api/v1/lists").json(),
        PLACES[10]: made["tags"],
        PLACES[11]: server.api("GET", "/api/v2/filters").json(),
        r"/api/v1/mutes(\?|$)": server.api("GET", "/api/v1/mutes").json(),
        r"/api/v1/domain_blocks(\?|$)": ["evil.example"],
        r"/api/v1/trends/tags": server.api("GET", "/api/v1/trends/tags").json(),
        r"/api/v1/trends/links": server.api("GET", "/api/v1/trends/links").json(),
        r"/api/v1/statuses/[^/]+/history": server.api("GET", f"/api/v1/statuses/{made['id']}/history").json(),
        r"/api/v1/statuses/[^/]+/reblogged_by": [made["account"]],
        f"/api/v1/statuses/{made['id']}$": status,
        r"/api/v1/timelines/home(\?|$)": [status],
        r"/api/v1/statuses/[^/]+/translate": {
            "content": "x", "spoiler_text": "", "detected_source_language": "x", "provider": "x",
        },
    }  # fmt: skip
    for path, body in answers.items():
        server.set_fault("body", path_regex=path, times=None, body=json.dumps(poisoned(body)))
    notifications = server.api("GET", "/api/v2/notifications").json()
    server.set_fault(
        "body",
        path_regex=r"/api/v2/notifications(\?|$)",
        times=None,
        body=json.dumps(poisoned(notifications)),
    )
    return home


def _png() -> bytes:
    from outtray.practice.pictures import landscape

    return landscape("#446688")


def click(terminal: Terminal, words: str) -> None:
    """Click on these words, wherever they stand first."""
    terminal.wait_for(words)
    lines = terminal.text().splitlines()
    row = next(number for number, line in enumerate(lines) if words in line)
    column = lines[row].index(words)
    terminal.press(f"\x1b[<0;{column + 2};{row + 1}M", f"\x1b[<0;{column + 2};{row + 1}m")


def titled(terminal: Terminal, title: str) -> None:
    """Wait until the header says where one is."""
    terminal.wait_until(lambda screen: title in screen.splitlines()[0], f"{title} in the header")


@pytest.mark.feature("post.hostile")
def test_hostile_words_are_only_words_wherever_one_reads(evil: Home) -> None:
    evil.settings("[media]\npreviews = 'blocks'\nimage = ['outtray-no-such-program', '{url}']\n")
    with Terminal([], environment=evil.environment, columns=150, rows=44) as terminal:
        terminal.wait_for("live", "[@click=app.quit()]press[/] [/x]")
        harmless(terminal)

        def opened(title: str, *wanted: str) -> None:
            titled(terminal, title)
            terminal.wait_for("[/x]", *wanted)
            harmless(terminal)
            terminal.press("escape")
            titled(terminal, "Home")

        terminal.press("v")
        terminal.wait_for("image 1 of 1", "[/x]")
        terminal.press("enter")
        terminal.wait_for("no such program")
        harmless(terminal)
        terminal.press("escape", "escape")
        titled(terminal, "Home")

        terminal.press("p")
        terminal.wait_for("evil", "here since", "[/x]")
        for _part in range(4):
            terminal.press("]")
        harmless(terminal)
        terminal.press("escape")
        titled(terminal, "Home")

        for letter, title in (
            ("h", "Versions"),
            ("b", "Boosted by"),
            ("J", "As the server sent it"),
            ("T", "Translation"),
        ):
            terminal.press("a")
            terminal.wait_for("Post by", "Copy address")
            terminal.press(letter)
            if letter == "J":
                titled(terminal, title)
                terminal.wait_for("spoiler_text")
                harmless(terminal)
                terminal.press("escape")
                titled(terminal, "Home")
            else:
                opened(title)

        terminal.press("n")
        opened("Notifications")
        terminal.press("/", *"map", "enter")
        terminal.wait_for("Posts", "[/x]")
        harmless(terminal)
        terminal.press("escape")
        titled(terminal, "Home")
        for place, title in (("Conversations", "Conversations"), ("Pages", "Trending pages")):
            click(terminal, place)
            opened(title)
        for command, title in (
            ("Filters", "Filters"),
            ("Muted and bl", "Muted and blocked"),
            ("Lists and h", "Lists and hashtags"),
        ):
            terminal.press("\x10")
            terminal.wait_for("Search for commands")
            terminal.press(command)
            terminal.wait_for(title)
            terminal.press("enter")
            opened(title)
        assert terminal.process.poll() is None, "nothing that was read is an action"
