"""Every screen looks as it was last seen and found good: words, layout and colours.

Each screen of the tour (``tests/tour.py``) in two languages, at three sizes, in a dark and a light theme.
After a change one can see: ``make snapshots``, then read the diff.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from textual.screen import Screen

import outtray.screens
from tour import SCENES
from tour_beginnings import BEGINNINGS
from tui.snapshots.drawing import LANGUAGES, Walked, drawn
from tui.snapshots.keeping import HERE, Styles, file_of, spell, spelled_out

pytestmark = [pytest.mark.slow]


SCREENS = (*SCENES, *BEGINNINGS)


@cache
def taken(language: str) -> Walked:
    """Every screen as it is at this moment: one walk for all tests of a language."""
    return drawn(language)


def _cases() -> list[object]:
    # One worker of pytest has all of a language, so that the walk is done once.
    return [
        pytest.param(language, screen, marks=pytest.mark.xdist_group(f"snapshots-{language}"))
        for language in LANGUAGES
        for screen in SCREENS
    ]


@pytest.mark.parametrize(("language", "screen"), _cases())
def test_a_screen_looks_as_it_was_last_seen(language: str, screen: str) -> None:
    path = file_of(language, screen)
    assert path.exists(), "not seen yet: make snapshots, and look at it"
    kept_styles, styles = Styles.read(), Styles.read()
    kept, shown = path.read_text(encoding="utf-8"), spell(taken(language).screens[screen], styles)
    if shown != kept:
        difference = difflib.unified_diff(
            spelled_out(kept, kept_styles),
            spelled_out(shown, styles),
            "as it was",
            "as it is",
            lineterm="",
            n=1,
        )
        pytest.fail("\n".join([f"{screen} has changed; `make snapshots` if it is meant so", *difference]))


@pytest.mark.xdist_group("snapshots-en")
def test_the_tour_comes_to_every_kind_of_screen() -> None:
    for found in pkgutil.walk_packages(outtray.screens.__path__, "outtray.screens."):
        importlib.import_module(found.name)
    ends = {kind.__name__ for kind in _kinds(Screen) if not kind.__subclasses__()}
    assert ends == set(taken("en").kinds.values())


def _kinds(base: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("outtray."):
            yield kind
        yield from _kinds(kind)


def test_no_snapshot_is_kept_of_a_screen_that_is_gone() -> None:
    expected = {file_of(language, screen) for language in LANGUAGES for screen in SCREENS}
    assert {path for language in LANGUAGES for path in (HERE / language).glob("*.txt")} == expected
