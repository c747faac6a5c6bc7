"""Compiled packs on disk: the same answers, made anew when anything changed, and no other pickle is run."""

from __future__ import annotations

import hashlib
import os
import pickle
from pathlib import Path

import pytest

from outtray_rules.compiled import Compiled, load_compiled
from outtray_rules.draft import Context, Draft
from outtray_rules.engine import Reviewer
from outtray_rules.library import packs_for
from rules_kit import HEADER, rule

TEXTS = (
    "My SIN is 046 454 286, call me",
    "Proud to campaign for the NDP this weekend!",
    "The Minister's plan is reckless. Honestly it is a disgrace!",
    "Fier d'appuyer le Bloc québécois",
    "Lovely weather at the office picnic",
)
posix = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="owners and modes of files are POSIX's")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A directory with a user's pack of one rule."""
    directory = tmp_path / "packs"
    directory.mkdir()
    write(directory, "pineapple")
    return directory


def write(directory: Path, word: str) -> None:
    (directory / "words.txt").write_text(f"{word}\n", encoding="utf-8")
    (directory / "mine.toml").write_text(
        HEADER + '[terms.words]\nfile = "words.txt"\n' + rule('{ terms = "words" }'), encoding="utf-8"
    )


def found(made: Compiled, text: str) -> list[tuple[str, str]]:
    return [(one.rule, one.match) for one in Reviewer(made.program).review(Draft(text), Context())]


def test_packs_from_the_cache_find_what_packs_from_their_files_find(tmp_path: Path, own: Path) -> None:
    ids = packs_for("ca")
    fresh = load_compiled(ids, [own], tmp_path / "cache")
    kept = load_compiled(ids, [own], tmp_path / "cache")
    assert (fresh.from_cache, kept.from_cache) == (False, True)
    for text in (*TEXTS, "A pineapple"):
        assert found(kept, text) == found(fresh, text)
    assert found(kept, "A pineapple") == [("a-rule", "pineapple")]
    assert [pack.id for pack in kept.program.packs] == [pack.id for pack in fresh.program.packs]
    assert kept.problems == fresh.problems


def test_a_changed_list_is_compiled_anew(tmp_path: Path, own: Path) -> None:
    load_compiled([], [own], tmp_path / "cache")
    write(own, "persimmon")
    made = load_compiled([], [own], tmp_path / "cache")
    assert not made.from_cache
    assert found(made, "pineapple and persimmon") == [("a-rule", "persimmon")]


def test_what_a_review_remembered_is_never_written(tmp_path: Path, own: Path) -> None:
    made = load_compiled([], [own], tmp_path / "cache")
    Reviewer(made.program).review(Draft("my secret pineapple"), Context())
    assert b"my secret" not in pickle.dumps(made.program)


def test_packs_with_a_mistake_are_not_kept(tmp_path: Path, own: Path) -> None:
    (own / "mine.toml").write_text(HEADER + rule('{ terms = "wrods" }'), encoding="utf-8")
    assert load_compiled([], [own], tmp_path / "cache").errors
    assert not list((tmp_path / "cache").glob("*"))


def test_a_damaged_file_is_compiled_anew(tmp_path: Path, own: Path) -> None:
    load_compiled([], [own], tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    contents = bytearray(file.read_bytes())
    contents[len(contents) // 2] ^= 1
    file.write_bytes(contents)
    assert not load_compiled([], [own], tmp_path / "cache").from_cache
    file.write_bytes(b"")
    assert not load_compiled([], [own], tmp_path / "cache").from_cache


@posix
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_file_that_others_can_write_is_not_read(tmp_path: Path, own: Path, mode: int) -> None:
    load_compiled([], [own], tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.chmod(mode)
    assert not load_compiled([], [own], tmp_path / "cache").from_cache


@posix
def test_a_directory_that_others_can_write_is_neither_read_nor_written(tmp_path: Path, own: Path) -> None:
    load_compiled([], [own], tmp_path / "cache")
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    (tmp_path / "cache").chmod(0o777)
    assert not load_compiled([], [own], tmp_path / "cache").from_cache


@posix
def test_a_link_to_a_file_elsewhere_is_not_followed(tmp_path: Path, own: Path) -> None:
    load_compiled([], [own], tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert not load_compiled([], [own], tmp_path / "cache").from_cache


class _Command:
    """A pickle of this would make a file when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.path),))


def test_a_pickle_that_runs_something_is_refused_even_with_the_right_digest(
    tmp_path: Path, own: Path
) -> None:
    load_compiled([], [own], tmp_path / "cache")
    (file,) = (tmp_path / "cache").iterdir()
    body = pickle.dumps((_Command(tmp_path / "made"), ()))
    head = file.read_bytes().partition(b"\n")[0] + b"\n"
    file.write_bytes(head + hashlib.sha256(body).digest() + body)
    made = load_compiled([], [own], tmp_path / "cache")
    assert not made.from_cache
    assert not (tmp_path / "made").exists()
    assert found(made, "pineapple") == [("a-rule", "pineapple")]


def test_only_the_newest_files_stay(tmp_path: Path, own: Path) -> None:
    for number in range(7):
        write(own, f"word{'abcdefg'[number]}")
        load_compiled([], [own], tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 4
    assert load_compiled([], [own], tmp_path / "cache").from_cache


def test_a_cache_that_cannot_be_written_changes_nothing_else(tmp_path: Path, own: Path) -> None:
    (tmp_path / "cache").write_text("a file where the directory should be", encoding="utf-8")
    assert found(load_compiled([], [own], tmp_path / "cache"), "pineapple") == [("a-rule", "pineapple")]
