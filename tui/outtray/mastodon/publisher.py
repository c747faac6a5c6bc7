"""The only code that performs a public write, and only with an approval of exactly that act."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote

import msgspec

from outtray.acts.act import AccountKey, Act, Attachment
from outtray.acts.approval import Approval
from outtray.acts.canonical import digest
from outtray.acts.errors import ForgedApproval
from outtray.acts.outcome import NeverLeft, Outcome, RefusedForCertain, Unknown
from outtray.acts.request import ActRequest, References, request_for
from outtray.base.translation import gettext as _
from outtray.mastodon.confirming import but_for_words, confirms, has_source, sent_as
from outtray.mastodon.errors import (
    DeniedByDoor,
    NotMastodon,
    RateLimited,
    Refused,
    ServerError,
    ServerFault,
    Unreachable,
)
from outtray.mastodon.models import Status
from outtray.mastodon.permits import EXTENSION, Permit
from outtray.mastodon.transport import address_of
from outtray.mastodon.truth import Truth
from outtray.mastodon.wire import DEADLINE, Answer, Wire, not_data, raise_for, read_body, told

UPLOAD_SECONDS = 300.0
"""For one whole upload."""

_MAYBE_DONE = frozenset({408, 409, 425, 499})
"""Refusals after which the request may have been carried out all the same."""

_PROCESSING_LOOKS = 120


class _Uploaded(msgspec.Struct):
    id: str


class Publisher:
    """Sends approved acts of one account over its wire.

    ``sleep`` waits that many seconds between looks at an upload the server is still working on.
    """

    def __init__(
        self,
        wire: Wire,
        account: AccountKey,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._wire = wire
        self._account = account
        self._host = wire.host
        self._sleep = sleep

    async def publish(self, approval: Approval, act: Act, references: References) -> Outcome:
        """Perform one approved act and say what came of it.

        Raises ``ForgedApproval`` when the approval is not for this act and account, and
        ``UnresolvedReference`` when something the act refers to is not on the server; nothing leaves then.
        """
        self._check(approval, act)
        request = request_for(act, references)
        try:
            answer = await self._send(request, approval.release.idempotency_key)
            outcome = confirms(act, references, answer.body, self._host)
        except ServerError as error:
            return outcome_of(error)
        if isinstance(outcome, Unknown):
            status = but_for_words(act, references, answer.body, self._host)
            if status is not None and await self._has_source(status, act):
                return sent_as(act, references, status)
        return outcome

    async def upload(self, approval: Approval, act: Act, attachment: Attachment, content: bytes) -> str:
        """Upload one attachment of an approved act and return its id once the server has processed it.

        Raises ``ServerError``; nothing has been made public then.
        """
        self._check(approval, act)
        if attachment not in act.media:
            raise _forged()
        request = _upload_request(attachment, content)
        answer = await self._send(request, "", seconds=UPLOAD_SECONDS)
        media_id = self._uploaded(answer.body).id
        if answer.status == HTTPStatus.ACCEPTED:
            await self._wait_processed(media_id)
        return media_id

    async def _has_source(self, status: Status, act: Act) -> bool:
        """Whether the server keeps exactly the act's words for a status; false where it does not say."""
        try:
            source = await Truth(self._wire).source(status.id)
        except ServerError:
            return False
        return has_source(act, source.text)

    def _check(self, approval: Approval, act: Act) -> None:
        release = approval.release
        if release.digest != digest(act) or release.account != act.account or act.account != self._account:
            raise _forged()

    async def _send(self, request: ActRequest, idempotency_key: str, *, seconds: float = DEADLINE) -> Answer:
        headers = {"Content-Type": request.content_type}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        address = self._wire.client.base_url.join(request.path)
        built = self._wire.client.build_request(
            request.method, address, content=request.body, headers=headers
        )
        built.extensions[EXTENSION] = Permit(request.method, address_of(built.url), request.body)
        with told(self._host):
            async with asyncio.timeout(seconds):
                response = await self._wire.client.send(built, stream=True, follow_redirects=False)
                try:
                    body = await read_body(response, self._host)
                finally:
                    await response.aclose()
        if 300 <= response.status_code < 400:
            raise not_data(self._host)
        raise_for(response.status_code, response.headers, body, host=self._host, clock=self._wire.clock)
        return Answer(response.status_code, response.headers, body, address)

    async def _wait_processed(self, media_id: str) -> None:
        for _look in range(_PROCESSING_LOOKS):
            answer = await self._wire.get(f"/api/v1/media/{quote(media_id, safe='')}")
            if answer.status != HTTPStatus.PARTIAL_CONTENT:
                return
            await self._sleep(1.0)
        raise ServerFault(
            _("{host} did not finish preparing an attachment.").format(host=self._host),
            _("Send again in a while."),
            host=self._host,
            status=206,
        )

    def _uploaded(self, body: bytes) -> _Uploaded:
        try:
            return msgspec.json.decode(body, type=_Uploaded)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise NotMastodon(
                _("{host} gave an upload no identity.").format(host=self._host),
                _("Send again later."),
                host=self._host,
            ) from error


def outcome_of(error: ServerError) -> Outcome:
    """What a failed write means for the act: refused, never left, or unknown."""
    match error:
        case RateLimited():
            return RefusedForCertain(error.status, error.sentence, error.until)
        case Refused() if error.status in _MAYBE_DONE:
            return Unknown(error.sentence)
        case Refused():
            return RefusedForCertain(error.status, str(error))
        case DeniedByDoor():
            return NeverLeft(str(error))
        case Unreachable() if not error.maybe_accepted:
            return NeverLeft(str(error))
        case _:
            return Unknown(error.sentence)


def _upload_request(attachment: Attachment, content: bytes) -> ActRequest:
    boundary = secrets.token_hex(16)
    fields = []
    if attachment.description:
        fields.append(("description", attachment.description))
    if attachment.focus is not None:
        fields.append(("focus", f"{attachment.focus[0]},{attachment.focus[1]}"))
    parts = []
    for name, value in fields:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value.encode("utf-8") + b"\r\n")
    name = "".join(c if c.isalnum() or c in "._-" else "_" for c in attachment.name) or "file"
    kind = attachment.mime if attachment.mime.isprintable() else "application/octet-stream"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    )
    parts.append(head.encode("utf-8") + content + b"\r\n")
    parts.append(f"--{boundary}--\r\n".encode("ascii"))
    return ActRequest("POST", "/api/v2/media", b"".join(parts), f"multipart/form-data; boundary={boundary}")


def _forged() -> ForgedApproval:
    return ForgedApproval(
        _("Something tried to send an act without a release of exactly that act."),
        _("Nothing was sent. Please report this: it is a defect of the program."),
    )
