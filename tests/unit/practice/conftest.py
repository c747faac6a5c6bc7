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


@pytest.fixture(scope="session")
def _troubled_town() -> Iterator[PracticeServer]:
    with PracticeServer() as server:
        yield server


@pytest.fixture
def faulty(_troubled_town: PracticeServer) -> Iterator[PracticeServer]:
    """A shared town for tests that ask for faults: without any at the start, and with no writes listed."""
    _troubled_town.clear_faults()
    _troubled_town.forget_writes()
    yield _troubled_town
    _troubled_town.clear_faults()
