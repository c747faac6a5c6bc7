"""The wheel holds everything the program needs, and the program runs from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout, unpacked nowhere yet."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(place.glob("*.whl"))


def test_every_data_file_of_the_source_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    roots = {"tui": "outtray", "rules": "outtray_rules", "themes": "outtray_themes"}
    wanted = {
        path.relative_to(ROOT / root).as_posix()
        for root, package in roots.items()
        for path in (ROOT / root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - names == set()
    assert {"outtray/py.typed", "outtray_rules/py.typed", "outtray_themes/py.typed"} <= names


def test_the_wheel_names_its_command_and_its_licence(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    names = archive.namelist()
    entry = archive.read(next(name for name in names if name.endswith("entry_points.txt"))).decode()
    assert "outtray = outtray.__main__:main" in entry
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_program_runs_from_the_unpacked_wheel(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(unpacked)
    ended = subprocess.run(
        [sys.executable, "-m", "outtray", "check", "--json", "--as", "ca", "-"],
        input="My SIN is 046 454 286",
        env={**os.environ, "PYTHONPATH": str(unpacked), "OUTTRAY_HOME": str(tmp_path / "home")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert [finding["category"] for finding in json.loads(ended.stdout)["findings"]] == ["pii"]
