"""Fixtures every part of the test suite may use."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

from practice_process import PracticeServer

# How long one example takes says more about the machine than about the program; bench/ measures time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


_LONGEST_NAME = 60
"""Letters of a value that stand for it in the name of a test."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name tests of enormous values by their beginning and their length."""
    del argname
    if isinstance(val, str | bytes) and len(val) > _LONGEST_NAME:
        beginning = val[:_LONGEST_NAME]
        words = beginning if isinstance(beginning, str) else beginning.decode("ascii", "backslashreplace")
        return f"{words.encode('ascii', 'backslashreplace').decode()}… of {len(val)}"
    return None


def pytest_collection_finish() -> None:
    """Let the collector of garbage leave alone what thousands of tests are made of, and nothing else.

    A program does so with what it begins with; here that would be kept for all the tests after it.
    """
    gc.collect()
    gc.freeze()
    gc.freeze = _nothing


def _nothing() -> None:
    """In the place of what a program does for its whole life."""


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


_COUNTED = "counted: "
"""What a test prints begins with this when it is to stand below all tests: kills, mutations, writes."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was counted, the faults that were tried, and their outcomes, failed ones too."""
    counted = {
        line.removeprefix(_COUNTED)
        for reports in terminalreporter.stats.values()
        for report in reports
        for line in getattr(report, "capstdout", "").splitlines()
        if line.startswith(_COUNTED)
    }
    if counted:
        terminalreporter.section("what was counted")
        for line in sorted(counted):
            terminalreporter.write_line(line)
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
