"""Pictures are made small in a process of their own; a stranger's are pixels or a sentence."""

from __future__ import annotations

import asyncio
import random
import struct
import sys
import zlib
from pathlib import Path

import pytest

from outtray.base.drawing import Small
from outtray.practice.pictures import landscape
from outtray.services import pictures
from outtray.services.pictures import CannotShow, Shrinker

pytest.importorskip("PIL", reason="the extra that draws pictures is not installed")
pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")


async def small(folder: Path, content: bytes, width: int = 80, height: int = 60) -> Small:
    """What becomes of a file of these bytes."""
    path = folder / "picture.png"
    path.write_bytes(content)
    return await Shrinker().small(path, width, height)


def png(width: int, height: int, body: bytes) -> bytes:
    """A PNG that claims this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(body))
        + chunk(b"IEND", b"")
    )


async def test_a_picture_is_made_small_and_keeps_its_shape(tmp_path: Path) -> None:
    got = await small(tmp_path, landscape("#663399", 320, 180))
    assert (got.width, got.height) == (80, 45)
    assert len(got.pixels) == 80 * 45 * 3
    assert len(set(got.pixels)) > 10, "it is a picture and no flat colour"


async def test_a_transparent_picture_lies_on_grey(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGBA", (4, 4), (255, 0, 0, 0)).save(tmp_path / "clear.png")
    got = await Shrinker().small(tmp_path / "clear.png", 10, 10)
    assert set(got.pixels) == {127}


async def test_a_bomb_a_lie_and_a_program_are_a_sentence(tmp_path: Path) -> None:
    hostile = {
        "a bomb": png(60_000, 60_000, bytes(1_000)),
        "a lie": png(3_000, 3_000, b"short"),
        "no size": png(0, 0, b""),
        "cut short": landscape("#123456")[:200],
        "a script": b"#!/bin/sh\necho hello\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "nothing": b"",
    }
    for content in hostile.values():
        with pytest.raises(CannotShow, match="cannot be drawn"):
            await small(tmp_path, content)


async def test_pictures_with_any_bytes_changed_never_break_the_program(tmp_path: Path) -> None:
    sound, chance = landscape("#884422", 60, 40), random.Random(6)
    ended = 0
    for _round in range(12):
        content = bytearray(sound)
        for _change in range(chance.randint(1, 20)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            got = await small(tmp_path, bytes(content))
        except CannotShow:
            ended += 1
        else:
            assert len(got.pixels) == got.width * got.height * 3
            ended += 1
    assert ended == 12


async def test_a_decoder_that_dies_or_lies_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(landscape("#884422"))
    folder = tmp_path / "roots"
    folder.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(folder))
    for body in (
        "import os; os.abort()",
        "import sys; sys.stdout.buffer.write(b'\\xff' * 8); sys.stdout.flush()",
        "import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\1\\0\\0\\0\\1')",
    ):
        (folder / "lying_decoder.py").write_text(body)
        monkeypatch.setattr(pictures, "_MODULE", "lying_decoder")
        with pytest.raises(CannotShow):
            await Shrinker().small(path, 10, 10)


@pytest.mark.skipif(sys.platform != "linux", reason="a pipe that holds more than is read at once")
async def test_a_decoder_that_says_more_than_is_read_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(landscape("#884422"))
    (tmp_path / "talking_decoder.py").write_text(
        "import fcntl, os\nfcntl.fcntl(1, fcntl.F_SETPIPE_SZ, 1 << 20)\nos.write(1, b'\\xff' * 900_000)\n"
        "os.read(os.pipe()[0], 1)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(pictures, "_MODULE", "talking_decoder")
    async with asyncio.timeout(10):
        with pytest.raises(CannotShow):
            await Shrinker().small(tmp_path / "a.png", 10, 10)


async def test_without_the_extra_the_way_to_get_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda name: None)
    assert not pictures.is_installed()
    with pytest.raises(CannotShow, match="not installed") as failed:
        await Shrinker().small(tmp_path / "a.png", 10, 10)
    assert ".[pictures]" in failed.value.next_step
