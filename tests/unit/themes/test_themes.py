"""Themes: the ones that ship can be read by everybody, and a broken file says what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray_themes.colour import Colour, contrast, parse_colour
from outtray_themes.errors import ThemeError
from outtray_themes.keys import KEYS, TEXTS, pairs
from outtray_themes.loader import (
    DEFAULT_DARK,
    DEFAULT_LIGHT,
    SHIPPED,
    load_theme,
    parse_theme,
    shipped_theme,
    shipped_themes,
)
from outtray_themes.theme import low_contrasts

channels = st.integers(0, 255)
colours = st.builds(Colour, channels, channels, channels)

WHOLE = Path(__file__).parents[3] / "themes" / "outtray_themes" / "registry.toml"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_pair_in_use_passes_wcag_aa(name: str) -> None:
    assert [str(problem) for problem in low_contrasts(shipped_theme(name))] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_a_theme_is_called_like_its_file_and_says_what_it_is(name: str) -> None:
    theme = shipped_theme(name)
    assert theme.name == name
    assert theme.title
    assert theme.description
    assert theme.colours.keys() == KEYS.keys()
    assert len(theme.accounts) >= 6


def test_high_contrast_gives_every_text_seven_to_one() -> None:
    theme = shipped_theme("high-contrast")
    text_pairs = [pair for pair in pairs() if pair.minimum == 4.5]
    ratios = {
        f"{pair.foreground} on {pair.background}": contrast(
            theme.colours[pair.foreground], theme.colours[pair.background]
        )
        for pair in text_pairs
    }
    assert {name: ratio for name, ratio in ratios.items() if ratio < 7} == {}


def test_mono_has_no_hue() -> None:
    theme = shipped_theme("mono")
    assert all(c.red == c.green == c.blue for c in [*theme.colours.values(), *theme.accounts])


def test_the_defaults_are_a_dark_and_a_light_theme() -> None:
    assert shipped_theme(DEFAULT_DARK).dark
    assert not shipped_theme(DEFAULT_LIGHT).dark
    assert {theme.name for theme in shipped_themes()} == set(SHIPPED)


def test_severities_can_be_told_apart_from_ordinary_text() -> None:
    for theme in shipped_themes():
        if theme.name == "mono":
            continue
        seen = {theme.colours[key] for key in ("ink", "note", "warn", "block", "good")}
        assert len(seen) == 5, theme.name


def test_a_bad_colour_names_file_line_and_key() -> None:
    text = WHOLE.read_text(encoding="utf-8").replace('note = "#86b9e0"', 'note = "bluish"')
    line = next(i for i, row in enumerate(text.splitlines(), 1) if row.startswith("note ="))
    with pytest.raises(ThemeError) as caught:
        parse_theme(text, "mine.toml")
    assert caught.value.problems == (
        f"mine.toml, line {line}: “colours.note” is 'bluish', which is no colour; write #rgb or #rrggbb.",
    )


def test_every_problem_is_told_at_once_with_the_nearest_key() -> None:
    text = (
        WHOLE.read_text(encoding="utf-8")
        .replace("ground =", "grund =")
        .replace("dark = true", 'dark = "yes"')
        .replace('ink = "#e8e2d4"', "ink = 7")
    )
    with pytest.raises(ThemeError) as caught:
        parse_theme(text, "t.toml")
    told = "\n".join(caught.value.problems)
    assert "did you mean “ground”" in told
    assert "“colours.ground” is missing" in told
    assert "“theme.dark” must be true or false" in told
    assert "“colours.ink” is 7" in told
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[theme\n", "is not TOML"),
        ("", "the section [theme] is missing"),
        ("[theme]\nname = 'A b'\n", "lower-case letters"),
        ("[accounts]\ncolours = []\n", "at least one colour"),
        ("[accounts]\ncolours = ['#12']\n", "accounts.colours[0]"),
        ("[extra]\n", "unknown section “extra”"),
    ],
)
def test_what_is_not_a_theme_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ThemeError, match=r"t\.toml") as caught:
        parse_theme(text, "t.toml")
    assert said in str(caught.value)


def test_a_theme_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE.read_text(encoding="utf-8").replace('"registry"', '"mine"'), encoding="utf-8")
    assert load_theme(path).name == "mine"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"gone\.toml: cannot be read"):
        load_theme(tmp_path / "gone.toml")
    broken = tmp_path / "latin.toml"
    broken.write_bytes(b"\xe9")
    with pytest.raises(ThemeError, match=r"latin\.toml: is not UTF-8"):
        load_theme(broken)


def test_low_contrast_of_a_users_theme_is_found_and_named() -> None:
    text = WHOLE.read_text(encoding="utf-8").replace('muted = "#aaa596"', 'muted = "#2b2f38"')
    problems = [str(problem) for problem in low_contrasts(parse_theme(text, "t"))]
    assert any(problem.startswith("muted on sheet: 1.") for problem in problems)


def test_account_colours_repeat_when_there_are_more_accounts() -> None:
    theme = shipped_theme("registry")
    assert theme.account_colour(0) == theme.account_colour(len(theme.accounts))


@given(colours, colours)
def test_contrast_is_symmetric_and_between_one_and_twenty_one(one: Colour, other: Colour) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.01


@given(colours)
def test_a_colour_survives_being_written_and_read(colour: Colour) -> None:
    assert parse_colour(colour.hex) == colour


def test_known_contrasts() -> None:
    assert contrast(Colour(0, 0, 0), Colour(255, 255, 255)) == pytest.approx(21)
    assert contrast(parse_colour("#777777"), parse_colour("#fff")) == pytest.approx(4.48, abs=0.01)


def test_every_text_key_is_checked_on_every_surface() -> None:
    checked = {(pair.foreground, pair.background) for pair in pairs()}
    assert {(text, "selection") for text in TEXTS} <= checked
