"""Fetched files are found again, make room for one another, and leave no halves behind."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest

from outtray.mastodon import errors
from outtray.mastodon.media import MediaReader
from outtray.mastodon.transport import EgressTransport
from outtray.services.gallery import Gallery, clear, kept
from outtray.storage.errors import StorageError
from raw_server import answer, raw_server

PNG = b"\x89PNG\r\n\x1a\n"
LARGEST = 1024 * 1024


def names(folder: Path) -> list[str]:
    """What lies in a folder."""
    return [path.name for path in folder.iterdir()]


async def test_a_file_is_fetched_once_and_the_longest_unseen_makes_room(tmp_path: Path) -> None:
    asked: list[bytes] = []

    async def script(head: bytes, sink: asyncio.StreamWriter) -> None:
        asked.append(head.split()[1])
        sink.write(answer(PNG + bytes(1_000)))

    folder = tmp_path / "media"
    async with raw_server(script) as home:
        gallery = Gallery(folder, MediaReader(home, EgressTransport()), room=2_500)
        first = await gallery.file(f"{home}/1", largest=LARGEST)
        assert await gallery.file(f"{home}/1", largest=LARGEST) == first
        second = await gallery.file(f"{home}/2", largest=LARGEST)
        assert asked == [b"/1", b"/2"]
        os.utime(second, (1, 1))
        third = await gallery.file(f"{home}/3", largest=LARGEST)
        assert [path.exists() for path in (first, second, third)] == [True, False, True]
        await gallery.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert first.parent == folder
    assert first.suffix == ".png"
    assert (kept(folder).files, kept(folder).size) == (2, 2 * len(PNG + bytes(1_000)))
    clear(folder)
    assert kept(folder).files == 0


async def test_a_file_larger_than_the_room_is_kept_until_the_next_comes(tmp_path: Path) -> None:
    async def script(head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(PNG + bytes(1_000)))

    async with raw_server(script) as home:
        gallery = Gallery(tmp_path, MediaReader(home, EgressTransport()), room=10)
        first = await gallery.file(f"{home}/1", largest=LARGEST)
        assert first.exists()
        await gallery.file(f"{home}/2", largest=LARGEST)
        assert not first.exists()
        await gallery.close()


async def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def script(head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n" + PNG * 4)

    async with raw_server(script) as home:
        gallery = Gallery(tmp_path, MediaReader(home, EgressTransport()), room=10)
        with pytest.raises(errors.ServerError):
            await gallery.file(f"{home}/1", largest=LARGEST)
        await gallery.close()
    assert not names(tmp_path)


async def test_a_fetch_that_is_cancelled_leaves_nothing(tmp_path: Path) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def script(head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n" + PNG * 4)
        await sink.drain()
        begun.set()
        await goes_on.wait()

    async with raw_server(script) as home:
        gallery = Gallery(tmp_path, MediaReader(home, EgressTransport()), room=10)
        task = asyncio.create_task(gallery.file(f"{home}/1", largest=LARGEST))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        goes_on.set()
        await gallery.close()
    assert not names(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="a file where a folder should be, as POSIX tells it")
async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    gallery = Gallery(tmp_path / "file", MediaReader("http://127.0.0.1:9", EgressTransport()), room=10)
    with pytest.raises(StorageError, match=str(tmp_path / "file")):
        await gallery.file("http://127.0.0.1:9/1", largest=LARGEST)
    await gallery.close()
