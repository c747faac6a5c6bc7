"""The documentation is true: its pages are played, its links lead somewhere, the site builds."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from docs_kit import log_in, reading, steps
from practice_process import PracticeServer

ROOT = Path(__file__).resolve().parents[2]
PLAYED = sorted(
    [*(ROOT / "docs/tutorial").glob("*.md"), *(ROOT / "docs/how-to").glob("*.md"), ROOT / "README.md"]
)
LINKED = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the pages name the places files have on Linux")
@pytest.mark.parametrize("page", PLAYED, ids=_named)
def test_who_follows_a_page_sees_what_it_says(page: Path, tmp_path: Path) -> None:
    script = list(steps(page.read_text("utf-8")))
    if any(step.kind == "home" for step in script):
        with PracticeServer() as server:
            reader = reading(tmp_path / "home", page, server)
            log_in(reader)
            reader.play(script)
    else:
        reading(tmp_path / "home", page, None).play(script)


def test_a_page_that_says_what_is_not_so_is_found_out(tmp_path: Path) -> None:
    for number, block in enumerate(["$ echo one\ntwo\n", "$ false\n", "$ echo one\none\nmore\n"]):
        page = ROOT / "README.md"
        script = list(steps(f"<!-- runs -->\n```console\n{block}```\n"))
        assert [step.kind for step in script] == ["runs"]
        with pytest.raises(AssertionError, match=r"README.md, line 2"):
            reading(tmp_path / str(number), page, None).play(script)


def test_no_block_of_commands_goes_without_being_run_or_a_reason() -> None:
    unmarked = [
        f"{_named(page)}:{step.line}"
        for page in PLAYED
        for step in steps(page.read_text("utf-8"))
        if step.kind == "unmarked"
    ]
    assert unmarked == [], "say above it: <!-- runs --> or <!-- not run: why -->"


def site(docs: Path, made: Path, builder: str) -> subprocess.CompletedProcess[str]:
    """Build the documentation as ``make docs`` does."""
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet", "-b", builder,
         str(docs), str(made)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.slow
def test_no_link_of_the_site_is_broken(tmp_path: Path) -> None:
    # Every page is read and every link followed; what takes the time of `make docs` is dressing the pages.
    built = site(ROOT / "docs", tmp_path / "site", "dummy")
    assert built.returncode == 0, built.stderr


@pytest.mark.slow
def test_the_site_is_built_and_a_broken_link_or_picture_fails(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    shutil.copy(ROOT / "docs/conf.py", docs)
    (docs / "index.md").write_text("# Here\n\n## There\n\n[there](#there)\n", encoding="utf-8")
    built = site(docs, tmp_path / "site", "html")
    assert built.returncode == 0, built.stderr
    assert "Here" in (tmp_path / "site/index.html").read_text("utf-8")
    for broken in ("[a](nowhere.md)", "[a](#nowhere)", "![a](nowhere.svg)"):
        (docs / "index.md").write_text(f"# Here\n\n{broken}\n", encoding="utf-8")
        assert site(docs, tmp_path / "again", "dummy").returncode == 1, broken


@pytest.mark.parametrize("page", LINKED, ids=_named)
def test_links_into_the_repository_lead_to_what_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    links = re.findall(r"\]\((?!https?://|mailto:)([^)\s]+)\)", text)
    broken = []
    for link in links:
        name, _hash, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_picture_is_there_in_both_languages_and_shown_and_asks_nobody_for_anything() -> None:
    folder = ROOT / "docs/screenshots"
    english, french = ({path.name for path in place.glob("*.svg")} for place in (folder, folder / "fr"))
    assert english == french
    shown = (ROOT / "docs/reference/screens.md").read_text("utf-8")
    assert {f"{code}{name}" for code in ("", "fr/") for name in english} == set(
        re.findall(r"screenshots/([\w/-]+\.svg)", shown)
    )
    for path in folder.rglob("*.svg"):
        drawn = path.read_text("utf-8")
        assert len(drawn) < 40_000, f"{_named(path)} is heavy"
        assert re.findall(r"(?:href|src|url)\s*[=(]", drawn) == []


def test_paths_named_in_contributing_are_there() -> None:
    gone = []
    for page in [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs/contributing").glob("*.md"))]:
        for name in re.findall(r"`((?:tui|rules|themes|tests|docs)/[\w./-]+)`", page.read_text("utf-8")):
            if not (ROOT / name).exists():
                gone.append(f"{_named(page)}: {name}")
    assert gone == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
