"""The keys at the foot of a screen, in a window of any width and in both languages."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from frames import words_of
from outtray.widgets.footer import KeyFooter


class Keys(App[None]):
    """Five keys, the last but one of which helps."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5", "hold", "Retenir"),
        Binding("f6", "answer", "Réponse"),
        Binding("f9", "headline", "Manchette"),
        Binding("f1", "app.help", "Touches"),
        Binding("q", "app.quit", "Quitter"),
    ]

    def compose(self) -> ComposeResult:
        yield KeyFooter()


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "f5 Retenir f6 Réponse f9 Manchette f1 Touches q Quitter"),
        (46, "f5 Retenir f6 Réponse f9 Manchette f1 Touches"),
        (45, "f5 Retenir f6 Réponse f9 Manchette f1 Touches"),
        (44, "f5 Retenir f6 Réponse f1 Touches q Quitter"),
        (21, "f5 Retenir f1 Touches"),
        (15, "f1 Touches"),
    ],
)
async def test_no_key_is_cut_and_the_one_that_helps_is_always_there(width: int, shown: str) -> None:
    app = Keys()
    async with app.run_test(size=(80, 4)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(width, 4)
        for _turn in range(1_000):
            if words_of(app).splitlines()[-1].rstrip() == shown:
                break
            await pilot.pause(0.02)
        assert words_of(app).splitlines()[-1].rstrip() == shown
