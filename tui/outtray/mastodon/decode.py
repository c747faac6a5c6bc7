"""From the bytes of an answer to values; what one server gets wrong never costs the rest of the page.

Three readings, each tried only when the one before failed:
1. typed: msgspec straight into the models (12 µs a status, cleaning included);
2. lenient: field by field, keeping what fits and leaving the rest at its default;
3. a placeholder that is drawn as "could not be read".
Only an answer that is no JSON of the expected outline raises: `NotMastodon`.
"""

from __future__ import annotations

import json
import logging
import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from types import UnionType
from typing import Annotated, Any, ClassVar, Final, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from outtray.base.translation import gettext as _
from outtray.mastodon.entity import Entity
from outtray.mastodon.errors import NotMastodon, TooLarge
from outtray.mastodon.models import Notification, Quote, Status

EntityT = TypeVar("EntityT", bound=Entity)

_log = logging.getLogger(__name__)

MOST_OBJECTS: Final = 100_000
"""Objects and lists read from one answer: a page has thousands, a trap of "[{},{},…" has millions."""

MADE_HERE: Final = "unreadable-"
"""How ids begin that were made for placeholders; no server has ever given such a one."""

_DEEPEST_JSON: Final = 40
_DEEPEST_ENTITY: Final = 8
_LARGEST_NUMBER: Final = 10**15
_LONGEST_NUMBER: Final = 30

_STRUCTURE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[{\]}]', re.DOTALL)


def decode_one(payload: bytes, kind: type[EntityT], *, host: str) -> EntityT:
    """Read one entity from the JSON of an answer; raises NotMastodon when it is no JSON object."""
    _refuse_swarm(payload, host)
    try:
        entity: EntityT = _decoder(kind).decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        _log.debug("%s of %s is read leniently: %s", kind.__name__, host, error)
        tree = _tree(payload, host)
        if not isinstance(tree, dict):
            raise _strange(host) from error
        entity = _build(kind, tree, 0)
    return _identified(entity, payload)


def decode_list(payload: bytes, kind: type[EntityT], *, host: str) -> tuple[EntityT, ...]:
    """Read a page of entities; one that cannot be understood becomes a placeholder or is left out.

    Placeholders stand for statuses and notifications, where a reader would miss them.
    """
    _refuse_swarm(payload, host)
    try:
        return tuple([_identified(entity) for entity in _list_decoder(kind).decode(payload)])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        _log.debug("a page of %s of %s is read one by one: %s", kind.__name__, host, error)
    tree = _tree(payload, host)
    if not isinstance(tree, list):
        raise _strange(host)
    read = [_from_tree(item, kind, host) for item in tree]
    return tuple([entity for entity in read if entity is not None])


def decode_map(payload: bytes, kind: type[EntityT], *, host: str) -> dict[str, EntityT]:
    """Read an object whose values are entities (markers); values of another shape are left out."""
    _refuse_swarm(payload, host)
    tree = _tree(payload, host)
    if not isinstance(tree, dict):
        raise _strange(host)
    return {str(key): _build(kind, value, 0) for key, value in tree.items() if isinstance(value, dict)}


@cache
def _decoder(kind: type[EntityT]) -> msgspec.json.Decoder[EntityT]:
    return msgspec.json.Decoder(kind)


@cache
def _list_decoder(kind: type[EntityT]) -> msgspec.json.Decoder[list[EntityT]]:
    return msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]  # the type is a value here


def _strange(host: str) -> NotMastodon:
    return NotMastodon(
        _("{host} gave an answer that is not of the Mastodon API.").format(host=host),
        _("Check the server address; if it is right, try again later."),
        host=host,
    )


def _refuse_swarm(payload: bytes, host: str) -> None:
    if payload.count(b"{") + payload.count(b"[") > MOST_OBJECTS:
        raise TooLarge(
            _("{host} sent an answer with more parts than this program will read.").format(host=host),
            _("Ask for fewer items, or tell the people who run the server."),
            host=host,
        )


# The lenient reading


def _tree(payload: bytes, host: str) -> Any:
    """Read JSON into plain values, by ever more patient readers."""
    try:
        return msgspec.json.decode(payload)
    except RecursionError:
        payload = _pruned(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        pass
    try:
        # The standard library also takes lone surrogates, NaN and raw control characters.
        return json.loads(payload.decode("utf-8", "replace"), strict=False, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise _strange(host) from error


def _whole(digits: str) -> int | None:
    """Read a whole number; one too long for any use is nothing, where int() would refuse the page."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _pruned(payload: bytes) -> bytes:
    """Replace everything nested deeper than any real answer by null, without recursion."""
    kept: list[bytes] = []
    depth = 0
    start = 0
    for found in _STRUCTURE.finditer(payload):
        token = found.group()
        if token in b"[{":
            depth += 1
            if depth == _DEEPEST_JSON + 1:
                kept.append(payload[start : found.start()] + b"null")
        elif token in b"]}":
            if depth == _DEEPEST_JSON + 1:
                start = found.end()
            depth -= 1
    if depth <= _DEEPEST_JSON:
        kept.append(payload[start:])
    return b"".join(kept)


def _from_tree(item: Any, kind: type[EntityT], host: str) -> EntityT | None:
    if isinstance(item, dict):
        return _identified(_build(kind, item, 0), item)
    if kind is Status or kind is Notification:
        _log.warning("%s sent a %s that cannot be read", host, kind.__name__)
        return _identified(kind(), item)
    return None


def _identified(entity: EntityT, source: object = None) -> EntityT:
    """Give a status or notification without an id one of our own, and mark it unreadable."""
    if isinstance(entity, Status | Notification) and not entity.id:
        digest = blake2b(
            repr(source if source is not None else entity).encode("utf-8", "replace"), digest_size=8
        )
        return msgspec.structs.replace(entity, id=MADE_HERE + digest.hexdigest(), unreadable=True)
    return entity


_UNFIT: Final = object()
"""What a converter gives for a value that does not fit: the field then keeps its default."""

_Convert = Callable[[Any, int], Any]


def _build(kind: type[EntityT], tree: dict[str, Any], depth: int) -> EntityT:
    fields: dict[str, Any] = {}
    if kind is Quote:
        tree = _quote_tree(tree)
    for wire_name, name, convert in _converters(kind):
        value = tree.get(wire_name, _UNFIT)
        if value is not _UNFIT and (value := convert(value, depth)) is not _UNFIT:
            fields[name] = value
    return kind(**fields)


def _quote_tree(tree: dict[str, Any]) -> dict[str, Any]:
    """Bring other servers' quotes into Mastodon's form: Akkoma puts the quoted status itself there."""
    if isinstance(tree.get("state"), str) and tree["state"]:
        return tree
    if "account" in tree:
        return {"state": "accepted", "quoted_status": tree}
    return {**tree, "state": "unknown"}


@cache
def _converters(kind: type[Entity]) -> tuple[tuple[str, str, _Convert], ...]:
    hints = get_type_hints(kind, include_extras=True)
    wire_names = {field.name: field.encode_name for field in msgspec.structs.fields(kind)}
    return tuple(
        [
            (wire_names[name], name, _converter(hint))
            for name, hint in hints.items()
            if get_origin(hint) is not ClassVar
        ]
    )


def _converter(hint: Any) -> _Convert:
    origin = get_origin(hint)
    if origin is Annotated:
        return _converter(get_args(hint)[0])
    if origin in {UnionType, Union}:
        (inner,) = [choice for choice in get_args(hint) if choice is not type(None)]
        return _optional(_converter(inner))
    if origin is tuple:
        return _many(_converter(get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Entity):
        return _nested(hint)
    return _SCALARS[hint]


def _optional(convert: _Convert) -> _Convert:
    return lambda value, depth: None if value is None else convert(value, depth)


def _many(convert: _Convert) -> _Convert:
    def read(value: Any, depth: int) -> Any:
        if not isinstance(value, list):
            return _UNFIT
        items = [convert(item, depth) for item in value[:MOST_OBJECTS]]
        return tuple([item for item in items if item is not _UNFIT])

    return read


def _nested(kind: type[Entity]) -> _Convert:
    def read(value: Any, depth: int) -> Any:
        if not isinstance(value, dict) or depth >= _DEEPEST_ENTITY:
            return _UNFIT
        return _identified(_build(kind, value, depth + 1), value)

    return read


def _text(value: Any, _depth: int) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**_LONGEST_NUMBER:
        return str(value)
    return _UNFIT


def _flag(value: Any, _depth: int) -> Any:
    if isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    return {"true": True, "false": False}.get(value, _UNFIT) if isinstance(value, str) else _UNFIT


def _number(value: Any, _depth: int) -> Any:
    if isinstance(value, str) and len(value) <= _LONGEST_NUMBER and value.lstrip("-").isdecimal():
        try:
            value = int(value)
        except ValueError:
            return _UNFIT
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return _UNFIT
    return int(max(-_LARGEST_NUMBER, min(value, _LARGEST_NUMBER)))


def _real(value: Any, _depth: int) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > _LARGEST_NUMBER:
        return _UNFIT
    return float(value) if math.isfinite(value) else _UNFIT


def _moment(value: Any, _depth: int) -> Any:
    if not isinstance(value, str) or len(value) > 64:
        return _UNFIT
    try:
        moment = datetime.fromisoformat(value.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return _UNFIT


_SCALARS: Final[dict[Any, _Convert]] = {
    str: _text,
    bool: _flag,
    int: _number,
    float: _real,
    datetime: _moment,
}
