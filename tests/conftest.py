"""Fixtures every part of the test suite may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

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


Tried = Callable[[str, str], None]
"""Notes a fault that was tried, and what came of it, for the table after the tests."""

_FAULT = "fault tried"


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """Note a fault by its name, with its outcome; all are printed once every test has run."""

    def note(fault: str, outcome: str) -> None:
        record_property(_FAULT, f"{fault:<42}  {outcome}")

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the faults that were tried and their outcomes, failed ones too."""
    lines = {
        f"{'ok' if outcome == 'passed' else 'NOT MASTERED':<14}{value}"
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, value in getattr(report, "user_properties", ())
        if name == _FAULT
    }
    if lines:
        terminalreporter.section(f"{len(lines)} faults tried, and what came of each")
        for line in sorted(lines):
            terminalreporter.write_line(line)
