"""Recorded answers of a real server, where this machine has them; tests skip with the reason otherwise."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

_BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[2] / "shared" / "recordings"


def folder() -> Path | None:
    """Where the recordings are: OUTTRAY_RECORDINGS, or beside the checkout."""
    named = os.environ.get("OUTTRAY_RECORDINGS")
    place = Path(named) if named else _BESIDE_THE_CHECKOUT
    return place if (place / "mastodon.jsonl.gz").is_file() else None


needs_recordings = pytest.mark.skipif(
    folder() is None, reason="no recordings: set OUTTRAY_RECORDINGS to the folder of mastodon.jsonl.gz"
)


@cache
def answers() -> tuple[dict[str, Any], ...]:
    """Every recorded answer: method, path, status, body."""
    place = folder()
    if place is None:
        return ()
    with gzip.open(place / "mastodon.jsonl.gz", "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


@cache
def statuses() -> tuple[dict[str, Any], ...]:
    """Every status anywhere in the answers."""
    return tuple(
        found
        for found in _objects([answer["body"] for answer in answers()])
        if {"spoiler_text", "account", "visibility"} <= found.keys()
    )


@cache
def notifications() -> tuple[dict[str, Any], ...]:
    """Every notification anywhere in the answers."""
    return tuple(
        found
        for found in _objects([answer["body"] for answer in answers()])
        if {"type", "account", "created_at", "group_key"} <= found.keys()
    )


@cache
def accounts() -> tuple[dict[str, Any], ...]:
    """Every full account anywhere in the answers."""
    return tuple(
        found
        for found in _objects([answer["body"] for answer in answers()])
        if {"acct", "display_name", "note"} <= found.keys()
    )


def _objects(tree: Any) -> Iterator[dict[str, Any]]:
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
