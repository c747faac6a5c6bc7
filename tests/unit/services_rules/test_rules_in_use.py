"""The rules in use: reloaded when a user's pack is saved, never for a broken one, quick to start again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from outtray.config.locations import Locations
from outtray.config.settings import RuleSettings, Settings
from outtray.services.rules import Rules, RulesNews, RulesUnusable
from outtray_rules.draft import Context, Draft
from rules_kit import HEADER, rule

TOO_LONG = 30


class Life:
    """One run of the program over the same files, with a clock that only moves when told to."""

    def __init__(self, places: Locations, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.now = 100.0
        self.told: list[RulesNews] = []
        self.heard = threading.Event()
        self.rules = Rules(lambda: self.settings, places, monotonic=lambda: self.now)
        self.rules.on_news = self._hear

    def _hear(self, news: RulesNews) -> None:
        self.told.append(news)
        self.heard.set()

    def found(self, text: str) -> list[str]:
        """What the user's own rules find, once packs that were saved have been read."""
        self.now += 10
        self.rules()
        self.rules.settle()
        findings = self.rules().review(Draft(text), Context())
        return [finding.match for finding in findings if finding.pack in {"mine", "own-words"}]


@pytest.fixture
def places(tmp_path: Path) -> Locations:
    made = Locations(tmp_path / "config", tmp_path / "data", tmp_path / "cache", practice=False)
    made.make()
    made.packs.mkdir()
    return made


def save(places: Locations, word: str, more: str = "") -> None:
    match = f'{{ terms = {{ any = ["{word}"] }} }}'
    (places.packs / "mine.toml").write_text(HEADER + rule(match) + more, encoding="utf-8")


def test_a_saved_pack_takes_the_place_of_the_old_and_it_is_said(places: Locations) -> None:
    save(places, "pineapple")
    life = Life(places)
    assert life.found("pineapple persimmon") == ["pineapple"]
    save(places, "persimmons")
    assert life.found("pineapple persimmons") == ["persimmons"]
    assert [news.problems for news in life.told] == [()]
    assert "in use" in life.told[0].sentence


def test_a_broken_pack_never_replaces_a_good_one_and_its_line_is_quoted(places: Locations) -> None:
    save(places, "pineapple")
    life = Life(places)
    assert life.found("pineapple") == ["pineapple"]
    save(places, "persimmon", more="severty = 3\n")
    assert life.found("pineapple persimmon") == ["pineapple"]
    (news,) = life.told
    assert "last good version" in news.sentence
    assert "mine.toml:" in news.sentence
    assert "severty = 3" in news.sentence
    save(places, "quince")
    assert life.found("pineapple quince") == ["quince"]
    assert life.rules.news is None


def test_the_last_good_version_lasts_over_a_restart(places: Locations) -> None:
    save(places, "pineapple")
    assert Life(places).found("pineapple") == ["pineapple"]
    save(places, "persimmon", more="severty = 3\n")
    life = Life(places)
    assert life.found("pineapple persimmon") == ["pineapple"]
    assert life.heard.wait(TOO_LONG)
    assert life.told[0].problems


def test_a_broken_pack_that_was_never_good_keeps_everything_from_being_reviewed(places: Locations) -> None:
    save(places, "persimmon", more="severty = 3\n")
    with pytest.raises(RulesUnusable, match="severty"):
        Life(places).rules()


def test_files_are_looked_at_no_more_than_once_a_second(places: Locations) -> None:
    save(places, "pineapple")
    life = Life(places)
    life.found("pineapple")
    save(places, "persimmons")
    life.now += 0.5
    life.rules()
    life.rules.settle()
    assert not life.told


def test_what_the_settings_change_is_part_of_what_is_kept(places: Locations) -> None:
    save(places, "pineapple")
    assert Life(places).found("pineapple") == ["pineapple"]
    without = Life(places, Settings(rules=RuleSettings(off=("a-rule",))))
    assert without.found("pineapple") == []
    assert Life(places).found("pineapple") == ["pineapple"]


def test_a_second_start_reads_the_compiled_rules(places: Locations) -> None:
    save(places, "pineapple")
    Life(places).found("pineapple")
    (kept,) = places.compiled_rules.iterdir()
    before = kept.stat().st_mtime_ns
    assert Life(places).found("pineapple") == ["pineapple"]
    (again,) = places.compiled_rules.iterdir()
    assert (again, again.stat().st_mtime_ns) == (kept, before)
