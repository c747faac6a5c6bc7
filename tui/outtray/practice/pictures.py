"""Small PNG pictures drawn in code, so that the town has media without shipping binary files."""

from __future__ import annotations

import struct
import zlib
from hashlib import sha256

_BASE83 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~"

Colour = tuple[int, int, int]


def colour_of(text: str) -> Colour:
    """``#rrggbb`` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def blurhash(colour: str) -> str:
    """The blurhash of one flat colour: one component, no detail."""
    red, green, blue = colour_of(colour)
    value = (red << 16) + (green << 8) + blue
    digits = ""
    for power in (3, 2, 1, 0):
        digits += _BASE83[value // 83**power % 83]
    return "00" + digits


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: list[bytes]) -> bytes:
    """A PNG from rows of RGB bytes, ``width * 3`` bytes each."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _mix(one: Colour, other: Colour, share: float) -> bytes:
    return bytes(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def landscape(colour: str, width: int = 160, height: int = 90) -> bytes:
    """A sky fading into hills of the given colour, with a sun; enough to tell pictures apart."""
    ground = colour_of(colour)
    sky: Colour = (236, 229, 214)
    seed = sha256(colour.encode()).digest()
    centre, radius = (width * (30 + seed[0] % 40) // 100, height * 3 // 10), height // 9
    ridges = [
        height * 6 // 10 + (abs((x * (2 + seed[1] % 3)) % 60 - 30) - 15) * height // 120 for x in range(width)
    ]
    rows: list[bytes] = []
    for y in range(height):
        hill = _mix(ground, (20, 20, 24), max(0.0, (y - min(ridges)) / height))
        air = _mix(sky, ground, y / height / 2)
        row = bytearray(b"".join([hill if y > ridge else air for ridge in ridges]))
        half = radius**2 - (y - centre[1]) ** 2
        if half > 0:
            reach = int(half**0.5)
            row[3 * (centre[0] - reach) : 3 * (centre[0] + reach)] = bytes((244, 196, 92)) * (2 * reach)
        rows.append(bytes(row))
    return png(width, height, rows)


def pattern(name: str) -> list[list[int]]:
    """Five rows of five cells, mirrored, filled (1) or not (0) as the name wants."""
    bits = int.from_bytes(sha256(name.encode()).digest()[:4], "big")
    return [[bits >> (y * 3 + min(x, 4 - x)) & 1 for x in range(5)] for y in range(5)]


def identicon(name: str, colour: str, size: int = 80) -> bytes:
    """A mirrored five by five pattern, the usual picture of somebody who never chose one."""
    ink, paper = bytes(colour_of(colour)), bytes((240, 237, 230))
    cell = size // 5
    rows: list[bytes] = []
    for cells in pattern(name):
        row = b"".join((ink if filled else paper) * cell for filled in cells)
        rows.extend([row] * cell)
    return png(cell * 5, cell * 5, rows)


def size_of(data: bytes) -> tuple[str, int, int] | None:
    """The true type and size of a picture: ``("image/png", width, height)``, None when it is none we know."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 33:
        width, height = struct.unpack(">II", data[16:24])
        return "image/png", width, height
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 13:
        width, height = struct.unpack("<HH", data[6:10])
        return "image/gif", width, height
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_size(data)
    return None


def _webp_size(data: bytes) -> tuple[str, int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return (
            "image/webp",
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        packed = int.from_bytes(data[21:25], "little")
        return "image/webp", (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return "image/webp", width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(data: bytes) -> tuple[str, int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return "image/jpeg", width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None
