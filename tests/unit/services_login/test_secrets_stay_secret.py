"""A token is shown by no error, no crash file and no repr."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.pretty import pretty_repr

from outtray.base.clock import SystemClock
from outtray.mastodon.errors import Unauthorised
from outtray.mastodon.models import Account
from outtray.mastodon.oauth import App, Request
from outtray.mastodon.transport import EgressTransport
from outtray.services.connection import connect
from outtray.services.crash import keep_traceback
from outtray.services.login import Granted

SECRET = "s3cret-t0ken"
APP = App("id", SECRET, "urn:x", "read")


@pytest.mark.parametrize("token", [f"{SECRET}\n", f" {SECRET}", f"{SECRET}\r\nX-Header: 1", f"{SECRET}É"])
async def test_a_damaged_token_ends_in_a_sentence_that_does_not_quote_it(token: str, tmp_path: Path) -> None:
    with pytest.raises(Unauthorised, match="login") as refused:
        await connect(
            "http://127.0.0.1:9", token, host="quay.example", transport=EgressTransport(), clock=SystemClock()
        )
    keep_traceback(refused.value, tmp_path)
    assert SECRET not in (tmp_path / "crash.txt").read_text(encoding="utf-8")
    assert "outtray login" in refused.value.next_step


@pytest.mark.parametrize(
    "words",
    [
        f"Illegal header value b'Bearer {SECRET}'",
        f"Authorization: bearer {SECRET}, and more",
        f"grant_type=x&access_token={SECRET}&client_secret={SECRET}",
        f'{{"access_token": "{SECRET}", "client_secret":"{SECRET}"}}',
    ],
)
def test_what_looks_like_a_secret_is_struck_from_the_crash_file(words: str, tmp_path: Path) -> None:
    try:
        raise ValueError(words)
    except ValueError as error:
        keep_traceback(error, tmp_path)
    kept = (tmp_path / "crash.txt").read_text(encoding="utf-8")
    assert SECRET not in kept
    assert "ValueError" in kept


@pytest.mark.parametrize(
    "holder",
    [
        APP,
        Request(APP, "https://quay.example/oauth/authorize", "state", SECRET),
        Granted("https://quay.example", Account(acct="clerk"), SECRET, "id", SECRET),
    ],
    ids=lambda holder: type(holder).__name__,
)
@pytest.mark.feature("accounts.secret")
def test_no_repr_shows_a_secret(holder: object) -> None:
    assert SECRET not in repr(holder)
    assert SECRET not in pretty_repr(holder, expand_all=True)
