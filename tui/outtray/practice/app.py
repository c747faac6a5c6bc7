"""The aiohttp application: routes, tokens, limits, errors, faults and the write log around every handler."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from aiohttp import web
from aiohttp.typedefs import Handler as WebHandler
from aiohttp.typedefs import Middleware

from outtray.practice import faults as fault_actions
from outtray.practice.calls import ACCOUNT, BODY, Call, Route, allows, json_answer
from outtray.practice.errors import ApiError, Forbidden, Unauthorized
from outtray.practice.faults import Faults
from outtray.practice.limits import RateLimit
from outtray.practice.options import Options
from outtray.practice.params import Params, parse
from outtray.practice.routes import (
    accounts,
    announcements,
    featured,
    filters,
    instance,
    lists,
    marks,
    media,
    notifications,
    oauth,
    polls,
    private,
    reports,
    requests,
    search,
    statuses,
    streaming,
    tags,
    testing,
    timelines,
    translation,
    trends,
)
from outtray.practice.world import World
from outtray.practice.writelog import WriteLog

BODY_LIMIT = 48 * 1024 * 1024
_RATE_HEADERS = "practice.rate_headers"
_LOCAL_NAMES = frozenset({"localhost", "practice"})

ALL_ROUTES: tuple[Route, ...] = (
    *instance.ROUTES,
    *oauth.ROUTES,
    *accounts.ROUTES,
    *statuses.ROUTES,
    *marks.ROUTES,
    *timelines.ROUTES,
    *media.ROUTES,
    *notifications.ROUTES,
    *requests.ROUTES,
    *announcements.ROUTES,
    *polls.ROUTES,
    *private.ROUTES,
    *reports.ROUTES,
    *lists.ROUTES,
    *filters.ROUTES,
    *search.ROUTES,
    *tags.ROUTES,
    *featured.ROUTES,
    *trends.ROUTES,
    *translation.ROUTES,
    *streaming.ROUTES,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands around the handlers: limits, faults and the log."""

    world: World
    limit: RateLimit
    faults: Faults
    log: WriteLog


def build(world: World, options: Options) -> web.Application:
    """Put the application together."""
    desk = Desk(
        world,
        RateLimit(world.clock, options.rate_limit),
        Faults(),
        WriteLog(world.clock, options.write_log),
    )
    app = web.Application(middlewares=[_errors(world), _faults(desk)], client_max_size=BODY_LIMIT)
    app[streaming.HEARTBEAT] = options.heartbeat
    extra = testing.routes(desk.faults, desk.log) if options.faults else ()
    dialect = world.dialect
    offered = [
        replace(route, scope=dialect.scope(route.path, route.scope))
        for route in ALL_ROUTES
        if dialect.offers(route.method, route.path)
    ]
    for route in (*offered, *extra):
        handler = _serve(desk, route)
        app.router.add_route(route.method, route.path, handler)
        # Mastodon answers /api/v1/instance/ like /api/v1/instance, and some clients rely on it.
        if route.path != "/":
            app.router.add_route(route.method, f"{route.path}/", handler)
    app.on_response_prepare.append(_stamp(world))
    return app


def _serve(desk: Desk, route: Route) -> WebHandler:
    """A handler that reads the request, finds out who asks, counts it, and records what was written."""

    async def handle(request: web.Request) -> web.StreamResponse:
        _check_host(request)
        body = await request.read()
        request[BODY] = body
        params = parse(request.query_string, request.headers.get("Content-Type", ""), body)
        params = Params(desk.world.dialect.understand(params.tree()))
        call = _call(desk.world, request, params.text("access_token"), route)
        call = Call(call.world, request, params, call.viewer, call.scopes, call.application)
        standing = desk.limit.take(str(call.viewer or "anonymous"))
        request[_RATE_HEADERS] = desk.world.dialect.rate_headers(
            standing.limit, standing.left, standing.reset
        )
        if not standing.allowed and not request.path.startswith("/practice/"):
            raise ApiError(429, "Too many requests")
        response = await route.handler(call)
        desk.log.note(request, response)
        return response

    return handle


def _check_host(request: web.Request) -> None:
    """Refuse names that are not this machine's, so that no web page can reach in by DNS rebinding."""
    name = (
        request.host.rsplit(":", 1)[0].strip("[]")
        if request.host.count(":") <= 1
        else request.host.strip("[]")
    )
    if name in _LOCAL_NAMES:
        return
    try:
        if ipaddress.ip_address(name).is_loopback:
            return
    except ValueError as error:
        raise Forbidden("This server answers on the loopback interface only") from error
    raise Forbidden("This server answers on the loopback interface only")


def _call(world: World, request: web.Request, query_token: str | None, route: Route) -> Call:
    """The call with its token looked up; Unauthorized or Forbidden when it does not do for the route."""
    header = request.headers.get("Authorization", "")
    token = header[7:].strip() if header.lower().startswith("bearer ") else ""
    if "Upgrade" in request.headers and not world.dialect.sockets_read_authorization:
        token = ""
    if not token and request.path.startswith("/api/v1/streaming"):
        token = query_token or request.headers.get("Sec-WebSocket-Protocol") or ""
    if not token:
        if route.scope is not None:
            raise Unauthorized
        return Call(world, request, parse("", "", b""), None, frozenset(), None)
    row = world.row(
        "SELECT t.account_id, t.scopes, a.id, a.name, a.website, p.acct FROM tokens t JOIN apps a ON"
        " a.id = t.app_id"
        " LEFT JOIN accounts p ON p.id = t.account_id WHERE t.token = ?",
        token,
    )
    if row is None:
        raise Unauthorized
    scopes = frozenset(row["scopes"].split())
    if route.scope is not None:
        if row["account_id"] is None:
            raise Unauthorized("This method requires an authenticated user")
        if not allows(scopes, route.scope):
            raise Forbidden("This action is outside the authorized scopes")
    if row["acct"] is not None:
        request[ACCOUNT] = row["acct"]
    application = {"id": row["id"], "name": row["name"], "website": row["website"]}
    return Call(world, request, parse("", "", b""), row["account_id"], scopes, application)


def _errors(world: World) -> Middleware:
    """Refusals in the shape of the town's dialect."""

    @web.middleware
    async def middleware(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        try:
            return await handler(request)
        except ApiError as refusal:
            status, body = world.dialect.refuse(refusal)
            return json_answer(body, status)
        except web.HTTPRequestEntityTooLarge:
            return json_answer({"error": "The request is too large"}, 413)
        except web.HTTPException as refusal:
            if refusal.status in (404, 405):
                return world.dialect.nothing_at(request.method, request.path)
            raise

    return middleware


def _faults(desk: Desk) -> Middleware:
    @web.middleware
    async def middleware(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        fault = None if request.path.startswith("/practice/") else desk.faults.claim(request)
        if fault is None:
            return await handler(request)
        return await fault_actions.strike(fault, request, handler)

    return middleware


def _stamp(world: World) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Date and rate-limit headers on every response, streams and errors included."""

    async def stamp(request: web.Request, response: web.StreamResponse) -> None:
        # A fault may have set its own.
        stamps = {
            "Date": world.clock.http_date(),
            "Server": world.dialect.server,
            **request.get(_RATE_HEADERS, {}),
        }
        for name, value in stamps.items():
            if name not in request.get(fault_actions.KEPT_HEADERS, ()):
                response.headers[name] = value

    return stamp
