"""One practice server shared by tests that do not disturb one another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from practice_process import PracticeServer


@pytest.fixture(scope="session")
def town() -> Iterator[PracticeServer]:
    """A quiet town for tests that write only what they look at themselves, and ask for no faults."""
    with PracticeServer() as server:
        yield server
