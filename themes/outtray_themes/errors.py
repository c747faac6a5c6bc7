"""What can be wrong with a theme file."""

from __future__ import annotations


class ThemeError(Exception):
    """A theme that cannot be used: ``problems`` holds one sentence each, with file, line and key."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.sentence = "\n".join(problems)
        self.next_step = "Correct the file; the theme in use stays until it can be read."
