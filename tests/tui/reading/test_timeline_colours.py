"""Every part of a post can be read under every theme, on the plain and on the selected background."""

from __future__ import annotations

import pytest
from rich.style import Style

from outtray.widgets.theming import textual_themes
from outtray.widgets.timeline.pieces import Role
from outtray_themes.colour import contrast, parse_colour
from outtray_themes.keys import PART_MINIMUM, TEXT_MINIMUM
from reading_town import ReadingApp, town

PARTS = {Role.BAR, Role.POLL, Role.POLL_OWN, Role.GUIDE, Role.CURSOR, Role.FOCUS}
DECORATION = {Role.POLL_TRACK}
"""The empty part of a poll's bar: the percentage beside it says the same."""


def ratio(style: Style) -> float:
    def hexed(colour: object) -> str:
        triplet = getattr(colour, "triplet", None)
        assert triplet is not None
        return str(triplet.hex)

    return contrast(parse_colour(hexed(style.color)), parse_colour(hexed(style.bgcolor)))


@pytest.mark.parametrize("theme", [theme.name for theme in textual_themes()])
async def test_every_role_can_be_read(theme: str) -> None:
    app = ReadingApp(theme=theme)
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.replace(town(), more=False)
        await pilot.pause()
        for role in set(Role) - DECORATION:
            for selected in (False, True):
                least = PART_MINIMUM if role in PARTS else TEXT_MINIMUM
                assert ratio(app.view.palette.style(role, selected=selected)) >= least, (role, selected)


async def test_the_selected_post_stands_out_by_more_than_colour() -> None:
    app = ReadingApp(theme="mono")
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.replace(town(), more=False)
        await pilot.pause()
        row = app.view.row_at(1)
        other = app.view.row_at(app.view.book.heights[0] + 1)
        assert row is not None
        assert other is not None
        assert row.strip.text.startswith("▌")
        assert not other.strip.text.startswith("▌")


async def test_a_change_of_theme_repaints_what_is_on_the_screen() -> None:
    app = ReadingApp(theme="registry")
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.replace(town(), more=False)
        await pilot.pause()
        dark = app.view.row_at(1)
        app.theme = "foolscap"
        await pilot.pause()
        await pilot.pause()
        light = app.view.row_at(1)
        assert dark is not None
        assert light is not None
        assert dark.strip.text == light.strip.text
        assert dark.ground != light.ground
