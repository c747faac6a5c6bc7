"""The town's own emoji as files, in the kinds real servers have: PNG, moving GIF, WebP one sees through.

All show the pattern of ``identicon`` and are written byte by byte: the town ships no binary files.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from outtray.practice.pictures import Colour, colour_of, identicon, pattern

SIZE = 40
"""Pixels across."""

MIME = {"png": "image/png", "gif": "image/gif", "webp": "image/webp"}


def emoji_file(code: str, colour: str, kind: str) -> bytes:
    """The file of an emoji; ``kind`` is one of ``MIME``."""
    cells = pattern(code)
    ink = colour_of(colour)
    if kind == "gif":
        return _gif([_pixels(cells), _pixels([row[::-1] for row in cells[::-1]])], ink)
    if kind == "webp":
        return _webp(_pixels(cells), ink)
    return identicon(code, colour, SIZE)


def _pixels(cells: Iterable[Iterable[int]]) -> list[int]:
    wide = [[filled for filled in row for _x in range(SIZE // 5)] for row in cells]
    return [filled for row in wide for _y in range(SIZE // 5) for filled in row]


def _gif(frames: list[list[int]], ink: Colour) -> bytes:
    """A GIF that goes round for ever; colour 0 is clear, 1 is the ink."""
    bits = 7
    table = bytes(3) + bytes(ink) + bytes(3 * (2**bits - 2))
    parts = [
        b"GIF89a" + struct.pack("<HHBBB", SIZE, SIZE, 0x80 | bits - 1, 0, 0) + table,
        b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00",
    ]
    clear, end = 2**bits, 2**bits + 1
    for pixels in frames:
        # Codes of eight bits each, the table cleared before it could ask for nine.
        codes = bytearray()
        for at in range(0, len(pixels), 100):
            codes += bytes([clear, *pixels[at : at + 100]])
        codes.append(end)
        blocks = b"".join(bytes([len(block)]) + block for block in _chunks(codes, 255))
        parts.append(
            b"\x21\xf9\x04\x09\x14\x00\x00\x00"
            + b"\x2c"
            + struct.pack("<HHHHB", 0, 0, SIZE, SIZE, 0)
            + bytes([bits])
            + blocks
            + b"\x00"
        )
    return b"".join(parts) + b"\x3b"


def _chunks(data: bytes | bytearray, size: int) -> Iterable[bytes]:
    return (bytes(data[at : at + size]) for at in range(0, len(data), size))


def _webp(pixels: list[int], ink: Colour) -> bytes:
    """A lossless WebP of two colours, the ink and nothing: a bit for each channel of each pixel."""
    bits: list[tuple[int, int]] = [(0x2F, 8), (SIZE - 1, 14), (SIZE - 1, 14), (1, 1), (0, 3)]
    bits += [(0, 1), (0, 1), (0, 1)]  # no transforms, no colour cache, one set of codes
    channels = [ink[1], ink[0], ink[2], 255]
    # A code of two symbols may not name one twice: a channel without ink has one symbol, which takes no bits.
    for value in channels:
        bits += [(1, 1), (1, 1), (1, 1), (0, 8), (value, 8)] if value else [(1, 1), (0, 1), (1, 1), (0, 8)]
    bits += [(1, 1), (0, 1), (0, 1), (0, 1)]
    for filled in pixels:
        bits += [(filled, 1) for value in channels if value]
    stream = at = 0
    for value, length in bits:
        stream |= value << at
        at += length
    data = stream.to_bytes(-(-at // 8), "little")
    data += b"\0" * (len(data) % 2)
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
