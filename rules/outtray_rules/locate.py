"""Where each key of a TOML document stands, because the parser of the standard library does not say.

Only read when there is something to complain about. The document is known to be well formed.
"""

from __future__ import annotations

from outtray_rules.errors import PathKey

Place = tuple[int, int]
"""Line and column, both from 1."""


class KeyIndex:
    """Line and column of every key, table and array element of one well-formed TOML document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.places: dict[PathKey, Place] = {}
        self._arrays: dict[PathKey, int] = {}
        self._line_starts = [0, *(index + 1 for index, character in enumerate(text) if character == "\n")]
        self._scan()

    def place(self, path: PathKey) -> Place:
        """Where ``path`` stands, or the nearest thing around it that stands anywhere; (1, 1) at worst."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return 1, 1

    def line(self, number: int) -> str:
        """The text of one line, without its newline."""
        start = self._line_starts[number - 1]
        return self._text[start:].split("\n", 1)[0].rstrip("\r")

    def _mark(self, path: PathKey, at: int) -> None:
        low, high = 0, len(self._line_starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self._line_starts[middle] <= at:
                low = middle
            else:
                high = middle
        self.places.setdefault(path, (low + 1, at - self._line_starts[low] + 1))

    def _scan(self) -> None:
        prefix: PathKey = ()
        while True:
            self._blank()
            if self._at >= len(self._text):
                return
            if self._text[self._at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)

    def _blank(self) -> None:
        text = self._text
        while self._at < len(text):
            if text[self._at] == "#":
                newline = text.find("\n", self._at)
                self._at = len(text) if newline < 0 else newline
            elif text[self._at] in " \t\r\n,":
                self._at += 1
            else:
                return

    def _header(self) -> PathKey:
        start = self._at
        double = self._text.startswith("[[", self._at)
        self._at += 2 if double else 1
        keys = self._key("]")
        self._at += 2 if double else 1
        path: PathKey = ()
        for index, key in enumerate(keys):
            path = (*path, key)
            last = index == len(keys) - 1
            if last and double:
                number = self._arrays.get(path, -1) + 1
                self._arrays[path] = number
                path = (*path, number)
            elif path in self._arrays:
                path = (*path, self._arrays[path])
        self._mark(path, start)
        return path

    def _key(self, end: str) -> list[str]:
        keys: list[str] = []
        text = self._text
        while self._at < len(text) and text[self._at] != end:
            character = text[self._at]
            if character in " \t.":
                self._at += 1
            elif character in "\"'":
                start = self._at
                self._string()
                keys.append(text[start + 1 : self._at - 1])
            else:
                start = self._at
                while self._at < len(text) and text[self._at] not in " \t.=]\n":
                    self._at += 1
                keys.append(text[start : self._at])
                if self._at == start:
                    return keys
        return keys

    def _pair(self, prefix: PathKey) -> None:
        start = self._at
        path = prefix
        for key in self._key("="):
            path = (*path, key)
            self._mark(path, start)
        self._at += 1
        while self._at < len(self._text) and self._text[self._at] in " \t":
            self._at += 1
        self._value(path)

    def _value(self, path: PathKey) -> None:
        text = self._text
        if self._at >= len(text):
            return
        character = text[self._at]
        if character in "\"'":
            self._string()
        elif character == "[":
            self._at += 1
            number = 0
            while True:
                self._blank()
                if self._at >= len(text) or text[self._at] == "]":
                    self._at += 1
                    return
                self._mark((*path, number), self._at)
                self._value((*path, number))
                number += 1
        elif character == "{":
            self._at += 1
            while True:
                self._blank()
                if self._at >= len(text) or text[self._at] == "}":
                    self._at += 1
                    return
                self._pair(path)
        else:
            while self._at < len(text) and text[self._at] not in ",]}\n#":
                self._at += 1

    def _string(self) -> None:
        text = self._text
        quote = text[self._at]
        if text.startswith(quote * 3, self._at):
            self._at += 3
            while self._at < len(text) and not text.startswith(quote * 3, self._at):
                self._at += 2 if quote == '"' and text[self._at] == "\\" else 1
            self._at += 3
            while self._at < len(text) and text[self._at] == quote:
                self._at += 1
            return
        self._at += 1
        while self._at < len(text) and text[self._at] not in (quote, "\n"):
            self._at += 2 if quote == '"' and text[self._at] == "\\" else 1
        self._at += 1
