"""The JSON Schemas of the settings and of a policy, made from the same types the reader checks against.

``python -m outtray.config.schema settings`` and ``… policy`` write them out; the files in
``docs/reference`` are that output. Editors complete and check with them.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from outtray.config.policy import PolicyFile
from outtray.config.settings import Settings
from outtray_rules.durations import format_duration

JsonSchema = dict[str, Any]

_DURATION: JsonSchema = {
    "type": "string",
    "pattern": r"^(0|(\d{1,7}y)?(\d{1,7}w)?(\d{1,7}d)?(\d{1,7}h)?(\d{1,7}m)?(\d{1,7}s)?)$",
    "examples": ["90s", "15m", "2h", "1d", "7y"],
}
_PLAIN: dict[Any, JsonSchema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    timedelta: _DURATION,
    time: {"type": "string", "pattern": r"^([01]?\d|2[0-3])[:hH][0-5]\d$", "examples": ["22:00"]},
    datetime: {"type": "string", "format": "date", "examples": ["2026-12-31"]},
    date: {"type": "string", "format": "date", "examples": ["2026-12-31"]},
}
_TITLES: dict[type[msgspec.Struct], str] = {
    Settings: "Outtray settings",
    PolicyFile: "Outtray policy of an organisation",
}


def schema_of(whole: type[msgspec.Struct]) -> JsonSchema:
    """The schema (draft 2020-12) of ``Settings`` or ``PolicyFile``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLES[whole],
        **_struct(whole),
    }


def schema_text(whole: type[msgspec.Struct]) -> str:
    """The schema as the published file holds it."""
    return json.dumps(schema_of(whole), indent=2, ensure_ascii=False) + "\n"


def _struct(kind: type[msgspec.Struct]) -> JsonSchema:
    properties: JsonSchema = {}
    required = []
    for field in msgspec.structs.fields(kind):
        made = _kind(field.type)
        default = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        if default is msgspec.NODEFAULT:
            required.append(field.encode_name)
        elif not isinstance(default, msgspec.Struct) and default is not None:
            made = {**made, "default": plain(default)}
        properties[field.encode_name] = made
    made = {"type": "object", "additionalProperties": False, "properties": properties}
    if kind.__doc__:
        made["description"] = kind.__doc__.strip().partition("\n")[0]
    if required:
        made["required"] = required
    return made


def _kind(kind: Any) -> JsonSchema:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated(inner)
    if origin in {Union, UnionType}:
        if NoneType not in inner:
            return {"anyOf": [_kind(one) for one in inner]}
        made = _kind(next(one for one in inner if one is not NoneType))
        if made.get("type") == "string":
            return made if "pattern" not in made else {**made, "pattern": f"^$|{made['pattern']}"}
        return {"anyOf": [made, {"const": ""}]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple and inner[-1:] == (Ellipsis,):
        return {"type": "array", "items": _kind(inner[0])}
    if origin is tuple:
        parts = [_kind(one) for one in inner]
        return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _kind(inner[1])}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [str(member) for member in kind]}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(kind)
    return dict(_PLAIN[kind])


def _annotated(inner: tuple[Any, ...]) -> JsonSchema:
    made = _kind(inner[0])
    for meta in inner[1:]:
        if isinstance(meta, msgspec.Meta):
            if meta.description is not None:
                made = {
                    "description": meta.description,
                    **{k: v for k, v in made.items() if k != "description"},
                }
            for name, bound in (("minimum", meta.ge), ("maximum", meta.le)):
                if bound is not None:
                    made[name] = bound
    return made


def plain(value: Any) -> Any:
    """A value as a person types it: durations as ``15m``, times as ``22:00``, none as an empty text."""
    match value:
        case None:
            return ""
        case timedelta():
            return format_duration(value)
        case datetime() | date():
            return value.isoformat()[:10]
        case time():
            return f"{value:%H:%M}"
        case Enum():
            return str(value)
        case msgspec.Struct():
            return {f.encode_name: plain(getattr(value, f.name)) for f in msgspec.structs.fields(value)}
        case tuple() | list():
            return [plain(one) for one in value]
        case dict():
            return {key: plain(one) for key, one in value.items()}
        case _:
            return value


if __name__ == "__main__":
    sys.stdout.write(schema_text(PolicyFile if sys.argv[1:] == ["policy"] else Settings))
