"""The child process that decodes one picture.

Run as ``python -m outtray.services.shrink FILE WIDTH HEIGHT [clear]``.

A decoder of pictures is the largest target a stranger's post can aim at, so it works here, apart: no
secrets in memory, no files to write, a limit on memory and time. What it answers is pixels and nothing else:
width and height as two numbers of four bytes, then red, green and blue of every pixel, and with ``clear``
how solid it is. Of what moves it is the first picture.
"""

from __future__ import annotations

import struct
import sys
import warnings

MOST_PIXELS = 64_000_000
"""Pixels of a picture that is decoded at all; servers make previews of a third of a million."""

_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 10


def limit() -> None:
    """Take from this process what it does not need, where the system lets it."""
    try:
        import resource
    except ImportError:
        return  # a system without such limits
    for kind, amount in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        # A system that has a stricter limit keeps it.
        if hard == resource.RLIM_INFINITY or hard > amount:
            resource.setrlimit(kind, (amount, hard))


def main(arguments: list[str]) -> int:
    """Decode, and write the pixels; 1 for a picture that is none, whatever the decoder made of it."""
    path, width, height = arguments[0], int(arguments[1]), int(arguments[2])
    clear = arguments[3:] == ["clear"]
    from PIL import Image, ImageOps

    limit()
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(path, formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            return 1
        if not clear:
            picture.draft("RGB", (width * 2, height * 2))
        picture.load()
        small = ImageOps.exif_transpose(picture)
        if clear:
            # Before it is made small: colours from a table cannot be mixed.
            small = small.convert("RGBA")
        small.thumbnail((width, height))
        flat = rich = small.convert("RGBA")
        if not clear:
            flat = Image.new("RGB", small.size, (127, 127, 127))
            flat.paste(rich, mask=rich.getchannel("A"))
    sys.stdout.buffer.write(struct.pack(">II", *flat.size) + flat.tobytes())
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
