"""The base of every value a server sends: frozen, bounded, and clean however it was made.

A field's type says how its text is cleaned: `Line` (one line), `Text` (paragraphs), `Html` (source of a
post, cleaned again once its entities are read), `Key` (an opaque identifier or address). Cleaning happens
when the value is built, so nobody can be handed a value that was not.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, ClassVar, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from outtray.base.sanitise import is_plain, sanitise

Line = Annotated[str, Meta(extra={"single_line": True, "limit": 1_000})]
Text = Annotated[str, Meta(extra={"single_line": False, "limit": 20_000})]
Html = Annotated[str, Meta(extra={"single_line": False, "limit": 200_000})]
Key = Annotated[str, Meta(extra={"single_line": True, "limit": 2_048})]

_SMALLEST_LIMIT: Final = 1_000


class _Rule(msgspec.Struct, frozen=True):
    """How one text is cleaned; `limit` in characters."""

    single_line: bool
    limit: int


class _Plan(msgspec.Struct, frozen=True):
    """Which fields of one entity hold text or lists, and how each text is cleaned."""

    texts: tuple[tuple[str, _Rule], ...]
    lists: tuple[tuple[str, _Rule | None], ...]
    read_texts: Callable[[Any], tuple[str | None, ...]]
    read_lists: Callable[[Any], tuple[tuple[Any, ...] | None, ...]]


_plans: dict[type, _Plan] = {}


class Entity(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A value of the Mastodon API; every field has a default, because any may be missing."""

    most_items: ClassVar[int] = 500
    """Parts kept of each list inside the entity; real ones have a handful."""

    def __post_init__(self) -> None:
        """Clean every text and bound every list; the usual case, plain ASCII, costs three calls."""
        plan = _plans.get(type(self)) or _make_plan(type(self))
        values = plan.read_texts(self)
        joined = "".join([value for value in values if value])
        if len(joined) > _SMALLEST_LIMIT or not (joined.isascii() and joined.isprintable()):
            for (name, rule), value in zip(plan.texts, values, strict=True):
                if value and not (len(value) <= rule.limit and is_plain(value)):
                    msgspec.structs.force_setattr(self, name, _cleaned(value, rule))
        if plan.lists:
            for (name, item_rule), items in zip(plan.lists, plan.read_lists(self), strict=True):
                if items:
                    kept = items[: self.most_items]
                    if item_rule is not None:
                        kept = tuple([_cleaned(item, item_rule) for item in kept])
                    if kept is not items:
                        msgspec.structs.force_setattr(self, name, kept)


def _cleaned(text: str, rule: _Rule) -> str:
    return sanitise(text, single_line=rule.single_line, limit=rule.limit)


def _make_plan(kind: type) -> _Plan:
    """Read the annotations of an entity once; models refer to each other, so not before first use."""
    texts: list[tuple[str, _Rule]] = []
    lists: list[tuple[str, _Rule | None]] = []
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if get_origin(hint) is ClassVar:
            continue
        for choice in get_args(hint) if get_origin(hint) in {UnionType, Union} else (hint,):
            rule = _text_rule(choice)
            if rule is not None:
                texts.append((name, rule))
            elif get_origin(choice) is tuple:
                lists.append((name, _text_rule(get_args(choice)[0])))
    plan = _Plan(
        tuple(texts),
        tuple(lists),
        _getter([name for name, _ in texts]),
        _getter([name for name, _ in lists]),
    )
    _plans[kind] = plan
    return plan


def _text_rule(hint: Any) -> _Rule | None:
    for meta in getattr(hint, "__metadata__", ()):
        if isinstance(meta, Meta) and meta.extra is not None:
            return _Rule(meta.extra["single_line"], meta.extra["limit"])
    return None


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if not names:
        return lambda _: ()
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda entity: (only(entity),)
    return attrgetter(*names)
