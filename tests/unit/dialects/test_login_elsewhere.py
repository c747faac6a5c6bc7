"""Logging in to servers that are not Mastodon, given only their address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from outtray.base.clock import SystemClock
from outtray.config.accounts import load_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.locations import locations
from outtray.mastodon import errors
from outtray.mastodon.instance import software, streaming_address
from outtray.mastodon.oauth import OAuth
from outtray.services.connection import Connection
from outtray.services.login import visit
from practice_process import PracticeServer

CLOCK = SystemClock()


async def allow(address: str) -> httpx.Response:
    """Open the address in a browser and say yes."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        (await browser.get(address)).raise_for_status()
        fields = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        answer = {**fields, "decision": "approve", "account": "clerk"}
        reply = await browser.post(address.partition("?")[0], data=answer)
        while reply.status_code == 302:
            reply = await browser.get(reply.headers["location"])
        return reply


async def test_the_browser_brings_the_login_back(town: PracticeServer) -> None:
    async with visit(town.url, clock=CLOCK) as place, place.by_browser() as login:
        await allow(login.address)
        granted = await login.granted(5)
    assert granted.account.acct == "clerk"
    assert not granted.account.id.isdigit()
    home = town.api("GET", "/api/v1/timelines/home", headers={"Authorization": f"Bearer {granted.token}"})
    assert home.status_code == 200


async def test_a_copied_code_logs_in_and_logging_out_ends_the_token(town: PracticeServer) -> None:
    async with visit(town.url, clock=CLOCK) as place:
        login = await place.by_code()
        page = await allow(login.address)
        found = re.search(r'<code id="code">([^<]+)</code>', page.text)
        assert found is not None
        granted = await login.granted(found[1])
        async with httpx.AsyncClient(base_url=town.url, trust_env=False) as client:
            await OAuth(client, clock=CLOCK).revoke(
                granted.token, client_id=granted.client_id, client_secret=granted.client_secret
            )
        with pytest.raises(errors.Unauthorised):
            await place.by_token(granted.token)


def test_a_token_from_standard_input_logs_in_with_nothing_but_the_address(
    town: PracticeServer, tmp_path: Path
) -> None:
    environment = {"OUTTRAY_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "outtray", "login", "--token", "--file", town.url],
        input=f"{town.token}\n",
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert town.token not in done.stdout + done.stderr
    places = locations(environment)
    account = load_accounts(places.accounts_file).active()
    assert account is not None
    me = town.api("GET", "/api/v1/accounts/verify_credentials").json()
    assert (account.acct, account.account_id) == ("clerk", me["id"])
    assert FileCredentials(places.secrets_file).load(account.key) == town.token


async def test_a_token_that_is_nobodys_is_a_matter_of_logging_in_again(town: PracticeServer) -> None:
    async with visit(town.url, clock=CLOCK) as place:
        with pytest.raises(errors.Unauthorised) as caught:
            await place.by_token("worthless")
    assert "login" in caught.value.next_step


async def test_what_the_server_says_of_itself_is_understood(
    town: PracticeServer, connection: Connection
) -> None:
    instance = connection.instance
    assert software(instance) in {"gotosocial", "akkoma"}
    assert instance.title == "The Practice Town"
    assert instance.max_characters == 5_000
    assert streaming_address(instance, town.url).rpartition("://")[2] == urlsplit(town.url).netloc
    assert not connection.session().honours_idempotency
