"""Bodies of several parts: fields with files beside them, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file of a body; ``field`` is the server's name for it."""

    field: str
    name: str
    mime: str
    content: bytes


def multipart(fields: Iterable[tuple[str, str]], files: Iterable[FilePart]) -> tuple[bytes, str]:
    """The body and its content type; the boundary is a digest of the content, which cannot hold it."""
    parts = []
    for name, value in fields:
        head = f'Content-Disposition: form-data; name="{_bare(name)}"\r\n\r\n'
        parts.append(head.encode("utf-8") + value.encode("utf-8") + b"\r\n")
    for file in files:
        mime = file.mime if file.mime.isascii() and file.mime.isprintable() else "application/octet-stream"
        name, file_name = _bare(file.field), _file_name(file.name)
        head = (
            f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            f"Content-Type: {mime}\r\n\r\n"
        )
        parts.append(head.encode("utf-8") + file.content + b"\r\n")
    boundary = sha256(b"".join(parts)).hexdigest()[:40]
    line = f"--{boundary}\r\n".encode("ascii")
    body = b"".join(line + part for part in parts) + f"--{boundary}--\r\n".encode("ascii")
    return body, f"multipart/form-data; boundary={boundary}"


def _bare(name: str) -> str:
    """A field's name without anything that could end its quotes."""
    return "".join(letter for letter in name if letter.isalnum() or letter in "._-[]")


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name) or "file"
