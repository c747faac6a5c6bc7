"""The settings file: what a person types, and what they are told when it is wrong."""

from __future__ import annotations

import os
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.config.load import parse_settings, read_settings
from outtray.config.settings import Hours, Settings
from outtray.config.spoken import wished_language
from outtray.services.profile import cooling_settings
from outtray_rules.cooling import cooling_off
from outtray_rules.draft import Context
from outtray_rules.durations import COOLING_FLOOR

PLACE = Path("settings.toml")


def test_a_missing_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "settings.toml") == (Settings(), ())


def test_durations_and_hours_are_read_as_a_person_types_them() -> None:
    settings, problems = parse_settings(
        """
        [cooling]
        base = "90s"
        block = "1d"
        quiet_hours = { from = "22:00", to = "07:00" }
        """,
        PLACE,
    )
    assert problems == ()
    assert settings.cooling.base == timedelta(seconds=90)
    assert settings.cooling.block == timedelta(days=1)
    assert settings.cooling.quiet_hours == Hours(time(22), time(7))


def test_empty_quiet_hours_switch_them_off() -> None:
    settings, problems = parse_settings('[cooling]\nquiet_hours = ""', PLACE)
    assert (settings.cooling.quiet_hours, problems) == (None, ())


def test_every_mistake_is_reported_at_once_with_its_line() -> None:
    text = '[cooling]\nwarn = "soon"\nreply = 5\n\n[interface]\nicons = "emoji"\n\n[colling]\nbase = "1m"\n'
    settings, problems = parse_settings(text, PLACE)
    assert [problem.line for problem in problems] == [2, 3, 6, 8]
    assert settings == Settings(), "a mistaken key keeps its default"


def test_an_unknown_name_suggests_the_nearest_one() -> None:
    problems = parse_settings('[cooling]\nrepply = "1m"\n', PLACE)[1]
    assert "did you mean “reply”?" in str(problems[0])


def test_the_line_itself_is_quoted() -> None:
    problems = parse_settings('[cooling]\nwarn = "soon"\n', PLACE)[1]
    assert 'warn = "soon"' in str(problems[0])


def test_a_syntax_error_names_line_and_column() -> None:
    settings, problems = parse_settings("[cooling\n", PLACE)
    assert settings == Settings()
    assert (problems[0].line, problems[0].column) == (1, 9)


def test_the_pause_cannot_be_set_away() -> None:
    settings, problems = parse_settings('[cooling]\nbase = "0s"\n', PLACE)
    assert settings.cooling.base == timedelta(seconds=10)
    assert "at least 10s" in str(problems[0])


@pytest.mark.parametrize("name", ["base", "max"])
def test_no_term_sets_the_pause_away(name: str) -> None:
    settings, problems = parse_settings(f'[cooling]\n{name} = "0s"\n', PLACE)
    assert [problem.line for problem in problems] == [2]
    wait = cooling_off((), Context(), cooling_settings(settings.cooling)).seconds
    assert wait >= COOLING_FLOOR.total_seconds()


def test_a_ready_act_stays_ready_long_enough_to_be_read() -> None:
    settings, problems = parse_settings('[cooling]\nready_window = "0s"\n', PLACE)
    assert settings.cooling.ready_window == timedelta(minutes=5)
    assert "at least 5m" in str(problems[0])


def test_loading_a_mistaken_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("theme = 3\n", encoding="utf-8")
    settings, problems = read_settings(path)
    assert settings == Settings()
    assert "theme" in str(problems[0])


def test_a_file_that_is_not_text_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")
    settings, problems = read_settings(path)
    assert settings == Settings()
    assert "UTF-8" in str(problems[0])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_crashes_the_reader_or_reaches_the_terminal_raw(text: str) -> None:
    settings, problems = parse_settings(text, PLACE)
    assert isinstance(settings, Settings)
    assert not any("\x1b" in problem.source_line for problem in problems)


def test_a_pipe_in_the_place_of_the_settings_is_a_sentence_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    os.mkfifo(path)
    settings, [problem] = read_settings(path)
    assert settings == Settings()
    assert "is not a file" in str(problem)
    assert wished_language(path) == ""
