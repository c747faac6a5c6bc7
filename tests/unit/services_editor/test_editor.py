"""A text's way through real editors: ones that work, ones that do not, and one whose owner was killed."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from outtray.base.errors import OuttrayError
from outtray.services.editor import NO_DRAFT, EditorFailed, edit_text, rescue
from outtray.storage.errors import StorageError


def editor(folder: Path, program: str) -> dict[str, str]:
    """An environment whose editor is this Python program; the file's name is ``name``."""
    script = folder / "editor.py"
    script.write_text(f"import sys, os, pathlib\nname = pathlib.Path(sys.argv[1])\n{program}\n")
    return {"EDITOR": shlex.join([sys.executable, str(script)])}


def test_what_the_editor_saved_comes_back_and_no_file_stays(tmp_path: Path) -> None:
    environment = editor(tmp_path, "name.write_text(name.read_text() + ' and more\\n')")
    folder = tmp_path / "private"
    assert edit_text("words", folder, environment) == "words and more"
    assert list(folder.iterdir()) == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("command", ['vi "', "nothing-of-this-name", "", "a\0b", "/"])
def test_an_editor_that_cannot_be_run_is_a_sentence(tmp_path: Path, command: str) -> None:
    with pytest.raises(EditorFailed) as caught:
        edit_text("words", tmp_path, {"EDITOR": command})
    assert caught.value.next_step
    assert list(tmp_path.iterdir()) == []


def test_an_editor_that_ends_badly_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(EditorFailed, match="3"):
        edit_text("words", tmp_path / "private", editor(tmp_path, "sys.exit(3)"))


def test_a_folder_that_takes_no_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(StorageError):
        edit_text("words", tmp_path / "file", {"EDITOR": "true"})


def test_a_file_the_editor_took_away_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OuttrayError):
        edit_text("words", tmp_path / "private", editor(tmp_path, "name.unlink()"))


def test_what_a_killed_process_left_with_its_editor_is_handed_back(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    environment = editor(
        tmp_path, "import signal\nname.write_text('later words')\nos.kill(os.getppid(), signal.SIGKILL)"
    )
    program = "import os, pathlib\nfrom outtray.services.editor import edit_text\n"
    program += f"edit_text('words', pathlib.Path({str(folder)!r}), os.environ, 'an answer')"
    killed = subprocess.run([sys.executable, "-c", program], env=os.environ | environment, check=False)
    assert killed.returncode < 0
    assert list(folder.glob("draft-*.txt"))
    found: list[tuple[str, str]] = []
    rescue(folder, lambda text, about: found.append((text, about)))
    assert found == [("later words", "an answer")]
    assert list(folder.iterdir()) == []


def test_what_another_process_is_editing_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    inner = "import pathlib\nfrom outtray.services.editor import rescue\n"
    inner += f"rescue(pathlib.Path({str(folder)!r}), print)"
    environment = editor(
        tmp_path,
        f"import subprocess\nfound = subprocess.run([sys.executable, '-c', {inner!r}], capture_output=True)\n"
        "name.write_text(f'{found.returncode} {found.stdout}')",
    )
    assert edit_text("words", folder, environment) == "0 b''"


def test_a_text_that_could_not_be_kept_stays(tmp_path: Path) -> None:
    (tmp_path / "draft-1.txt").write_text("words")

    def full(text: str, _about: str) -> None:
        raise EditorFailed(f"no room for {len(text)} characters")

    with pytest.raises(EditorFailed):
        rescue(tmp_path, full)
    assert (tmp_path / "draft-1.txt").read_text() == "words"


def test_there_is_nothing_to_rescue_where_no_editor_ever_was(tmp_path: Path) -> None:
    found: list[str] = []
    rescue(tmp_path / "missing", lambda text, _about: found.append(text))
    assert found == []


def test_settings_that_were_in_the_editor_are_nobody_s_post(tmp_path: Path) -> None:
    (tmp_path / "draft-1.txt").write_text("[cooling]")
    (tmp_path / "draft-1.about").write_text(NO_DRAFT)
    found: list[str] = []
    rescue(tmp_path, lambda text, _about: found.append(text))
    assert found == []
    assert list(tmp_path.iterdir()) == []
