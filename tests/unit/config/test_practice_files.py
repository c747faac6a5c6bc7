"""What practising leaves on disk is the user's alone, whatever umask the shell has."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from outtray.cli.practice import practice_server


@pytest.fixture
def _open_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("_open_umask")
def test_no_file_of_the_practice_server_is_for_others(tmp_path: Path) -> None:
    data = tmp_path / "far" / "server"
    with practice_server(data) as server:
        answer = httpx.get(
            f"{server.url}/api/v1/timelines/home",
            headers={"Authorization": f"Bearer {server.token}"},
            trust_env=False,
        )
        assert answer.status_code == 200
        made = [data.parent, data, *data.rglob("*")]
        open_to_others = [path for path in made if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert (data / "server.log") in made
    assert open_to_others == []
