"""The picture of an address: whole, or a sentence that says what room it needs."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from desk_kit import DeskApp
from outtray.screens.qr import QrScreen

PICTURE = ("█▀▀▀▀█",) * 20


@pytest.mark.parametrize(("height", "whole"), [(21, True), (20, False)])
async def test_a_picture_that_does_not_fit_says_what_it_needs(height: int, whole: bool) -> None:
    app = DeskApp(Static())
    async with app.running(60, height) as pilot:
        await app.push_screen(QrScreen(PICTURE))
        await pilot.pause()
        shown = {one.id: one.display for one in app.screen.query("#code, #hint, #room")}
        assert shown == {"code": whole, "hint": whole, "room": not whole}
        assert "6 columns and 21 lines" in str(app.screen.query_one("#room", Static).content)
        await pilot.resize_terminal(60, 21)
        await pilot.pause()
        assert app.screen.query_one("#code").display


async def test_any_key_closes_it() -> None:
    app = DeskApp(Static())
    async with app.running(60, 20) as pilot:
        await app.push_screen(QrScreen(PICTURE))
        await pilot.press("x")
        assert not isinstance(app.screen, QrScreen)
