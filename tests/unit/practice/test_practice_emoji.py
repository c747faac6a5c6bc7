"""The town's emoji are files of the kinds real servers have, and a picture library reads each."""

from __future__ import annotations

import io

import pytest

from outtray.practice.emoji import SIZE, emoji_file
from outtray.practice.pictures import pattern, size_of

Image = pytest.importorskip("PIL.Image", reason="the extra that draws pictures is not installed")


@pytest.mark.parametrize(("kind", "frames"), [("png", 1), ("gif", 2), ("webp", 1)])
@pytest.mark.parametrize("colour", ["#8d5a9a", "#008000", "#ffffff", "#000000"])
def test_an_emoji_is_a_picture_of_its_pattern(kind: str, frames: int, colour: str) -> None:
    data = emoji_file("onion", colour, kind)
    assert size_of(data) == (f"image/{kind}", SIZE, SIZE)
    with Image.open(io.BytesIO(data)) as picture:
        assert getattr(picture, "n_frames", 1) == frames
        pixels = picture.convert("RGBA")
    ink = tuple(bytes.fromhex(colour[1:]))
    for y, row in enumerate(pattern("onion")):
        for x, filled in enumerate(row):
            *rgb, alpha = pixels.getpixel((x * 8 + 4, y * 8 + 4))
            assert (tuple(rgb) == ink and alpha == 255) is bool(filled)
            assert kind == "png" or (alpha == 255) is bool(filled), "one sees through the rest"
