"""Custom emoji in a terminal that answers as kitty does: pictures in the text, and no byte too many."""

from __future__ import annotations

import json
import os
import re
import time
import zlib
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from e2e.conftest import Home
from e2e.terminal import PATIENCE, Terminal
from e2e.test_hostile_bytes import HOSTILE, harmless

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ANSWER = b"\x1b_Gi=31;OK\x1b\\\x1bP>|kitty(0.40.1)\x1b\\\x1b[6;20;10t\x1b[?62;22c"
APC = re.compile(rb"\x1b_(.*?)\x1b\\", re.DOTALL)
QUESTION = b"Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA"
FIRST = re.compile(rb"Ga=T,U=1,q=2,f=32,o=z,t=d,i=(\d+),s=(\d+),v=(\d+),c=2,r=1,m=([01]);([A-Za-z0-9+/=]+)")
MORE = re.compile(rb"Gq=2,m=([01]);([A-Za-z0-9+/=]+)")
GONE = re.compile(rb"Ga=d,d=I,q=2,i=(\d+)")
CELLS = re.compile("\x1b\\[([0-9;]*)m((?:\U0010eeee\u0305[\u0305\u030d])+)")


@dataclass
class Given:
    """One picture the terminal was given."""

    width: int
    height: int
    pixels: bytes


class Kitty(Terminal):
    """A terminal that answers as kitty does, and keeps escape sequences for pictures off its screen."""

    _rest = b""

    def _answer(self, chunk: bytes) -> None:
        super()._answer(chunk)
        if b"\x1b[16t" in chunk:
            os.write(self._fd, ANSWER)

    def _show(self, chunk: bytes) -> None:
        data = APC.sub(b"", self._rest + chunk)
        begun = data.rfind(b"\x1b_")
        if begun < 0 and data.endswith(b"\x1b"):
            begun = len(data) - 1
        self._rest = b"" if begun < 0 else data[begun:]
        super()._show(data if begun < 0 else data[:begun])

    def given(self) -> dict[int, Given]:
        """The pictures it has, by number; fails for any sequence that is not one of the four meant."""
        there: dict[int, Given] = {}
        number, size, body, open_ = 0, (0, 0), b"", False
        for [said] in (found.groups() for found in APC.finditer(bytes(self.raw))):
            if found := FIRST.fullmatch(said):
                number, size, body = int(found[1]), (int(found[2]), int(found[3])), found[5]
                assert not open_
                open_ = found[4] == b"1"
            elif open_ and (found := MORE.fullmatch(said)):
                body, open_ = body + found[2], found[1] == b"1"
            elif found := GONE.fullmatch(said):
                del there[int(found[1])]
                continue
            else:
                assert said == QUESTION, f"not one of ours: {said!r}"
                continue
            if not open_:
                there[number] = Given(*size, zlib.decompress(b64decode(body)))
                assert len(there[number].pixels) == size[0] * size[1] * 4
        return there

    def shown(self) -> set[int]:
        """The numbers of pictures whose cells were written, each whole, by their colours."""
        numbers = set()
        for style, cells in CELLS.findall(bytes(self.raw).decode("utf-8", "replace")):
            colour = re.search(r"38;2;(\d+);(\d+);(\d+)", style)
            assert colour, f"a picture in no colour: {style!r}"
            assert cells.replace("\U0010eeee\u0305\u0305\U0010eeee\u0305\u030d", "") == "", "a whole one"
            red, green, blue = map(int, colour.groups())
            numbers.add(red << 16 | green << 8 | blue)
        return numbers

    def wait_given(self, count: int) -> dict[int, Given]:
        """Wait until it was given so many pictures and all of them stand somewhere."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self._read(0.2)
            if not bytes(self.raw).rpartition(b"\x1b_")[2].count(b"\x1b\\"):
                continue
            if len(given := self.given()) >= count and given.keys() <= self.shown():
                return given
            assert time.monotonic() < deadline, f"{len(given)} of {count} pictures:\n{self.text()}"


@contextmanager
def kitty(home: Home, settings: str = "previews = 'best'") -> Iterator[Kitty]:
    """The program with these settings for media, in such a terminal."""
    pytest.importorskip("textual_image", reason="the extra that draws pictures is not installed")
    home.settings(f"[media]\n{settings}\n")
    environment = home.environment
    terminal = Kitty([], environment=environment, columns=100, rows=36, with_extras=True)
    with terminal:
        yield terminal


@pytest.mark.feature("post.emoji")
def test_custom_emoji_are_pictures_in_the_text_and_forgotten_at_the_end(home: Home) -> None:
    home.server.make_post("anouk", "The :onion: and the :onion: and the :lift: are :nowhere:.")
    with kitty(home) as terminal:
        screen = terminal.wait_for("live", ":nowhere:")
        given = terminal.wait_given(2)
        terminal.wait_gone(":lift:")
        screen = terminal.wait_gone(":onion:")
        [line] = [line for line in screen.splitlines() if ":nowhere:" in line]
        cells = re.escape("\U0010eeee")
        assert re.search(f"The .?{cells}", line), line
        assert ":onion:" not in line
        sizes = {(one.width, one.height) for one in given.values()}
        assert sizes == {(20, 20)}, "two cells of ten by twenty"
        assert any({0, 255} <= set(one.pixels[3::4]) for one in given.values()), "one sees through some"
        before = len(terminal.raw)
        terminal.press("j", "j", "k", "k")
        terminal.wait_until(lambda _screen: len(terminal.raw) > before, "rows drawn anew")
        files = [found[5] for found in FIRST.finditer(bytes(terminal.raw))]
        assert len(files) == len(set(files)), "each is given once, however often it is drawn"
        terminal.press("ctrl+q")
        terminal.wait_end()
        assert terminal.given() == {}, "nothing is left behind in the terminal"
        harmless(terminal)


@pytest.mark.feature("post.emoji")
@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        ("previews = 'best'\nemoji = false", {}),
        ("previews = 'blocks'", {}),
        ("previews = 'off'", {}),
        ("previews = 'best'", {"NO_COLOR": "1"}),
    ],
)
def test_names_stay_where_no_pictures_are_wanted(
    home: Home, settings: str, environment: dict[str, str]
) -> None:
    home.server.make_post("anouk", "The :onion: is here.")
    home.environment.update(environment)
    with kitty(home, settings) as terminal:
        terminal.wait_for("live", "The :onion: is here.")
        # A key and its answer later, whatever the first page wanted has been asked for.
        terminal.press("v")
        terminal.wait_for("no media")
        assert terminal.given() == {}
        assert "The :onion: is here." in terminal.text()
        assert terminal.shown() == set()


@pytest.mark.feature("post.emoji")
def test_hostile_emoji_are_names_and_no_byte_of_theirs_is_a_command(home: Home) -> None:
    made = home.server.make_post("anouk", "Hello :onion: and :evil: and :inside: and :bomb: and :forged:")
    status = home.server.api("GET", f"/api/v1/statuses/{made['id']}").json()
    url = home.server.url
    addresses = {
        "onion": f"{url}/emoji/onion.webp",
        "evil": f"{url}/emoji/{HOSTILE}",
        "inside": "https://169.254.169.254/latest/meta-data",
        "bomb": f"{url}/emoji/stamp.png",
        f"{HOSTILE}": "javascript:alert(1)",
        "forged": "\x1b_Ga=d,d=A\x1b\\",
    }
    status["emojis"] = [
        {"shortcode": code, "url": address, "static_url": address} for code, address in addresses.items()
    ]
    status["content"] += f"<p>\U0010eeee\u0305\u0305 &#x10eeee; :{HOSTILE}:</p>"
    home.server.set_fault(
        "body", path_regex=r"/api/v1/timelines/home(\?|$)", times=None, body=json.dumps([status])
    )
    home.server.set_fault(
        "body", path_regex=r"/emoji/stamp", times=None, body="GIF89a\x1b_Ga=d,d=A\x1b\\" + "x" * 999
    )
    with kitty(home) as terminal:
        terminal.wait_for("live", ":evil:", ":bomb:")
        given = terminal.wait_given(1)
        terminal.wait_gone(":onion:")
        assert len(given) == 1
        assert terminal.shown() == given.keys()
        harmless(terminal)
        assert terminal.process.poll() is None
