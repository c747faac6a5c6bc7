"""Logging in: registration, the authorize page, codes with PKCE, tokens and their scopes."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from practice_process import PracticeServer

OOB = "urn:ietf:wg:oauth:2.0:oob"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-of-forty-three-characters"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def register(town: PracticeServer, redirect: str = OOB, scopes: str = "read write follow") -> dict[str, Any]:
    answer = httpx.post(
        f"{town.url}/api/v1/apps",
        data={"client_name": "A test", "redirect_uris": redirect, "scopes": scopes},
        trust_env=False,
    )
    assert answer.status_code == 200
    app: dict[str, Any] = answer.json()
    return app


def wish(app: dict[str, Any], **changes: str) -> dict[str, str]:
    return {
        "client_id": app["client_id"],
        "redirect_uri": app["redirect_uris"][0],
        "response_type": "code",
        "scope": "read write",
        "state": "s t&te",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes


def approve(town: PracticeServer, form: dict[str, str]) -> httpx.Response:
    return httpx.post(f"{town.url}/oauth/authorize", data={**form, "decision": "approve"}, trust_env=False)


def oob_code(town: PracticeServer, app: dict[str, Any], **changes: str) -> str:
    found = re.search(r'<code id="code">([^<]+)</code>', approve(town, wish(app, **changes)).text)
    assert found is not None
    return found[1]


def redeem(town: PracticeServer, app: dict[str, Any], code: str, **changes: str) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": app["redirect_uris"][0],
        "code": code,
        "code_verifier": VERIFIER,
    }
    return httpx.post(f"{town.url}/oauth/token", data=form | changes, trust_env=False)


def whoami(town: PracticeServer, token: str) -> httpx.Response:
    url = f"{town.url}/api/v1/accounts/verify_credentials"
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def test_a_pasted_code_becomes_a_token_that_works_until_it_is_revoked(town: PracticeServer) -> None:
    app = register(town)
    answer = redeem(town, app, oob_code(town, app)).json()
    assert answer["token_type"] == "Bearer"
    assert answer["scope"] == "read write"
    assert whoami(town, answer["access_token"]).json()["acct"] == "clerk"
    client = {"client_id": app["client_id"], "client_secret": app["client_secret"]}
    gone = httpx.post(
        f"{town.url}/oauth/revoke", data={**client, "token": answer["access_token"]}, trust_env=False
    )
    assert gone.status_code == 200
    refused = whoami(town, answer["access_token"])
    assert (refused.status_code, refused.json()) == (401, {"error": "The access token is invalid"})


def test_the_page_asks_with_a_button_and_shows_names_as_text(town: PracticeServer) -> None:
    answer = httpx.post(
        f"{town.url}/api/v1/apps",
        data={"client_name": "<script>alert(1)</script>", "redirect_uris": OOB},
        trust_env=False,
    )
    page = httpx.get(f"{town.url}/oauth/authorize", params=wish(answer.json(), scope="read"), trust_env=False)
    assert page.status_code == 200
    assert ">Approve</button>" in page.text
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_loopback_redirect_may_use_any_port_and_gets_code_and_state(town: PracticeServer) -> None:
    app = register(town, "http://127.0.0.1/callback")
    here = "http://127.0.0.1:54321/callback"
    answer = approve(town, wish(app, redirect_uri=here))
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.headers["Location"].startswith(here)
    assert query["state"] == ["s t&te"]
    assert redeem(town, app, query["code"][0], redirect_uri=here).status_code == 200


@pytest.mark.parametrize(
    "redirect",
    ["http://127.0.0.1:54321/other", "https://evil.example/callback", "http://localhost:5/callback", ""],
)
def test_any_other_redirect_is_refused_without_being_followed(town: PracticeServer, redirect: str) -> None:
    app = register(town, "http://127.0.0.1/callback")
    answer = approve(town, wish(app, redirect_uri=redirect))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_denying_sends_the_error_back(town: PracticeServer) -> None:
    app = register(town, "http://127.0.0.1/callback")
    answer = httpx.post(
        f"{town.url}/oauth/authorize", data={**wish(app), "decision": "deny"}, trust_env=False
    )
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["error"] == ["access_denied"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "another-verifier-that-is-long-enough-to-be-one-of-them"},
        {"code_verifier": ""},
        {"redirect_uri": "http://127.0.0.1/elsewhere"},
    ],
)
def test_a_code_needs_its_verifier_and_its_redirect(town: PracticeServer, changes: dict[str, str]) -> None:
    app = register(town)
    answer = redeem(town, app, oob_code(town, app), **changes)
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"


def test_an_invented_code_is_refused(town: PracticeServer) -> None:
    assert redeem(town, register(town), "no-such-code").json()["error"] == "invalid_grant"


def test_a_code_serves_once(town: PracticeServer) -> None:
    app = register(town)
    code = oob_code(town, app)
    assert redeem(town, app, code).status_code == 200
    assert redeem(town, app, code).status_code == 400


def test_a_code_is_too_old_after_ten_minutes(practice_server: PracticeServer) -> None:
    app = register(practice_server)
    code = oob_code(practice_server, app)
    practice_server.shift_clock(601)
    assert redeem(practice_server, app, code).json()["error"] == "invalid_grant"


def test_plain_pkce_wrong_secrets_and_wider_scopes_are_refused(town: PracticeServer) -> None:
    app = register(town, scopes="read")
    assert approve(town, wish(app, scope="read", code_challenge_method="plain")).status_code == 400
    assert approve(town, wish(app, scope="read write")).json()["error"] == "invalid_scope"
    code = oob_code(town, app, scope="read")
    assert redeem(town, app, code, client_secret="wrong").status_code == 401


def test_a_token_does_no_more_than_its_scopes(town: PracticeServer) -> None:
    app = register(town)
    token = redeem(town, app, oob_code(town, app, scope="read")).json()["access_token"]
    answer = httpx.post(
        f"{town.url}/api/v1/statuses",
        data={"status": "may I?"},
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
    )
    assert answer.status_code == 403
    assert answer.json() == {"error": "This action is outside the authorized scopes"}


def test_an_app_alone_is_nobody(town: PracticeServer) -> None:
    app = register(town)
    form = {"grant_type": "client_credentials", "scope": "read"}
    auth = (app["client_id"], app["client_secret"])
    answer = httpx.post(f"{town.url}/oauth/token", data=form, auth=auth, trust_env=False)
    token = answer.json()["access_token"]
    assert whoami(town, token).status_code == 401
    url = f"{town.url}/api/v1/apps/verify_credentials"
    checked = httpx.get(url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)
    assert checked.json()["name"] == "A test"


def test_the_second_account_can_log_in_too_and_nobody_else(town: PracticeServer) -> None:
    app = register(town)
    token = redeem(town, app, oob_code(town, app, account="weekend")).json()["access_token"]
    assert whoami(town, token).json()["acct"] == "weekend"
    assert approve(town, wish(app, account="minister")).status_code == 403


def test_the_metadata_names_real_endpoints(town: PracticeServer) -> None:
    found = httpx.get(f"{town.url}/.well-known/oauth-authorization-server", trust_env=False).json()
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["token_endpoint"] == f"{town.url}/oauth/token"
    assert httpx.post(found["token_endpoint"], trust_env=False).json()["error"] == "invalid_client"


def test_other_host_names_are_refused(town: PracticeServer) -> None:
    answer = httpx.get(f"{town.url}/api/v1/instance", headers={"Host": "evil.example"}, trust_env=False)
    assert answer.status_code == 403
