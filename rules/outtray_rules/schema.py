"""The JSON Schema of a pack, made from the same grammar the loader checks against.

``python -m outtray_rules.schema`` writes it out; ``docs/reference/pack.schema.json`` is that output.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

from outtray_rules.grammar import CONDITION, PACK
from outtray_rules.kinds.registry import MATCHER
from outtray_rules.spec import JsonSchema


def pack_schema() -> JsonSchema:
    """The schema (draft 2020-12), for editors that complete and check packs."""
    definitions: dict[str, Any] = {"matcher": MATCHER.schema(), "condition": CONDITION.schema()}
    whole: JsonSchema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Outtray rule pack",
        **PACK.schema(),
        "$defs": definitions,
    }
    counts: Counter[str] = Counter()
    _count(whole, counts)
    shared = {
        text: f"shared-{number}" for number, text in enumerate(one for one, n in counts.items() if n > 1)
    }
    made: JsonSchema = _share(whole, shared, top=True)
    made["$defs"].update({name: _share(json.loads(text), shared, top=True) for text, name in shared.items()})
    return made


def _key(schema: Any) -> str:
    """A schema as text, when it is an object worth writing only once; an empty string otherwise."""
    if not isinstance(schema, dict) or "properties" not in schema or not isinstance(schema.get("type"), str):
        return ""
    return json.dumps(
        {name: value for name, value in schema.items() if name != "description"}, sort_keys=True
    )


def _count(schema: Any, counts: Counter[str]) -> None:
    counts.update(filter(None, [_key(schema)]))
    for inner in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _count(inner, counts)


def _share(schema: Any, shared: Mapping[str, str], top: bool = False) -> Any:
    """The schema with a reference in place of every object that is written more than once."""
    name = "" if top else shared.get(_key(schema), "")
    if name:
        about = {"description": schema["description"]} if "description" in schema else {}
        return {"$ref": f"#/$defs/{name}", **about}
    if isinstance(schema, dict):
        return {key: _share(inner, shared) for key, inner in schema.items()}
    return [_share(inner, shared) for inner in schema] if isinstance(schema, list) else schema


def schema_text() -> str:
    """The schema as the published file holds it."""
    return json.dumps(pack_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
