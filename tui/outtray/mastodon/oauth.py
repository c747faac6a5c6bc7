"""OAuth with one server: registering the program, asking the user, trading the code, taking it back.

Sources: https://docs.joinmastodon.org/spec/oauth/, RFC 7636 (PKCE), RFC 8252 (native apps). Addresses are
always those of the server itself; what its metadata says only tells which scopes and which PKCE it knows.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Final, TypeVar
from urllib.parse import urlencode

import httpx
import msgspec

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.client import is_token
from outtray.mastodon.decode import decode_one
from outtray.mastodon.entity import Entity, Line
from outtray.mastodon.wire import Wire, not_data

OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"
"""The redirect that makes a server show the code, to be copied by hand."""

CLIENT_NAME: Final = "Outtray"

SCOPES: Final = (
    "read write:accounts write:blocks write:bookmarks write:conversations write:favourites write:filters "
    "write:follows write:lists write:media write:mutes write:notifications write:reports write:statuses"
)
"""What the program can do, and nothing about push messages, keys or administration."""

COARSE_SCOPES: Final = "read write follow"
"""For servers that know no finer ones."""

AnswerT = TypeVar("AnswerT", bound=msgspec.Struct)


class App(msgspec.Struct, frozen=True):
    """This program as one server knows it, for one redirect."""

    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: str

    def __repr__(self) -> str:
        return f"App({self.client_id!r}, {self.redirect_uri!r})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("client_id", self.client_id)]


class Request(msgspec.Struct, frozen=True):
    """A question put to the user in a browser; `verifier` leaves this machine only with the answer."""

    app: App
    address: str
    state: str
    verifier: str

    def __repr__(self) -> str:
        return f"Request({self.app!r})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("app", self.app)]


class _AppAnswer(msgspec.Struct, frozen=True):
    client_id: str
    client_secret: str


class _TokenAnswer(msgspec.Struct, frozen=True):
    access_token: str


class _Metadata(Entity, frozen=True, omit_defaults=True, gc=False):
    scopes_supported: tuple[Line, ...] = ()


def new_secret() -> str:
    """An unguessable text of 64 letters, digits, - and _: long enough for PKCE (RFC 7636, 4.1)."""
    return secrets.token_urlsafe(48)


class OAuth:
    """Speaks with the OAuth part of one server; every method raises errors of `mastodon.errors`."""

    def __init__(
        self, client: httpx.AsyncClient, *, clock: Clock, secret: Callable[[], str] = new_secret
    ) -> None:
        self._wire = Wire(client, clock=clock)
        self._secret = secret

    async def register(self, redirect_uri: str) -> App:
        """Make the program known for exactly this redirect, with the finest scopes the server takes."""
        wanted = await self._scopes()
        try:
            return await self._register(redirect_uri, wanted)
        except (errors.Invalid, errors.Refused):
            if wanted == COARSE_SCOPES:
                raise
            return await self._register(redirect_uri, COARSE_SCOPES)

    def ask(self, app: App, *, other_account: bool = False) -> Request:
        """Prepare the address where the user says yes; `other_account` has the server ask who they are."""
        state, verifier = self._secret(), self._secret()
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        question = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": app.redirect_uri,
            "scope": app.scopes,
            "state": state,
            # A server that knows no PKCE takes no notice.
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "code_challenge_method": "S256",
        }
        if other_account:
            question["force_login"] = "true"
        place = self._wire.client.base_url.join("/oauth/authorize")
        return Request(app, f"{place}?{urlencode(question)}", state, verifier)

    async def exchange(self, request: Request, code: str) -> str:
        """Trade the code the user brought back for a token."""
        answer = await self._wire.post(
            "/oauth/token",
            data={
                "grant_type": "authorization_code",
                "client_id": request.app.client_id,
                "client_secret": request.app.client_secret,
                "redirect_uri": request.app.redirect_uri,
                "scope": request.app.scopes,
                "code": code.strip(),
                "code_verifier": request.verifier,
            },
        )
        token = _strictly(answer.body, _TokenAnswer, self._wire.host).access_token
        if not is_token(token):
            raise not_data(self._wire.host)
        return token

    async def revoke(self, token: str, *, client_id: str, client_secret: str) -> None:
        """Have the server forget a token; one it has forgotten already is fine."""
        await self._wire.post(
            "/oauth/revoke",
            data={"client_id": client_id, "client_secret": client_secret, "token": token},
            may_be_empty=True,  # RFC 7009 asks for a 200 and says nothing of a body
        )

    async def _scopes(self) -> str:
        """The finest scopes, unless the server lists what it knows and they are not all among them."""
        try:
            answer = await self._wire.get("/.well-known/oauth-authorization-server")
            known = decode_one(answer.body, _Metadata, host=self._wire.host).scopes_supported
        except (errors.Refused, errors.NotMastodon, errors.ServerFault):
            return SCOPES
        if not known or set(SCOPES.split()) <= set(known):
            return SCOPES
        return " ".join([scope for scope in COARSE_SCOPES.split() if scope in known]) or COARSE_SCOPES

    async def _register(self, redirect_uri: str, scopes: str) -> App:
        answer = await self._wire.post(
            "/api/v1/apps",
            data={"client_name": CLIENT_NAME, "redirect_uris": redirect_uri, "scopes": scopes},
        )
        app = _strictly(answer.body, _AppAnswer, self._wire.host)
        return App(app.client_id, app.client_secret, redirect_uri, scopes)


def _strictly(body: bytes, kind: type[AnswerT], host: str) -> AnswerT:
    """Read an answer that is of no use unless it is whole; its content is never put into an error."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise errors.NotMastodon(
            _("{host} gave an answer to the login that makes no sense.").format(host=host),
            _("Check the server address, then try again."),
            host=host,
        ) from None
