"""Makes a release, see ``make release``: version, section of the changelog, one commit, one tag.

It never pushes.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

VERSION = re.compile(r'^__version__ = "(\d+\.\d+\.\d+)"$', re.MULTILINE)
VERSION_FILE = "tui/outtray/__init__.py"
CHANGELOG = "CHANGELOG.md"
UNRELEASED = "## [Unreleased]\n"


class Refused(Exception):
    """The release cannot be made; the message says why and what to do."""


def git(root: Path, *words: str) -> str:
    """What git says; raises ``Refused`` with its own words when it fails."""
    command = ["git", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"git {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


def release(root: Path, version: str, day: date, *, dry: bool = False) -> str:
    """Check, write, commit and tag; answers the tag. Raises ``Refused`` before anything was changed.

    ``dry`` checks all the same and changes nothing.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Refused(f"“{version}” is no version. Say: make release VERSION=1.2.3")
    if git(root, "status", "--porcelain"):
        raise Refused("The tree is not clean. Commit or put aside what git status shows.")
    if git(root, "branch", "--show-current") != "main":
        raise Refused("Releases are made on the branch main.")
    tag = f"v{version}"
    if git(root, "tag", "--list", tag):
        raise Refused(f"There is a tag {tag} already.")
    source = (root / VERSION_FILE).read_text("utf-8")
    found = VERSION.search(source)
    if found is None:
        raise Refused(f"{VERSION_FILE} does not say the version.")
    before = found[1]
    first = not git(root, "tag", "--list", "v*")
    if _numbers(version) < _numbers(before) or (version == before and not first):
        raise Refused(f"{version} is not greater than {before}.")
    changes = (root / CHANGELOG).read_text("utf-8")
    head, _here, rest = changes.partition(UNRELEASED)
    told = re.split(r"^## \[", rest, maxsplit=1, flags=re.MULTILINE)[0]
    if "\n- " not in told:
        raise Refused(f"{CHANGELOG} has nothing under Unreleased.")
    if dry:
        print(f"## [{version}] - {day.isoformat()}\n{told.rstrip()}\n")
        return tag
    (root / VERSION_FILE).write_text(VERSION.sub(f'__version__ = "{version}"', source), encoding="utf-8")
    section = f"{head}{UNRELEASED}\n## [{version}] - {day.isoformat()}\n{rest}"
    (root / CHANGELOG).write_text(section, encoding="utf-8")
    git(root, "add", VERSION_FILE, CHANGELOG)
    git(root, "commit", "--quiet", "--message", f"Release {version}")
    git(root, "tag", "--annotate", tag, "--message", f"Outtray {version}")
    return tag


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def main(words: list[str]) -> int:
    """Make the release named on the command line; 1 when it was refused."""
    dry = "--dry-run" in words
    named = [word for word in words if word != "--dry-run"]
    try:
        # The day of the release is the day it is made.
        tag = release(Path.cwd(), named[0] if named else "", date.today(), dry=dry)  # noqa: TID251
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    if dry:
        print(f"{tag} can be made; nothing was written.")
        return 0
    print(f"Tagged {tag}; nothing was pushed. Look at it: git show {tag}. Then: git push origin main {tag}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
