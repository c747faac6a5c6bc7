"""A terminal that says it draws pictures is sent one; the question is over before the interface begins."""

from __future__ import annotations

import os
import time

import pytest

from e2e.conftest import Home
from e2e.terminal import PATIENCE, Terminal
from outtray.practice.pictures import landscape

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

KITTY = b"\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.40.1)\x1b\\\x1b[6;20;10t\x1b[?62;22c"
SIXEL = b"\x1b[6;20;10t\x1b[?62;4;22c"


class Drawing(Terminal):
    """A terminal that answers what it is asked of pictures with ``says``."""

    says = b""

    def _answer(self, chunk: bytes) -> None:
        super()._answer(chunk)
        if b"\x1b[16t" in chunk:
            os.write(self._fd, self.says)

    def wait_sent(self, wanted: bytes) -> None:
        """Wait until these bytes came from the program."""
        deadline = time.monotonic() + PATIENCE
        while wanted not in bytes(self.raw):
            assert time.monotonic() < deadline, f"waited in vain for {wanted!r}:\n{self.text()}"
            self._read(0.2)


@pytest.mark.feature("post.media")
@pytest.mark.parametrize(
    ("says", "picture"), [(KITTY, b"\x1b_Ga=p"), (SIXEL, b"\x1bP")], ids=["kitty", "sixel"]
)
def test_a_picture_goes_to_the_terminal_in_the_language_it_speaks(
    home: Home, monkeypatch: pytest.MonkeyPatch, says: bytes, picture: bytes
) -> None:
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    monkeypatch.setattr(Drawing, "says", says)
    home.settings("[media]\npreviews = 'best'\n")
    token = {"Authorization": f"Bearer {home.server.token_for('anouk')}"}
    file = {"file": ("map.png", landscape("#446688", 320, 180), "image/png")}
    medium = home.server.api(
        "POST", "/api/v2/media", files=file, data={"description": "A map of the harbour."}, headers=token
    ).json()
    post = {"status": "Look.", "media_ids": [medium["id"]]}
    home.server.api("POST", "/api/v1/statuses", json=post, headers=token)
    terminal = Drawing([], environment=home.environment, columns=100, rows=36, with_extras=True)
    with terminal:
        terminal.wait_for("live", "A map of the harbour.")
        assert picture not in bytes(terminal.raw), (
            "among the posts there are blocks, which any terminal scrolls"
        )
        terminal.press("v")
        terminal.wait_sent(picture)
        assert terminal.process.poll() is None
