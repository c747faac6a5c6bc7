"""One start of the practice server: open the town, listen on loopback, say where, stop when told."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import threading
import traceback

from aiohttp import web

from outtray.practice.app import build
from outtray.practice.clock import ServerClock, Snowflakes
from outtray.practice.dialects.choosing import DIALECTS
from outtray.practice.errors import DataDirectoryError
from outtray.practice.notices import close_polls
from outtray.practice.options import Options
from outtray.practice.routes.oauth import OOB, create_app, issue_token
from outtray.practice.schema import open_database
from outtray.practice.seed import load_emoji, plant
from outtray.practice.town import Town
from outtray.practice.world import CLERK, World

APP_NAME = "Outtray (practice)"
_POLL_LOOK_SECONDS = 5.0
TOKEN_SCOPES = "read write follow push"  # noqa: S105 - names of permissions, not a password


def open_world(options: Options) -> World:
    """Open or found the town; raises DataDirectoryError when its directory cannot be used."""
    database, fresh = open_database(options.data)
    clock = ServerClock(options.seed_now, stands=options.clock_stands)
    world = World(database, clock, Snowflakes(), emoji=load_emoji(), dialect=DIALECTS[options.dialect])
    if fresh:
        with world.transaction():
            plant(world)
    last = int(
        world.value(
            "SELECT max(id) FROM (SELECT max(id) AS id FROM accounts UNION ALL SELECT max(id) FROM statuses"
            " UNION ALL SELECT max(id) FROM media UNION ALL SELECT max(id) FROM polls"
            " UNION ALL SELECT max(id) FROM notifications UNION ALL SELECT max(id) FROM marks"
            " UNION ALL SELECT max(id) FROM follows UNION ALL SELECT max(id) FROM edits"
            " UNION ALL SELECT max(id) FROM conversations UNION ALL SELECT max(id) FROM lists"
            " UNION ALL SELECT max(id) FROM filters UNION ALL SELECT max(id) FROM filter_keywords"
            " UNION ALL SELECT max(id) FROM notification_requests UNION ALL SELECT max(id) FROM reports)"
        )
    )
    # Ids must go on growing after a restart, also when the clock was ahead before it.
    world.ids = Snowflakes(last)
    return world


def clerk_token(world: World) -> str:
    """The practising user's access token: the one issued before, or a new one."""
    kept = world.value(
        "SELECT t.token FROM tokens t JOIN accounts a ON a.id = t.account_id JOIN apps p ON p.id = t.app_id"
        " WHERE a.acct = ? AND p.name = ?",
        CLERK,
        APP_NAME,
    )
    if kept is not None:
        return str(kept)
    app = create_app(world, APP_NAME, None, [OOB], TOKEN_SCOPES.split())
    clerk = world.value("SELECT id FROM accounts WHERE acct = ?", CLERK)
    return str(issue_token(world, app["id"], clerk, TOKEN_SCOPES)["access_token"])


async def serve(options: Options) -> int:
    """Run until SIGTERM, SIGINT or (if asked for) the end of standard input; answers the exit code."""
    try:
        world = open_world(options)
    except DataDirectoryError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the outermost boundary of this process
        return 1
    stop = asyncio.Event()
    runner = web.AppRunner(build(world, options), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", options.port)
    try:
        await site.start()
    except OSError as error:
        print(f"Port {options.port} cannot be used: {error.strerror}.", file=sys.stderr)  # noqa: T201 - as above
        await runner.cleanup()
        return 1
    port = runner.addresses[0][1]
    world.base_url = f"http://127.0.0.1:{port}"
    _listen_for_the_end(stop, options)
    background = [asyncio.create_task(_end_polls(world))]
    if not options.quiet_town:
        background.append(asyncio.create_task(_town(world, options)))
    for task in background:
        task.add_done_callback(_tell_of_failure)
    line = {
        "url": world.base_url,
        "pid": os.getpid(),
        "token": clerk_token(world),
        "account": CLERK,
        "account_id": str(world.value("SELECT id FROM accounts WHERE acct = ?", CLERK)),
    }
    print(json.dumps(line), flush=True)  # noqa: T201 - the one line a parent process waits for
    try:
        await stop.wait()
    finally:
        for task in background:
            task.cancel()
        await asyncio.wait(background)
        world.hub.cut_all()
        await runner.cleanup()
        world.db.close()
    return 0


async def _town(world: World, options: Options) -> None:
    """Let people talk; the dice are seeded so that a day can be played again."""
    await Town(world, options.pace, random.Random(options.random_seed)).run()  # noqa: S311 - stage directions


async def _end_polls(world: World) -> None:
    """Tell people of ended polls while they listen, not only when they ask."""
    while True:
        await asyncio.sleep(_POLL_LOOK_SECONDS)
        close_polls(world)


def _tell_of_failure(task: asyncio.Task[None]) -> None:
    """A town that falls silent says why; the server goes on answering."""
    if not task.cancelled() and (error := task.exception()) is not None:
        traceback.print_exception(error, file=sys.stderr)


def _listen_for_the_end(stop: asyncio.Event, options: Options) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        if sys.platform == "win32":
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))
        else:
            loop.add_signal_handler(name, stop.set)
    if options.die_with_stdin:

        def wait() -> None:
            # Not through sys.stdin: its lock, held by this thread, would abort the interpreter's exit.
            while os.read(0, 4096):
                pass
            loop.call_soon_threadsafe(stop.set)

        threading.Thread(target=wait, name="stdin", daemon=True).start()
