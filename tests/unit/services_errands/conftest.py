"""The town of the practising clerk, and its desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from errands_kit import Desk, Line
from outtray.base.clock import SystemClock
from outtray.mastodon.transport import EgressTransport
from outtray.services import connection
from outtray.services.connection import connect
from practice_process import PracticeServer


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
async def desk(town: PracticeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    # A server that is well is asked for the time to tell: on a loaded machine it is only slow.
    monkeypatch.setattr(connection, "_SERVER_TIME_SECONDS", 60.0)
    town.clear_faults()
    town.forget_writes()
    line = Line()
    opened = await connect(
        town.url, town.token, host="practice", transport=EgressTransport(line), clock=SystemClock()
    )
    made = Desk(tmp_path, opened, line)
    yield made
    made.errands.close()
    await opened.close()
    town.clear_faults()
