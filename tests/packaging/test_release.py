"""A release is one commit and one tag, made only from a tree that is fit for it; nothing is pushed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHANGES = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- The ferry.\n"


def git(tree: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=tree, capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small repository of the right shape, with everything committed."""
    made = tmp_path / "tree"
    (made / "tui/outtray").mkdir(parents=True)
    (made / "tui/outtray/__init__.py").write_text('"""A program."""\n\n__version__ = "0.1.0"\n')
    (made / "CHANGELOG.md").write_text(CHANGES)
    git(made, "init", "--quiet", "--initial-branch", "main")
    git(made, "config", "user.name", "A maintainer")
    git(made, "config", "user.email", "maintainer@harbour.example")
    git(made, "add", ".")
    git(made, "commit", "--quiet", "--message", "Begin")
    return made


def release(tree: Path, *words: str) -> subprocess.CompletedProcess[str]:
    script = ROOT / "docs/generate/release.py"
    return subprocess.run(
        [sys.executable, str(script), *words], cwd=tree, capture_output=True, text=True, check=False
    )


def test_a_release_writes_version_and_changelog_in_one_tagged_commit(tree: Path) -> None:
    done = release(tree, "0.2.0")
    assert done.returncode == 0, done.stderr
    assert git(tree, "tag", "--points-at", "HEAD") == "v0.2.0"
    assert git(tree, "status", "--porcelain") == ""
    assert '__version__ = "0.2.0"' in (tree / "tui/outtray/__init__.py").read_text()
    changes = (tree / "CHANGELOG.md").read_text()
    assert changes.startswith("# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2")
    assert changes.endswith("\n### Added\n\n- The ferry.\n")
    again = release(tree, "0.3.0")
    assert again.returncode == 1
    assert "nothing under Unreleased" in again.stderr


def test_a_dry_run_checks_shows_and_changes_nothing(tree: Path) -> None:
    before = git(tree, "log", "--all", "--oneline")
    done = release(tree, "0.2.0", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "- The ferry." in done.stdout
    assert done.stdout.endswith("v0.2.0 can be made; nothing was written.\n")
    assert (git(tree, "log", "--all", "--oneline"), git(tree, "tag"), git(tree, "status", "--porcelain")) == (
        before,
        "",
        "",
    )
    (tree / "CHANGELOG.md").write_text(CHANGES.replace("- The ferry.\n", ""))
    git(tree, "commit", "--all", "--quiet", "--message", "Say nothing")
    assert release(tree, "0.2.0", "--dry-run").returncode == 1


@pytest.mark.parametrize(
    ("version", "spoil", "why"),
    [
        ("next", (), "is no version"),
        ("0.0.9", (), "not greater"),
        ("0.2.0", ("tag", "v0.2.0"), "a tag v0.2.0 already"),
        ("0.2.0", ("switch", "--quiet", "--create", "aside"), "branch main"),
        ("0.2.0", ("rm", "--quiet", "--cached", "CHANGELOG.md"), "not clean"),
    ],
)
def test_a_tree_that_is_not_fit_is_refused_and_left_alone(
    tree: Path, version: str, spoil: tuple[str, ...], why: str
) -> None:
    if spoil:
        git(tree, *spoil)
    before = git(tree, "log", "--all", "--oneline")
    refused = release(tree, version)
    assert refused.returncode == 1
    assert why in refused.stderr
    assert git(tree, "log", "--all", "--oneline") == before
    assert '"0.1.0"' in (tree / "tui/outtray/__init__.py").read_text()
