"""The root of every error a person may read: what went wrong, and what to do next."""

from __future__ import annotations


class OuttrayError(Exception):
    """A failure told as a sentence for the user and a next step; each package has one subclass.

    ``sentence`` says what and where; ``next_step`` says what to do. Neither ever holds a token or
    the text of a draft.
    """

    def __init__(self, sentence: str, next_step: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}".strip()
