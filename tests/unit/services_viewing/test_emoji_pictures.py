"""Emoji are fetched as nobody, decoded apart, kept once as pixels; what is wrong with one is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from outtray.base.clock import SystemClock
from outtray.base.drawing import Drawing, Method
from outtray.base.errors import OuttrayError
from outtray.config.locations import locations
from outtray.mastodon.media import NotMedia
from outtray.services.pictures import CannotShow
from outtray.services.viewing import Viewing
from outtray.services.workspace import Login, Workspace
from practice_process import PracticeServer

pytest.importorskip("PIL", reason="the extra that draws pictures is not installed")
pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")


@pytest.fixture
def workspace(tmp_path: Path, practice_server: PracticeServer) -> Workspace:
    """A home on the practice server, in a terminal that draws pictures in text."""
    places = locations({"OUTTRAY_HOME": str(tmp_path)})
    places.make()
    server = practice_server
    login = Login(server.url, "practice", server.account, lambda: server.token, server.account_id)
    made = Workspace(places, SystemClock(), login=login)
    made.drawing = Drawing(Method.KITTY, 10, 20)
    return made


def kept(workspace: Workspace) -> list[Path]:
    """The files that are kept."""
    folder = workspace.places.media
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("kind", ["png", "gif", "webp"])
async def test_an_emoji_becomes_pixels_once(
    workspace: Workspace, practice_server: PracticeServer, kind: str
) -> None:
    viewing = Viewing(workspace)
    address = f"{practice_server.url}/emoji/onion.{kind}"
    sprite = await viewing.emoji(address, 2)
    assert sprite is not None
    assert (sprite.width, sprite.height) == (20, 20)
    assert len(sprite.pixels) == 20 * 20 * 4
    opaque = set(sprite.pixels[3::4])
    assert opaque == {255} if kind == "png" else {0, 255} <= opaque
    [file] = kept(workspace)
    assert file.suffix == ".made", "the pixels in the place of the file"
    practice_server.set_fault("status", path_regex=r"/emoji/", times=None, code=500)
    assert await viewing.emoji(address, 2) == sprite, "from the disk, with nobody asked"
    practice_server.clear_faults()
    file.write_bytes(file.read_bytes()[:-5])
    assert await viewing.emoji(address, 2) == sprite, "what the disk has lost is fetched again"
    await viewing.close()


async def test_a_wide_emoji_keeps_its_shape_and_huge_letters_no_more_pixels_than_bounded(
    workspace: Workspace, practice_server: PracticeServer
) -> None:
    workspace.drawing = Drawing(Method.KITTY, 300, 600)
    viewing = Viewing(workspace)
    sprite = await viewing.emoji(f"{practice_server.url}/headers/{practice_server.account_id}.png", 2)
    assert sprite is not None
    assert (sprite.width, sprite.height) == (64, 21)
    await viewing.close()


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("https://127.0.0.1/a.png", NotMedia),
        ("https://intranet.local/a.png", NotMedia),
        ("{server}/emoji/no-such.png", OuttrayError),
        ("{server}/api/v1/instance", NotMedia),
        ("{server}/emoji/lift.png", CannotShow),
    ],
)
async def test_what_is_wrong_with_an_emoji_is_a_sentence(
    workspace: Workspace, practice_server: PracticeServer, address: str, error: type[OuttrayError]
) -> None:
    practice_server.set_fault(
        "body", path_regex=r"/emoji/lift", times=None, body="GIF89a and no more than that"
    )
    viewing = Viewing(workspace)
    with pytest.raises(error):
        await viewing.emoji(address.format(server=practice_server.url), 2)
    assert [file for file in kept(workspace) if file.suffix == ".made"] == []
    await viewing.close()


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "file:///etc/passwd", "\x1b]52;c;\x07"])
async def test_what_is_no_address_is_no_picture(workspace: Workspace, address: str) -> None:
    viewing = Viewing(workspace)
    assert await viewing.emoji(address, 2) is None
    await viewing.close()
