"""Fixtures every part of the test suite may use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from practice_process import PracticeServer

# How long one example takes says more about the machine than about the program; bench/ measures time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def practice_server() -> Iterator[PracticeServer]:
    """A fresh, quiet practice town in a process of its own, with faults on offer."""
    with PracticeServer() as server:
        yield server
