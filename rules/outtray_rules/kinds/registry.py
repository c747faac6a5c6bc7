"""Every kind of matcher by name, and the shape of a matcher table that may hold any of them."""

from __future__ import annotations

from outtray_rules.kinds import (
    combine,
    facts,
    measure,
    named,
    near,
    own,
    pattern,
    phrase,
    signs,
    similar,
    some,
    terms,
    token,
)
from outtray_rules.kinds.base import Kind
from outtray_rules.spec import Key, Named, Table


def _matcher() -> Table:
    return MATCHER


MATCHER_REFERENCE = Named("matcher", _matcher)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        terms.KIND,
        phrase.KIND,
        phrase.FROM_VOCABULARIES,
        named.KIND,
        pattern.KIND,
        near.kind(MATCHER_REFERENCE),
        *combine.kinds(MATCHER_REFERENCE),
        some.kind(MATCHER_REFERENCE),
        token.KIND,
        own.KIND,
        measure.KIND,
        similar.KIND,
        signs.KIND,
        facts.KIND,
    )
}
"""Kinds by the key that names them."""


def _all_keys() -> tuple[Key, ...]:
    keys: dict[str, Key] = {}
    for kind in KINDS.values():
        for key in kind.keys:
            keys.setdefault(key.name, key)
    for key in facts.KEYS:
        keys.setdefault(key.name, key)
    return tuple(keys.values())


MATCHER = Table("a matcher", _all_keys())
"""Any matcher: exactly one kind with its options, and any facts beside it."""

OPTIONS = {name: frozenset(key.name for key in kind.keys) for name, kind in KINDS.items()}
"""The keys each kind takes, its own name included."""
