"""Fixtures of the tests of screens and widgets."""

from __future__ import annotations

import pytest

from style_kit import read_each_sheet_once


@pytest.fixture(scope="session", autouse=True)
def style_sheets() -> None:
    """Programs of one process share the rules of their style sheets: each is read once under each theme."""
    read_each_sheet_once()
