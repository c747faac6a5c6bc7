"""Logging in to the practice server by browser, code and token; and every way it can come to nothing."""

from __future__ import annotations

import asyncio
import re
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.base.clock import SystemClock
from outtray.config.accounts import load_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.errors import CredentialsUnavailable
from outtray.mastodon import errors
from outtray.mastodon.loopback import Refusal, loopback
from outtray.mastodon.oauth import COARSE_SCOPES, SCOPES
from outtray.services.login import (
    BadAddress,
    LoginError,
    Visit,
    keep,
    log_out,
    qr_lines,
    server_address,
    visit,
)
from practice_process import PracticeServer
from raw_server import answer, raw_server

CLOCK = SystemClock()


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def at_town(town: PracticeServer) -> AsyncIterator[Visit]:
    town.clear_faults()
    async with visit(town.url, clock=CLOCK) as found:
        yield found
    town.clear_faults()


async def browse(address: str, decision: str = "approve", **changes: str) -> httpx.Response:
    """What a person does in a browser: open the address, press a button, follow the way back."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(address)
        page.raise_for_status()
        fields = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        place = address.partition("?")[0]
        reply = await browser.post(
            place, data={**fields, "decision": decision, "account": "clerk", **changes}
        )
        while reply.status_code == 302:
            reply = await browser.get(reply.headers["location"])
        return reply


# What a person types


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("mastodon.example", "https://mastodon.example"),
        ("  Mastodon.Example. ", "https://mastodon.example"),
        ("https://mastodon.example/@odile/1234?x#y", "https://mastodon.example"),
        ("mastodon.example/about", "https://mastodon.example"),
        ("@odile@mastodon.example", "https://mastodon.example"),
        ("odile@mastodon.example", "https://mastodon.example"),
        ("mastodon.example:8443", "https://mastodon.example:8443"),
        ("https://mastodon.example:443", "https://mastodon.example"),
        ("bücher.example", "https://xn--bcher-kva.example"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("127.0.0.1:3000", "http://127.0.0.1:3000"),
        ("localhost:3000", "http://localhost:3000"),
        ("https://localhost", "https://localhost"),
        ("[::1]:3000", "http://[::1]:3000"),
        ("https://192.0.2.7", "https://192.0.2.7"),
    ],
)
def test_what_people_type_becomes_an_address(typed: str, address: str) -> None:
    assert server_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "mastodon",
        "my server",
        "@odile",
        "odile@",
        "https://",
        "ftp://mastodon.example",
        "javascript:alert(1)",
        "http://mastodon.example",
        "https://user:secret@mastodon.example",
        "https://mastodon..example",
        "-bad-.example",
        "mastodon.example:port",
        "mastodon.example:99999999",
        "\x1b[2Jmastodon",
        "https://[::1",
        "a" * 300 + ".example",
    ],
)
def test_nonsense_gets_a_sentence_and_a_next_step(typed: str) -> None:
    with pytest.raises(BadAddress) as caught:
        server_address(typed)
    assert caught.value.sentence
    assert caught.value.next_step
    assert "secret" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


@given(st.text(max_size=60))
def test_anything_typed_is_an_address_or_a_sentence(typed: str) -> None:
    try:
        address = server_address(typed)
    except BadAddress:
        return
    assert re.fullmatch(r"https?://[\x21-\x7e]+", address)
    assert server_address(address) == address


# The browser


@pytest.mark.feature("accounts.browser")
async def test_the_browser_brings_the_login_back(at_town: Visit, town: PracticeServer) -> None:
    async with at_town.by_browser() as login:
        asked = parse_qs(urlsplit(login.address).query)
        page = await browse(login.address)
        granted = await login.granted(5)
    assert "You are logged in" in page.text
    assert granted.key == f"clerk@{urlsplit(town.url).netloc}"
    assert granted.account.acct == "clerk"
    assert granted.token not in repr(granted)
    assert asked["redirect_uri"][0].startswith("http://127.0.0.1:")
    assert asked["scope"] == [SCOPES]
    assert asked["code_challenge_method"] == ["S256"]
    assert "admin" not in SCOPES
    assert "push" not in SCOPES


async def test_the_token_reads_the_timeline(at_town: Visit, town: PracticeServer) -> None:
    async with at_town.by_browser() as login:
        await browse(login.address)
        granted = await login.granted(5)
    seen = town.api("GET", "/api/v1/timelines/home", headers={"Authorization": f"Bearer {granted.token}"})
    assert seen.status_code == 200


async def test_a_refusal_in_the_browser_is_told(at_town: Visit) -> None:
    async with at_town.by_browser() as login:
        page = await browse(login.address, "deny")
        with pytest.raises(LoginError) as caught:
            await login.granted(5)
    assert "Not logged in" in page.text
    assert "The request was denied." in caught.value.sentence


async def test_nobody_answering_is_told_after_a_while(at_town: Visit) -> None:
    async with at_town.by_browser() as login:
        with pytest.raises(LoginError) as caught:
            await login.granted(0.05)
    assert "Nobody answered" in caught.value.sentence


async def test_a_code_of_another_login_is_of_no_use(at_town: Visit) -> None:
    async with at_town.by_browser() as mine, at_town.by_browser() as theirs:
        stolen = await browse(theirs.address)
        assert stolen.status_code == 200
        their_code = await theirs._door.code(5)
        my_door = parse_qs(urlsplit(mine.address).query)
        async with httpx.AsyncClient(trust_env=False) as attacker:
            forged = await attacker.get(
                my_door["redirect_uri"][0], params={"code": their_code, "state": "guessed"}
            )
            assert forged.status_code == 400
            await attacker.get(
                my_door["redirect_uri"][0], params={"code": their_code, "state": my_door["state"][0]}
            )
        with pytest.raises(LoginError):
            await mine.granted(5)


# The door itself


async def knock(address: str, request: bytes) -> bytes:
    parts = urlsplit(address)
    assert parts.port is not None
    source, sink = await asyncio.open_connection("127.0.0.1", parts.port)
    sink.write(request)
    sink.write_eof()
    reply = await source.read()
    sink.close()
    return reply


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET /favicon.ico HTTP/1.1", b"404"),
        (b"POST /back?state=s&code=x HTTP/1.1", b"404"),
        (b"GET /back HTTP/1.1", b"400"),
        (b"GET /back?state=other&code=x HTTP/1.1", b"400"),
        (b"GET /back?" + b"a=1&" * 50 + b" HTTP/1.1", b"404"),
        (b"GET", b"404"),
        (b"\xff\xfe\x00", b"404"),
        (b"GET http://evil.example/back?state=s&code=x HTTP/1.1", b"404"),
    ],
)
async def test_strangers_at_the_door_get_a_page_and_the_login_goes_on(
    request_line: bytes, status: bytes
) -> None:
    async with loopback() as door:
        door.expect("s")
        reply = await knock(door.address, request_line + b"\r\nHost: x\r\n\r\n")
        assert reply.startswith(b"HTTP/1.1 " + status)
        assert b"no-store" in reply
        await knock(door.address, b"GET /back?state=s&code=right HTTP/1.1\r\n\r\n")
        assert await door.code(5) == "right"
        again = await knock(door.address, b"GET /back?state=s&code=late HTTP/1.1\r\n\r\n")
        assert again.startswith(b"HTTP/1.1 400")


async def test_a_visitor_who_says_nothing_or_too_much_is_let_go() -> None:
    async with loopback() as door:
        door.expect("s")
        assert await knock(door.address, b"") == b""
        assert await knock(door.address, b"x" * 100_000) == b""
        await knock(door.address, b"GET /back?state=s&error=%1b[2Jno HTTP/1.1\r\n\r\n")
        with pytest.raises(Refusal, match=r"^\[2Jno$"):
            await door.code(5)


async def test_the_door_is_only_open_on_this_machine_and_closes() -> None:
    async with loopback() as door:
        address = door.address
        assert address.startswith("http://127.0.0.1:")
    with pytest.raises(ConnectionError):
        await knock(address, b"")


# Code and token


@pytest.mark.feature("accounts.code")
async def test_a_copied_code_logs_in_once(at_town: Visit) -> None:
    login = await at_town.by_code(other_account=True)
    assert "force_login=true" in login.address
    page = await browse(login.address)
    found = re.search(r'<code id="code">([^<]+)</code>', page.text)
    assert found is not None
    granted = await login.granted(f"  {found[1]}\n")
    assert granted.account.acct == "clerk"
    with pytest.raises(LoginError) as caught:
        await login.granted(found[1])
    assert "once" in caught.value.next_step


@pytest.mark.parametrize("code", ["", "two words", "né", "x" * 9_000])
async def test_what_cannot_be_a_code_is_not_sent(at_town: Visit, town: PracticeServer, code: str) -> None:
    login = await at_town.by_code()
    before = len(town.writes("/oauth/token"))
    with pytest.raises(LoginError):
        await login.granted(code)
    assert len(town.writes("/oauth/token")) == before


@pytest.mark.feature("accounts.token")
async def test_a_token_made_elsewhere_is_verified(at_town: Visit, town: PracticeServer) -> None:
    granted = await at_town.by_token(f"{town.token}\n")
    assert granted.account.acct == "clerk"
    with pytest.raises(errors.Unauthorised):
        await at_town.by_token("wrong-token")
    with pytest.raises(LoginError):
        await at_town.by_token("two\nlines: of a header")


# Servers with other habits


async def test_a_server_without_fine_scopes_gets_coarse_ones(at_town: Visit, town: PracticeServer) -> None:
    town.set_fault("body", path_regex="oauth-authorization-server", code=404, body="{}")
    town.set_fault("body", path_regex="/api/v1/apps", code=422, body='{"error": "Scopes do not match"}')
    login = await at_town.by_code()
    assert parse_qs(urlsplit(login.address).query)["scope"] == [COARSE_SCOPES]


async def test_scopes_are_chosen_from_what_a_server_lists(at_town: Visit, town: PracticeServer) -> None:
    body = '{"scopes_supported": ["read", "write", "admin:read"]}'
    town.set_fault("body", path_regex="oauth-authorization-server", body=body)
    login = await at_town.by_code()
    assert parse_qs(urlsplit(login.address).query)["scope"] == ["read write"]


@pytest.mark.parametrize(
    "body", ["{}", '{"client_id": 5}', "[]", '{"client_id": null, "client_secret": "x"}']
)
async def test_a_registration_that_makes_no_sense_is_told_without_its_content(
    at_town: Visit, town: PracticeServer, body: str
) -> None:
    town.set_fault("body", path_regex="/api/v1/apps", body=body)
    with pytest.raises(errors.NotMastodon):
        await at_town.by_code()


@pytest.mark.parametrize("token", ["", "a b", "a\\r\\nX-Evil: 1", "é"])
async def test_a_token_that_no_header_can_carry_is_refused(
    at_town: Visit, town: PracticeServer, token: str
) -> None:
    login = await at_town.by_code()
    town.set_fault("body", path_regex="/oauth/token", body=f'{{"access_token": "{token}"}}')
    with pytest.raises(errors.NotMastodon) as caught:
        await login.granted("code")
    assert "Evil" not in str(caught.value)


async def test_a_server_that_moved_is_followed_once(town: PracticeServer) -> None:
    async def elsewhere(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"", "Location: https://social.harbour.invalid/x", status="301 Moved Permanently"))

    async with raw_server(elsewhere) as url:
        with pytest.raises(errors.Unreachable) as caught:
            async with visit(url, clock=CLOCK):
                pass
    assert caught.value.host == "social.harbour.invalid"


@pytest.mark.parametrize("page", [b"<html>A home page</html>", b'{"weather": "fine"}'])
async def test_the_name_in_a_handle_leads_to_the_server_that_keeps_it(page: bytes) -> None:
    """@name@harbour.invalid may live on social.harbour.invalid: only webfinger says so."""

    async def home_page(head: bytes, sink: asyncio.StreamWriter) -> None:
        if head.startswith(b"GET /.well-known/webfinger "):
            there = "Location: https://social.harbour.invalid/.well-known/webfinger"
            sink.write(answer(b"", there, status="301 Moved Permanently"))
        else:
            sink.write(answer(page))

    async with raw_server(home_page) as url:
        with pytest.raises(errors.Unreachable) as caught:
            async with visit(url, clock=CLOCK):
                pass
    assert caught.value.host == "social.harbour.invalid"


async def test_a_server_cannot_send_the_login_to_this_machine(town: PracticeServer) -> None:
    async def elsewhere(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"", f"Location: {town.url}/x", status="301 Moved Permanently"))

    async with raw_server(elsewhere) as url:
        with pytest.raises(errors.Moved):
            async with visit(url, clock=CLOCK):
                pass


@pytest.mark.parametrize("body", [b"<html>A shop</html>", b"{}", b'{"weather": "fine"}', b"[]"])
async def test_what_is_no_server_of_this_kind_is_told(body: bytes) -> None:
    async def website(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(body))

    async with raw_server(website) as url:
        with pytest.raises(errors.NotMastodon) as caught:
            async with visit(url, clock=CLOCK):
                pass
    assert caught.value.next_step


async def test_a_website_that_knows_no_such_pages_is_told_as_such() -> None:
    async def website(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"<html>Not here</html>", "Content-Type: text/html", status="404 Not Found"))

    async with raw_server(website) as url:
        with pytest.raises(errors.NotMastodon) as caught:
            async with visit(url, clock=CLOCK):
                pass
    assert "Mastodon" in caught.value.sentence


# Keeping and forgetting


async def test_a_login_is_kept_privately_and_forgotten_on_both_sides(
    at_town: Visit, town: PracticeServer, tmp_path: Path
) -> None:
    async with at_town.by_browser() as login:
        await browse(login.address)
        granted = await login.granted(5)
    credentials = FileCredentials(tmp_path / "credentials.json")
    accounts_file = tmp_path / "accounts.json"
    account = keep(granted, accounts_file=accounts_file, credentials=credentials, kept_in="file")
    assert load_accounts(accounts_file).active() == account
    assert account.key == granted.key
    assert credentials.load(account.key) == granted.token
    assert granted.token not in accounts_file.read_text()
    assert granted.client_secret not in accounts_file.read_text()
    assert stat.S_IMODE((tmp_path / "credentials.json").stat().st_mode) == 0o600

    trouble = await log_out(account, accounts_file=accounts_file, credentials=credentials, clock=CLOCK)
    assert trouble is None
    assert load_accounts(accounts_file).accounts == ()
    assert granted.token not in (tmp_path / "credentials.json").read_text()
    bearer = {"Authorization": f"Bearer {granted.token}"}
    assert town.api("GET", "/api/v1/accounts/verify_credentials", headers=bearer).status_code == 401


async def test_a_login_is_forgotten_here_when_the_server_is_away(
    at_town: Visit, town: PracticeServer, tmp_path: Path
) -> None:
    login = await at_town.by_code()
    page = await browse(login.address)
    found = re.search(r'<code id="code">([^<]+)</code>', page.text)
    assert found is not None
    granted = await login.granted(found[1])
    credentials = FileCredentials(tmp_path / "credentials.json")
    accounts_file = tmp_path / "accounts.json"
    account = keep(granted, accounts_file=accounts_file, credentials=credentials, kept_in="file")
    town.set_fault("status", path_regex="revoke", code=503)
    trouble = await log_out(account, accounts_file=accounts_file, credentials=credentials, clock=CLOCK)
    assert isinstance(trouble, errors.ServerFault)
    assert load_accounts(accounts_file).accounts == ()
    assert credentials.load(account.key) is None


class _Locked(FileCredentials):
    """A keyring that is locked between reading a token and forgetting it."""

    def delete(self, account_key: str) -> None:
        raise CredentialsUnavailable(f"The keyring is locked, so {account_key} stays.")


async def test_a_login_whose_token_cannot_be_forgotten_stays_listed(at_town: Visit, tmp_path: Path) -> None:
    async with at_town.by_browser() as login:
        await browse(login.address)
        granted = await login.granted(5)
    credentials = _Locked(tmp_path / "credentials.json")
    accounts_file = tmp_path / "accounts.json"
    account = keep(granted, accounts_file=accounts_file, credentials=credentials, kept_in="file")
    with pytest.raises(CredentialsUnavailable):
        await log_out(account, accounts_file=accounts_file, credentials=credentials, clock=CLOCK)
    assert load_accounts(accounts_file).accounts == (account,)


@pytest.mark.feature("accounts.code")
def test_an_address_is_drawn_for_a_phone_to_read() -> None:
    address = "https://harbour.example/oauth/authorize?client_id=abc&redirect_uri=urn:ietf:wg:oauth:2.0:oob"
    lines = qr_lines(address)
    assert len({len(line) for line in lines}) == 1
    assert set("".join(lines)) == set(" ▀▄█")
    # Two rows a line, and a quiet zone all round.
    assert set(lines[0]) == {"█"}
    assert len(lines) * 2 - len(lines[0]) in {0, 1}
    upper = ["".join("#" if half in "▄ " else "." for half in line) for line in lines]
    assert upper[1].startswith("..#######.")  # the top edge of the first finder pattern
    assert upper[2].startswith("..#.###.#.")
