"""Every setting with its default and what it means, as a page, made from the typed settings."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec

from outtray.config.settings import Settings
from outtray_rules.durations import format_duration

_HEAD = """\
# Settings

One TOML file, read when the program starts and whenever it is saved; `outtray config path` says where it is.
Everything may be left out. A mistake is quoted with its line, and the built-in value is used until it is
mended.
Durations are written as `90s`, `15m`, `2h`, `1d`; times of the day as `22:00`.
"""


def page() -> str:
    """The page in Markdown, ended by a newline."""
    return "\n".join([_HEAD, *_section("", Settings)])


def _section(name: str, struct: type[msgspec.Struct]) -> Iterator[str]:
    rows: list[str] = []
    inner: list[str] = []
    for setting in msgspec.structs.fields(struct):
        kind, about = _parts(setting.type)
        nested = [part for part in (kind, *typing.get_args(kind)) if _is_struct(part)]
        key = f"{name}.{setting.encode_name}" if name else setting.encode_name
        if kind in nested and setting.default is not msgspec.NODEFAULT:
            inner += _section(key, kind)
            continue
        if not name and typing.get_origin(kind) is dict:
            # A section of names that are not known beforehand.
            inner.append(
                f"## `[{key}]`\n\n{about[:1].upper()}{about[1:]}."
                f" Each is {_kind(typing.get_args(kind)[1])}.\n"
            )
            continue
        rows.append(f"| `{setting.encode_name}` | {_kind(kind)} | {_default(setting)} | {about} |")
        inner += (part for each in nested for part in _section(key, each))
    if name:
        yield f"## `[{name}]`\n"
        if struct.__doc__:
            yield f"{struct.__doc__.strip().splitlines()[0]}\n"
    if rows:
        yield "\n".join(["| key | value | default | meaning |", "|---|---|---|---|", *rows]) + "\n"
    yield from inner


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _parts(kind: Any) -> tuple[Any, str]:
    """A type without its annotation, and the description it carried."""
    about = ""
    while typing.get_origin(kind) is Annotated:
        for meta in kind.__metadata__:
            if isinstance(meta, msgspec.Meta) and meta.description:
                about = meta.description.replace("|", "\\|")
        kind = kind.__origin__
    return kind, about


_NAMES = {
    str: "text",
    bool: "`true` or `false`",
    int: "a number",
    timedelta: "a duration",
}


def _kind(kind: Any) -> str:
    kind, _about = _parts(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return ", ".join(f"`{value or chr(34) * 2}`" for value in arguments)
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(_kind(each) for each in arguments if each is not type(None))
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return f"list of {_kind(arguments[0])}"
    if origin is tuple:
        return f"[{', '.join(_kind(each) for each in arguments)}]"
    if origin is dict:
        return f"table of {_kind(arguments[1])}"
    if isinstance(kind, type) and hasattr(kind, "__members__"):
        return ", ".join(f"`{each.value}`" for each in kind.__members__.values())
    if _is_struct(kind):
        return "a table, below"
    return _NAMES.get(kind, f"a {kind.__name__}")


def _default(setting: msgspec.structs.FieldInfo) -> str:
    value = setting.default
    if setting.default_factory is not msgspec.NODEFAULT:
        value = setting.default_factory()
    if value is msgspec.NODEFAULT:
        return "needed"
    if value is None or value in ("", (), {}):
        return "–"
    if isinstance(value, timedelta):
        return f"`{format_duration(value)}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{getattr(value, 'value', value)}`"
