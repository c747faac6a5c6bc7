"""What is built holds everything the program needs; installed in a clean environment, it runs from there."""

from __future__ import annotations

import json
import os
import site
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def build(kind: str, tree: Path, place: Path) -> Path:
    """Build a wheel or an sdist from a tree, as a build tool does, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(place)]
    built = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return next(place.glob("*.whl" if kind == "wheel" else "*.tar.gz"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from this checkout, unpacked nowhere yet."""
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel installed by pip; what it depends on is lent by this one.

    A path file lends the packages, not this checkout: its editable entry is a path file itself, and those
    are read in site directories only.
    """
    place = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(place, with_pip=False, symlinks=True)
    paths = {"base": str(place), "platbase": str(place)}
    packages = Path(sysconfig.get_path("purelib", scheme="venv", vars=paths))
    (packages / "lent.pth").write_text("\n".join(site.getsitepackages()) + "\n", encoding="utf-8")
    python = place / "bin" / "python"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index",
         "--ignore-installed", "--quiet", "--disable-pip-version-check", str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place


def run(place: Path, home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """The installed command, in an empty home."""
    return subprocess.run(
        [str(place / "bin" / "outtray"), *words],
        input=typed, cwd=home, capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "OUTTRAY_HOME": str(home / "home")},
    )  # fmt: skip


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


def version() -> str:
    """The version the source says."""
    words = (ROOT / "tui/outtray/__init__.py").read_text("utf-8")
    return words.rpartition('__version__ = "')[2].partition('"')[0]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the environment is laid out as on Unix")
def test_the_program_runs_where_its_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    told = run(installed, tmp_path, "--version")
    assert (told.returncode, told.stdout) == (0, f"outtray {version()}\n"), told.stderr
    where = subprocess.run(
        [str(installed / "bin/python"), "-c", "import outtray, outtray_rules; print(outtray.__file__)"],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(installed), "what ran was the checkout"
    tested = run(installed, tmp_path, "rules", "test")
    assert tested.returncode == 0, tested.stdout + tested.stderr
    assert tested.stdout.endswith("examples, 0 failed.\n")
    checked = run(installed, tmp_path, "check", "--json", "--as", "ca", "-", typed="My SIN is 046 454 286")
    assert checked.returncode == 1, checked.stderr
    found = {finding["category"] for finding in json.loads(checked.stdout)["findings"]}
    assert found - {"tone"} == {"pii"}, "late in the evening a rule speaks of the hour, too"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the environment is laid out as on Unix")
def test_manual_and_completions_are_where_shells_look(installed: Path) -> None:
    share = installed / "share"
    assert (share / "man/man1/outtray.1").read_text("utf-8").startswith((".TH", '.\\"'))
    for name in ("bash-completion/completions/outtray", "zsh/site-functions/_outtray"):
        assert "register" in (share / name).read_text("utf-8")


@pytest.mark.slow
def test_the_wheel_can_be_built_again_from_the_sdist(wheel: Path, tmp_path: Path) -> None:
    sdist = build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "tree", filter="data")
    [tree] = (tmp_path / "tree").iterdir()
    for name in ("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Makefile",
                 "constraints.txt", "docs/conf.py", "docs/shell/outtray.1", "tests/conftest.py"):  # fmt: skip
        assert (tree / name).is_file(), name
    assert not [path for path in tree.rglob("*") if path.name in {"__pycache__", ".venv", ".git"}]
    again = build("wheel", tree, tmp_path / "again")
    assert again.name == wheel.name
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(wheel).namelist())
