"""Refusals in Mastodon's shape: ``{"error": sentence}`` with the status code that belongs to it."""

from __future__ import annotations


class ApiError(Exception):
    """A request the server refuses; the sentence travels to the client as ``error``."""

    def __init__(self, status: int, sentence: str, *, description: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.description = description

    def body(self) -> dict[str, str]:
        """The JSON object to answer with."""
        answer = {"error": self.sentence}
        if self.description:
            answer["error_description"] = self.description
        return answer


class Unauthorized(ApiError):
    """No token, or one that is unknown or revoked."""

    def __init__(self, sentence: str = "The access token is invalid") -> None:
        super().__init__(401, sentence)


class Forbidden(ApiError):
    """A token that is good, but not for this."""

    def __init__(self, sentence: str = "This action is not allowed") -> None:
        super().__init__(403, sentence)


class NotFound(ApiError):
    """Nothing there, or nothing this account may see."""

    def __init__(self, sentence: str = "Record not found") -> None:
        super().__init__(404, sentence)


class Invalid(ApiError):
    """Understood, and refused: too long, empty, gone, wrong type."""

    def __init__(self, sentence: str) -> None:
        super().__init__(422, sentence)


class DataDirectoryError(Exception):
    """The directory of the town cannot be used; told on standard error, exit code 1."""
