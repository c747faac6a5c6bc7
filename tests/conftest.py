"""Fixtures every part of the test suite may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from practice_process import PracticeServer


@pytest.fixture
def practice_server() -> Iterator[PracticeServer]:
    """A fresh, quiet practice town in a process of its own, with faults on offer."""
    with PracticeServer() as server:
        yield server
