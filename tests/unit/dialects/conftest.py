"""The practice town posing as servers of other makes, and the program connected to it as a user would be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hold_kit import Bench, bench
from outtray.base.clock import SystemClock
from outtray.mastodon.transport import EgressTransport
from outtray.services.connection import Connection, connect
from practice_process import PracticeServer

MAKES = ("gotosocial", "akkoma")


@pytest.fixture(scope="module", params=MAKES)
def _make(request: pytest.FixtureRequest) -> Iterator[PracticeServer]:
    with PracticeServer("--dialect", request.param) as server:
        yield server


@pytest.fixture
def town(_make: PracticeServer) -> Iterator[PracticeServer]:
    """A town of either make, shared by the tests of a module, without faults."""
    _make.clear_faults()
    _make.forget_writes()
    yield _make
    _make.clear_faults()
    assert _make.said() == ""


@pytest.fixture
async def connection(town: PracticeServer) -> AsyncIterator[Connection]:
    """A login there, made the way the client makes it: nobody tells it what kind of server this is."""
    opened = await connect(
        town.url, town.token, host="elsewhere.example", transport=EgressTransport(), clock=SystemClock()
    )
    yield opened
    await opened.close()


@pytest.fixture
def hold(town: PracticeServer, connection: Connection, tmp_path: Path) -> Iterator[Bench]:
    """An out-tray whose session is the one the client would use there."""
    made = bench(town, tmp_path / "tray", session=connection.session())
    yield made
    made.outbox.close()
