"""App registration, the authorize page, tokens: OAuth 2 with PKCE as Mastodon speaks it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import secrets
import sqlite3
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from outtray.practice.calls import Call, Route
from outtray.practice.errors import ApiError, Forbidden, Invalid, Unauthorized
from outtray.practice.world import CLERK, Json, World

OOB = "urn:ietf:wg:oauth:2.0:oob"
CODE_LIFETIME_MS = 600_000

SCOPES = (
    "profile", "read", "read:accounts", "read:blocks", "read:bookmarks", "read:favourites", "read:filters",
    "read:follows", "read:lists", "read:mutes", "read:notifications", "read:search", "read:statuses",
    "write", "write:accounts", "write:blocks", "write:bookmarks", "write:conversations", "write:favourites",
    "write:filters", "write:follows", "write:lists", "write:media", "write:mutes", "write:notifications",
    "write:reports", "write:statuses", "follow", "push",
)  # fmt: skip


class OAuthError(ApiError):
    """A refusal in OAuth's own shape: a code and a sentence."""

    def __init__(self, code: str, sentence: str, status: int = 400) -> None:
        super().__init__(status, code, description=sentence)


async def register_app(call: Call) -> web.StreamResponse:
    """POST /api/v1/apps."""
    name = call.params.text("client_name")
    redirects = [u for text in call.params.texts("redirect_uris") for u in text.split()]
    scopes = _scopes(call.params.text("scopes") or "read")
    if not name:
        raise Invalid("Validation failed: Application name can't be blank")
    if not redirects or any(not _sound_redirect(uri) for uri in redirects):
        raise Invalid("Validation failed: Redirect URI must be an absolute URI.")
    row = create_app(call.world, name, call.params.text("website"), redirects, scopes)
    return call.answer(
        app_json(row)
        | {
            "redirect_uri": row["redirect_uris"],
            "client_id": row["client_id"],
            "client_secret": row["client_secret"],
            "client_secret_expires_at": 0,
        }
    )


def create_app(
    world: World, name: str, website: str | None, redirects: list[str], scopes: list[str]
) -> sqlite3.Row:
    """Register an app and answer its row."""
    app_id = 1 + int(world.value("SELECT coalesce(max(id), 0) FROM apps"))
    world.run(
        "INSERT INTO apps VALUES (?, ?, ?, ?, ?, ?, ?)",
        app_id,
        name,
        website or None,
        "\n".join(redirects),
        " ".join(scopes),
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(32),
    )
    row = world.row("SELECT * FROM apps WHERE id = ?", app_id)
    assert row is not None
    return row


def app_json(row: sqlite3.Row) -> Json:
    """An Application as its owner sees it."""
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "website": row["website"],
        "scopes": row["scopes"].split(),
        "redirect_uris": row["redirect_uris"].split("\n"),
        "vapid_key": "",
    }


def _sound_redirect(uri: str) -> bool:
    if uri == OOB:
        return True
    parts = urlsplit(uri)
    return (
        bool(parts.scheme) and parts.scheme not in {"javascript", "data", "vbscript"} and not parts.fragment
    )


def _scopes(text: str) -> list[str]:
    wanted = text.split()
    if any(scope not in SCOPES for scope in wanted):
        raise Invalid("Validation failed: Scopes doesn't match configured on the server.")
    return wanted


def _loopback_without_port(uri: str) -> str | None:
    parts = urlsplit(uri)
    if parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1"}:
        return urlunsplit(("http", parts.hostname, parts.path, parts.query, ""))
    return None


def _redirect_allowed(row: sqlite3.Row, uri: str) -> bool:
    """Exactly as registered, or a loopback address on another port (RFC 8252)."""
    registered = row["redirect_uris"].split("\n")
    bare = _loopback_without_port(uri)
    return uri in registered or (bare is not None and bare in map(_loopback_without_port, registered))


def _authorization(call: Call) -> tuple[sqlite3.Row, str, list[str], str | None]:
    """The app, redirect, scopes and PKCE challenge of an authorize request; refuses unsound ones."""
    params = call.params
    row = call.world.row("SELECT * FROM apps WHERE client_id = ?", params.text("client_id") or "")
    if row is None:
        raise OAuthError("invalid_client", "Client authentication failed due to unknown client.", 401)
    redirect = params.text("redirect_uri") or ""
    if not _redirect_allowed(row, redirect):
        raise OAuthError("invalid_redirect_uri", "The redirect uri included is not valid.")
    if params.text("response_type") != "code":
        raise OAuthError("unsupported_response_type", "Only the response type “code” is supported.")
    scopes = _scopes(params.text("scope") or "read")
    if any(not set_allows(row["scopes"].split(), scope) for scope in scopes):
        raise OAuthError("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
    challenge = (params.text("code_challenge") or None) if call.world.dialect.checks_challenge else None
    if challenge is not None and params.text("code_challenge_method") != "S256":
        raise OAuthError("invalid_code_challenge_method", "The code challenge method must be S256.")
    return row, redirect, scopes, challenge


def set_allows(granted: list[str], wanted: str) -> bool:
    """Whether registered scopes include a requested one."""
    return wanted in granted or wanted.split(":", 1)[0] in granted


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<style>body{{font:16px/1.5 serif;max-width:32em;margin:4em auto;padding:0 1em;background:#f6f1e4;color:#222}}
button{{font:inherit;padding:.4em 1em;margin-right:1em}}code{{font-size:1.3em;user-select:all}}</style>
<h1>{title}</h1>{body}</html>"""


def _page(title: str, body: str, status: int = 200) -> web.Response:
    return web.Response(
        text=_PAGE.format(title=html.escape(title), body=body),
        status=status,
        content_type="text/html",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


async def authorize_page(call: Call) -> web.StreamResponse:
    """GET /oauth/authorize: asks the person at the browser."""
    row, _redirect, scopes, _challenge = _authorization(call)
    people = call.world.rows(
        "SELECT username, display_name FROM accounts WHERE username IN ('clerk', 'weekend')"
    )
    options = "".join(
        f'<option value="{html.escape(p["username"])}">@{html.escape(p["username"])}</option>'
        for p in sorted(people, key=lambda p: p["username"] != CLERK)
    )
    names = (
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
    )
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(call.params.text(name) or "")}">'
        for name in names
        if call.params.has(name)
    )
    return _page(
        "Authorisation required",
        f"<p><strong>{html.escape(row['name'])}</strong> would like to act for you in the practice town."
        f" Nothing you do there leaves this machine.</p><p>It asks for: {html.escape(' '.join(scopes))}.</p>"
        f'<form method="post" action="/oauth/authorize">{hidden}<p><label>As <select name="account">{options}'
        '</select></label></p><button name="decision" value="approve">Approve</button>'
        '<button name="decision" value="deny">Deny</button></form>',
    )


async def decide(call: Call) -> web.StreamResponse:
    """POST /oauth/authorize: the person has pressed a button."""
    row, redirect, scopes, challenge = _authorization(call)
    state = call.params.text("state")
    if call.params.text("decision") == "deny":
        return _back(
            redirect, state, {"error": "access_denied", "error_description": "The request was denied."}
        )
    who = call.params.text("account") or CLERK
    account = call.world.value(
        "SELECT id FROM accounts WHERE acct = ? AND username IN ('clerk', 'weekend')", who
    )
    if account is None:
        raise Forbidden("Nobody can log in as that account")
    code = secrets.token_urlsafe(32)
    call.world.run(
        "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?)",
        code,
        row["id"],
        account,
        redirect,
        " ".join(scopes),
        challenge,
        call.world.clock.millis(),
    )
    return _back(redirect, state, {"code": code})


def _back(redirect: str, state: str | None, answer: dict[str, str]) -> web.StreamResponse:
    if redirect == OOB:
        if "code" not in answer:
            return _page("Denied", "<p>Nothing was authorised. You can close this page.</p>")
        return _page(
            "Authorisation code",
            "<p>Copy this code and paste it into the application.</p>"
            f'<p><code id="code">{answer["code"]}</code></p>',
        )
    parts = urlsplit(redirect)
    query = [*parse_qsl(parts.query), *answer.items(), *([("state", state)] if state is not None else [])]
    return web.Response(status=302, headers={"Location": urlunsplit(parts._replace(query=urlencode(query)))})


def _client(call: Call) -> sqlite3.Row:
    """The app a token request comes from, by form fields or Basic authentication."""
    client_id, secret = call.params.text("client_id") or "", call.params.text("client_secret") or ""
    header = call.request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        try:
            decoded = base64.b64decode(header[6:], validate=True).decode()
        except ValueError as error:
            raise OAuthError("invalid_client", "Client authentication failed.", 401) from error
        client_id, _, secret = decoded.partition(":")
    row = call.world.row("SELECT * FROM apps WHERE client_id = ?", client_id)
    if row is None or not hmac.compare_digest(row["client_secret"].encode(), secret.encode()):
        raise OAuthError("invalid_client", "Client authentication failed.", 401)
    return row


def issue_token(world: World, app_id: int, account_id: int | None, scopes: str) -> Json:
    """Make an access token and answer it as a Token."""
    token = secrets.token_urlsafe(32)
    world.run(
        "INSERT INTO tokens VALUES (?, ?, ?, ?, ?)", token, app_id, account_id, scopes, world.clock.millis()
    )
    return {
        "access_token": token,
        "token_type": "Bearer",
        "scope": scopes,
        "created_at": world.clock.seconds(),
    }


async def token(call: Call) -> web.StreamResponse:
    """POST /oauth/token."""
    row = _client(call)
    grant = call.params.text("grant_type")
    if grant == "client_credentials":
        scopes = _scopes(call.params.text("scope") or "read")
        if any(not set_allows(row["scopes"].split(), scope) for scope in scopes):
            raise OAuthError("invalid_scope", "The requested scope is invalid, unknown, or malformed.")
        return call.answer(issue_token(call.world, row["id"], None, " ".join(scopes)))
    if grant != "authorization_code":
        raise OAuthError("unsupported_grant_type", "The authorization grant type is not supported.")
    with call.world.transaction():
        code = call.world.row("SELECT * FROM codes WHERE code = ?", call.params.text("code") or "")
        # A code serves once, also when the attempt fails.
        call.world.run("DELETE FROM codes WHERE code = ?", call.params.text("code") or "")
        if code is not None and _code_holds(call, row, code):
            return call.answer(issue_token(call.world, row["id"], code["account_id"], code["scopes"]))
    raise OAuthError(
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, or was issued to another client.",
    )


def _code_holds(call: Call, row: sqlite3.Row, code: sqlite3.Row) -> bool:
    fresh = call.world.clock.millis() - code["created_at"] <= CODE_LIFETIME_MS
    same = code["app_id"] == row["id"] and code["redirect_uri"] == call.params.text("redirect_uri")
    return fresh and same and _verified(code["challenge"], call.params.text("code_verifier"))


def _verified(challenge: str | None, verifier: str | None) -> bool:
    if challenge is None:
        return True
    digest = hashlib.sha256((verifier or "").encode()).digest()
    expected = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(expected.encode(), challenge.rstrip("=").encode())


async def revoke(call: Call) -> web.StreamResponse:
    """POST /oauth/revoke: an unknown token is no error, another app's is."""
    row = _client(call)
    given = call.params.text("token") or ""
    owner = call.world.value("SELECT app_id FROM tokens WHERE token = ?", given)
    if owner is not None and owner != row["id"]:
        raise OAuthError("unauthorized_client", "You are not authorized to revoke this token", 403)
    call.world.run("DELETE FROM tokens WHERE token = ?", given)
    return call.answer({})


async def metadata(call: Call) -> web.StreamResponse:
    """GET /.well-known/oauth-authorization-server (RFC 8414)."""
    base = call.world.base_url
    return call.answer(
        {
            "issuer": f"{base}/",
            "authorization_endpoint": f"{base}/oauth/authorize",
            "token_endpoint": f"{base}/oauth/token",
            "revocation_endpoint": f"{base}/oauth/revoke",
            "userinfo_endpoint": f"{base}/oauth/userinfo",
            "app_registration_endpoint": f"{base}/api/v1/apps",
            "scopes_supported": list(SCOPES),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


async def userinfo(call: Call) -> web.StreamResponse:
    """GET /oauth/userinfo."""
    row = call.world.row("SELECT * FROM accounts WHERE id = ?", call.me)
    assert row is not None
    base = call.world.base_url
    return call.answer(
        {
            "iss": f"{base}/",
            "sub": f"{base}/users/{row['username']}",
            "name": row["display_name"],
            "preferred_username": row["username"],
            "profile": f"{base}/@{row['username']}",
            "picture": f"{base}/avatars/{row['id']}.png",
        }
    )


async def verify_app(call: Call) -> web.StreamResponse:
    """GET /api/v1/apps/verify_credentials."""
    if call.application is None:
        raise Unauthorized
    row = call.world.row("SELECT * FROM apps WHERE id = ?", call.application["id"])
    if row is None:
        raise Unauthorized
    return call.answer(app_json(row))


ROUTES = (
    Route("POST", "/api/v1/apps", register_app),
    Route("GET", "/api/v1/apps/verify_credentials", verify_app),
    Route("GET", "/oauth/authorize", authorize_page),
    Route("POST", "/oauth/authorize", decide),
    Route("POST", "/oauth/token", token),
    Route("POST", "/oauth/revoke", revoke),
    Route("GET", "/oauth/userinfo", userinfo, "profile"),
    Route("GET", "/.well-known/oauth-authorization-server", metadata),
)
