"""What a post, a name, a server's error or a pasted text may do to the terminal: nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from e2e.conftest import Home
from e2e.terminal import Terminal

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CONTROLS = (
    "\x1b]52;c;cHduZWQ=\x07"  # write to the clipboard
    "\x1b]0;pwned title\x07"
    "\x1b[2J\x1b[31;5mpwned\x1bP1$r\x1b\\"
    "\x9b41m\x9d52;c;cHduZWQ=\x9c"  # the same with C1 controls
    "\x08\x08\x7f\x00"
    "\u202edenwp\u2066"
    "\U000e0070\U000e0077"  # tag characters
)
MARKUP = "[@click=app.quit()]press[/] [/x] [bold] [link=file:///etc/passwd]l[/link] $x {0} %s"
HOSTILE = CONTROLS + MARKUP

FORBIDDEN = (
    b"\x1b]52;",
    b"\x1b]0;pwned",
    b"\x1b[2Jpwned",
    b"\x1b[31;5m",
    b"\x1bP1$r",
    b"\x08\x08",
    "\x9b".encode(),
    "\x9d".encode(),
    "\u202e".encode(),
    "\u2066".encode(),
    "\U000e0070".encode(),
)


def harmless(terminal: Terminal) -> None:
    """Check that no byte of the hostile kind went to the terminal."""
    raw = bytes(terminal.raw)
    assert [bad for bad in FORBIDDEN if bad in raw] == []
    # A C1 byte outside a letter of UTF-8 would be obeyed by terminals that take eight-bit controls.
    assert not re.search("[\x80-\x9f]", raw.decode("utf-8", "replace"))


def poisoned(status: dict[str, Any]) -> dict[str, Any]:
    """A status whose every field that a person could fill is hostile."""
    account = {
        **status["account"],
        "display_name": f"Eve {HOSTILE}",
        "acct": f"eve{CONTROLS}@evil.example",
        "username": f"eve{CONTROLS}",
        "note": f"<p>{HOSTILE}</p>",
        "fields": [{"name": HOSTILE, "value": HOSTILE, "verified_at": HOSTILE}],
        "emojis": [{"shortcode": HOSTILE, "url": HOSTILE}],
    }
    return {
        **status,
        "account": account,
        "content": f"<p>Hello &#27;]52;c;cHduZWQ=&#7; {HOSTILE} <a href='javascript:alert(1)'>{HOSTILE}</a>"
        f"<a href='https://good.example/page'>{HOSTILE}</a>"
        f"<a href='https://bad.example/{CONTROLS}'>shown {HOSTILE}</a></p><pre><code>{HOSTILE}",
        "language": HOSTILE,
        "visibility": HOSTILE,
        "application": {"name": HOSTILE, "website": HOSTILE},
        "mentions": [{"id": "9", "username": HOSTILE, "acct": HOSTILE, "url": HOSTILE}],
        "tags": [{"name": HOSTILE, "url": HOSTILE}],
        "media_attachments": [
            {"id": "1", "type": HOSTILE, "url": f"https://e.example/{CONTROLS}", "description": HOSTILE},
        ],
        "poll": {"id": "1", "options": [{"title": HOSTILE, "votes_count": 3}], "expires_at": HOSTILE},
        "card": {"url": HOSTILE, "title": HOSTILE, "description": HOSTILE, "provider_name": HOSTILE},
        "url": f"https://e.example/{CONTROLS}",
    }


@pytest.fixture
def hostile(home: Home) -> Home:
    """A home whose server shows one hostile post wherever a status is asked for."""
    made = home.server.make_post("anouk", "A post to be poisoned.")
    status = poisoned(home.server.api("GET", f"/api/v1/statuses/{made['id']}").json())
    warned = {**status, "id": f"{int(status['id']) + 1}", "spoiler_text": f"Warning {HOSTILE}"}
    serve = [
        (r"/api/v1/timelines/home(\?|$)", [warned, status]),
        (f"/api/v1/statuses/{status['id']}$", status),
        (f"/api/v1/statuses/{warned['id']}$", warned),
        (r"/api/v1/statuses/[^/]+/context(\?|$)", {"ancestors": [], "descendants": [warned]}),
    ]
    for path, body in serve:
        home.server.set_fault("body", method="GET", path_regex=path, times=None, body=json.dumps(body))
    return home


def test_a_hostile_post_is_only_words_on_every_screen(hostile: Home) -> None:
    with Terminal([], environment=hostile.environment, columns=160) as terminal:
        terminal.wait_for("live", "Warning", "[@click=app.quit()]press[/] [/x]")
        terminal.press("x")
        terminal.wait_for("Hello", "[/x] [bold]")
        harmless(terminal)
        terminal.press("o")
        terminal.wait_for("good.example", "Links")
        harmless(terminal)
        terminal.press("escape")
        terminal.wait_gone("─ Links")
        terminal.press("enter")
        terminal.wait_until(lambda screen: screen.count("Warning") >= 2, "the thread beside the timeline")
        harmless(terminal)
        terminal.press("r")
        terminal.wait_for("Reply to @", "[/x]")
        terminal.press("Good morning.", "f5")
        terminal.wait_for("Held: ready at", "out-tray 1")
        terminal.press("b")
        terminal.wait_for("the words of @", "[/x]")
        harmless(terminal)
        terminal.press("f5")
        terminal.wait_for("out-tray 2")
        terminal.press("O")
        terminal.wait_for("Out-tray", "boost", "direct")
        for _act in ("boost", "reply"):
            terminal.press("enter")
            terminal.wait_for("Second look", "[/x]")
            harmless(terminal)
            terminal.press("escape")
            terminal.wait_gone("Second look")
            terminal.press("j")
        assert terminal.process.poll() is None, "nothing a post says is an action"
    with Terminal(["outbox", "list"], environment=hostile.environment, columns=200) as listing:
        assert listing.wait_end() == 0
        harmless(listing)
        acts = [line.split()[0] for line in listing.text().splitlines() if line]
    for act in acts:
        with Terminal(["outbox", "show", act], environment=hostile.environment, columns=200) as shown:
            assert shown.wait_end() == 0
            harmless(shown)


def test_a_hostile_error_of_the_server_is_only_words(home: Home) -> None:
    body = json.dumps({"error": f"No, because {HOSTILE}", "error_description": f"No, for {HOSTILE}"})
    home.server.set_fault("status", path_regex="/api/", times=None, code=422, body=body)
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("No, for", "[/x]")
        harmless(terminal)
    with Terminal(["login", "--token", "--file", home.server.url], environment=home.environment) as login:
        login.wait_until(lambda screen: "outtray:" in screen or "Access token" in screen, "an answer")
        login.press("sometoken", "enter")
        login.wait_end()
        harmless(login)


def test_a_hostile_server_description_is_only_words(home: Home) -> None:
    instance = home.server.api("GET", "/api/v2/instance").json()
    instance |= {"title": HOSTILE, "domain": HOSTILE, "version": HOSTILE, "source_url": HOSTILE}
    home.server.set_fault("body", path_regex="/api/v[12]/instance", times=None, body=json.dumps(instance))
    me = home.server.api("GET", "/api/v1/accounts/verify_credentials").json()
    me |= {"display_name": HOSTILE, "note": HOSTILE, "source": {"privacy": HOSTILE, "language": HOSTILE}}
    home.server.set_fault("body", path_regex="verify_credentials", times=None, body=json.dumps(me))
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_until(lambda screen: "live" in screen or "polling" in screen, "connected")
        terminal.press("c")
        terminal.wait_for("New post")
        terminal.press("Hello")
        terminal.wait_for("Hello", "left")
        harmless(terminal)


def test_a_hostile_paste_is_held_as_plain_words(home: Home) -> None:
    with Terminal([], environment=home.environment) as terminal:
        terminal.wait_for("live")
        terminal.press("c")
        terminal.wait_for("New post")
        # Without what would end the paste itself: a terminal takes that out.
        terminal.paste("Dear \u202eeve\x9b41m " + MARKUP + " \x07\x08 regards")
        terminal.wait_for("Dear", "[/x]", "regards")
        terminal.press("f5")
        terminal.wait_for("Held: ready at")
        terminal.press("O")
        terminal.wait_for("Out-tray", "Dear")
        harmless(terminal)
    with Terminal(["outbox", "list", "--json"], environment=home.environment, columns=4_000) as listing:
        assert listing.wait_end() == 0
        text = json.loads(listing.raw)["acts"][0]["text"]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2066]", text)
    assert MARKUP in text
