"""The JSON Schema of a pack, made from the same grammar the loader checks against."""

from __future__ import annotations

from outtray_rules.grammar import CONDITION, PACK
from outtray_rules.kinds.registry import MATCHER
from outtray_rules.spec import JsonSchema


def pack_schema() -> JsonSchema:
    """The schema (draft 2020-12), for editors that complete and check packs."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Outtray rule pack",
        **PACK.schema(),
        "$defs": {"matcher": MATCHER.schema(), "condition": CONDITION.schema()},
    }
