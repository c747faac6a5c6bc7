"""What is said to the terminal itself: pictures and notifications, for which Textual has no call."""

from __future__ import annotations

from typing import Any

from textual.app import App


def write_to_terminal(app: App[Any], sequences: str) -> None:
    """Write control sequences the way frames go, so that they arrive in their order among frames."""
    driver = app._driver
    if sequences and driver is not None:
        driver.write(sequences)
