"""The test interface under /practice/, there only with ``--faults``."""

from __future__ import annotations

from aiohttp import web

from outtray.practice import marking, posting
from outtray.practice.calls import Call, Route
from outtray.practice.clock import iso
from outtray.practice.drafts import StatusDraft
from outtray.practice.errors import Invalid, NotFound
from outtray.practice.faults import Faults
from outtray.practice.routes.accounts import find_by_handle
from outtray.practice.routes.oauth import OOB as OOB_REDIRECT
from outtray.practice.routes.oauth import SCOPES, create_app, issue_token
from outtray.practice.views_status import show_status
from outtray.practice.writelog import WriteLog


def _account(call: Call) -> int:
    account_id = find_by_handle(call.world, call.params.text("account") or "")
    if account_id is None:
        raise NotFound(f"Nobody here is called {call.params.text('account')!r}")
    return account_id


def _status_id(call: Call) -> int:
    number = call.params.number("id")
    if number is None or call.world.row("SELECT 1 FROM statuses WHERE id = ?", number) is None:
        raise NotFound
    return number


async def clock(call: Call) -> web.StreamResponse:
    """POST /practice/clock: shift the server's clock by ``offset_seconds``."""
    try:
        call.world.clock.shift(float(call.params.text("offset_seconds") or ""))
    except ValueError as error:
        raise Invalid("offset_seconds must be a number") from error
    return call.answer({"now": iso(call.world.clock.millis())})


async def post(call: Call) -> web.StreamResponse:
    """POST /practice/post: make an account post something; no limit on length or content."""
    params, account_id = call.params, _account(call)
    draft = StatusDraft(
        account_id=account_id,
        text=params.text("status") or "",
        spoiler_text=params.text("spoiler_text") or "",
        sensitive=params.flag("sensitive") or False,
        visibility=params.text("visibility") or "public",
        language=params.text("language") or "en",
        in_reply_to_id=params.number("in_reply_to_id"),
        quoted_status_id=params.number("quoted_status_id"),
    )
    status_id = posting.create(call.world, draft)
    return call.answer(show_status(call.world, status_id, None))


async def boost(call: Call) -> web.StreamResponse:
    """POST /practice/boost: make an account boost the status ``id``."""
    boosted, _fresh = marking.reblog(call.world, _account(call), _status_id(call))
    return call.answer(show_status(call.world, boosted, None))


async def favourite(call: Call) -> web.StreamResponse:
    """POST /practice/favourite: make an account favourite the status ``id``."""
    target = _status_id(call)
    marking.favourite(call.world, _account(call), target)
    return call.answer(show_status(call.world, target, None))


async def edit(call: Call) -> web.StreamResponse:
    """POST /practice/edit: change anybody's status, keeping its media."""
    world, params, status_id = call.world, call.params, _status_id(call)
    row = world.row("SELECT * FROM statuses WHERE id = ?", status_id)
    assert row is not None
    media = tuple(
        m["id"] for m in world.rows("SELECT id FROM media WHERE status_id = ? ORDER BY position", status_id)
    )
    spoiler = params.text("spoiler_text")
    draft = StatusDraft(
        account_id=row["account_id"],
        text=params.text("status") or "",
        spoiler_text=row["spoiler_text"] if spoiler is None else spoiler,
        sensitive=bool(row["sensitive"]),
        visibility=row["visibility"],
        language=row["language"],
        media_ids=media,
        quoted_status_id=row["quote_of_id"],
        quote_policy=row["quote_policy"],
    )
    posting.edit(world, status_id, draft)
    return call.answer(show_status(world, status_id, None))


async def delete(call: Call) -> web.StreamResponse:
    """POST /practice/delete: remove anybody's status."""
    status_id = _status_id(call)
    posting.delete(call.world, status_id)
    return call.answer({"id": str(status_id)})


async def token(call: Call) -> web.StreamResponse:
    """POST /practice/token: an access token for any local account, with ``scopes`` (default: all)."""
    app = create_app(call.world, "Practice tests", None, [OOB_REDIRECT], list(SCOPES))
    scopes = call.params.text("scopes") or "read write follow push"
    return call.answer(issue_token(call.world, app["id"], _account(call), scopes))


async def cut_streams(call: Call) -> web.StreamResponse:
    """POST /practice/streams/cut: end every open stream, as a restarting server would."""
    return call.answer({"cut": call.world.hub.cut_all()})


def routes(faults: Faults, log: WriteLog) -> tuple[Route, ...]:
    """The table of the test interface."""

    async def add_fault(call: Call) -> web.StreamResponse:
        return call.answer(faults.add(call.params).show())

    async def list_faults(call: Call) -> web.StreamResponse:
        return call.answer(faults.show())

    async def clear_faults(call: Call) -> web.StreamResponse:
        faults.clear()
        return call.answer({})

    async def writes(call: Call) -> web.StreamResponse:
        return call.answer(log.entries())

    async def forget_writes(call: Call) -> web.StreamResponse:
        log.clear()
        return call.answer({})

    return (
        Route("DELETE", "/practice/writes", forget_writes),
        Route("POST", "/practice/faults", add_fault),
        Route("GET", "/practice/faults", list_faults),
        Route("DELETE", "/practice/faults", clear_faults),
        Route("GET", "/practice/writes", writes),
        Route("POST", "/practice/clock", clock),
        Route("POST", "/practice/post", post),
        Route("POST", "/practice/boost", boost),
        Route("POST", "/practice/favourite", favourite),
        Route("POST", "/practice/edit", edit),
        Route("POST", "/practice/delete", delete),
        Route("POST", "/practice/token", token),
        Route("POST", "/practice/streams/cut", cut_streams),
    )
