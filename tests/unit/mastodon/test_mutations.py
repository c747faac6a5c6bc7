"""Twenty thousand answers of a real server, each damaged somewhere: read and drawn, or one sentence."""

from __future__ import annotations

import copy
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from time import perf_counter
from typing import Any, Final

import pytest

import recordings
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.decode import decode_list, decode_map, decode_one
from outtray.mastodon.entity import Entity
from outtray.mastodon.errors import ServerError
from outtray.mastodon.filtered import hidden_in, warnings_in
from outtray.mastodon.instance import read_instance, software, streaming_address
from outtray.mastodon.keeping import (
    Announcement,
    ConversationEntry,
    NotificationPolicy,
    NotificationRequest,
    Report,
    ServerRule,
    UserList,
)
from outtray.mastodon.models import (
    Account,
    CustomEmoji,
    Filter,
    Marker,
    MediaAttachment,
    Notification,
    Poll,
    Preferences,
    PreviewCard,
    Relationship,
    SearchResults,
    Status,
    StatusEdit,
    StatusSource,
    Tag,
    ThreadContext,
)
from outtray.mastodon.notices import grouped, read_groups

pytestmark = recordings.needs_recordings

MUTATIONS: Final = 20_000
HOST: Final = "harbour.example"

Read = Callable[[bytes], object]


def one(kind: type[Entity]) -> Read:
    return lambda payload: decode_one(payload, kind, host=HOST)


def page(kind: type[Entity]) -> Read:
    return lambda payload: decode_list(payload, kind, host=HOST)


def either(kind: type[Entity]) -> Read:
    return lambda payload: (page if payload[:1] == b"[" else one)(kind)(payload)


def described(payload: bytes) -> object:
    instance = read_instance(payload, host=HOST)
    return instance, software(instance), streaming_address(instance, f"https://{HOST}")


READERS: Final[tuple[tuple[str, Read], ...]] = (
    (r"/api/v\d/instance/?", described),
    (r"/api/v1/instance/rules", page(ServerRule)),
    (r"/api/v1/accounts/(verify_credentials|update_credentials|lookup|\d+)", one(Account)),
    (r"/api/v1/accounts/relationships", page(Relationship)),
    (r"/api/v1/accounts/\d+/statuses", page(Status)),
    (r"/api/v1/accounts/\d+/(followers|following)|/api/v1/(follow_requests|mutes|blocks)", page(Account)),
    (r"/api/v1/(accounts|follow_requests)/\d+/(un)?(follow|mute|block|authorize)", one(Relationship)),
    (r"/api/v1/accounts/\d+/(note|remove_from_followers)", one(Relationship)),
    (r"/api/v1/timelines/.+|/api/v1/(bookmarks|favourites)|/api/v1/trends/statuses", page(Status)),
    (r"/api/v1/trends/links", page(PreviewCard)),
    (r"/api/v1/featured_tags/suggestions|/api/v1/trends/tags", page(Tag)),
    (r"/api/v1/statuses/\d+/context", one(ThreadContext)),
    (r"/api/v1/statuses/\d+/history", page(StatusEdit)),
    (r"/api/v1/statuses/\d+/card", one(PreviewCard)),
    (r"/api/v1/statuses/\d+/source", one(StatusSource)),
    (r"/api/v1/statuses(/\d+(/\w+)?)?", one(Status)),
    (r"/api/v1/notifications", page(Notification)),
    (r"/api/v1/notifications/\d+", one(Notification)),
    (r"/api/v2/notifications", lambda payload: read_groups(payload, host=HOST)),
    (r"/api/v2/notifications/policy", one(NotificationPolicy)),
    (r"/api/v1/notifications/requests", page(NotificationRequest)),
    (r"/api/v1/notifications/requests/\d+", one(NotificationRequest)),
    (r"/api/v1/conversations/?", page(ConversationEntry)),
    (r"/api/v1/announcements", page(Announcement)),
    (r"/api/v1/lists", either(UserList)),
    (r"/api/v1/lists/\d+/accounts", page(Account)),
    (r"/api/v[12]/filters", either(Filter)),
    (r"/api/v1/markers", lambda payload: decode_map(payload, Marker, host=HOST)),
    (r"/api/v1/polls/\d+(/votes)?", one(Poll)),
    (r"/api/v[12]/media(/\d+)?", one(MediaAttachment)),
    (r"/api/v1/preferences", one(Preferences)),
    (r"/api/v2/search", one(SearchResults)),
    (r"/api/v1/custom_emojis", page(CustomEmoji)),
    (r"/api/v1/reports", one(Report)),
)


def deep(levels: int) -> Any:
    value: Any = "core"
    for level in range(levels):
        value = [value] if level % 2 else {"reblog": value}
    return value


BAD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 10**30, 1.5, float("nan"), float("inf"), "", " ", "null", "\x1b]52;c;aGk=\x07",
    "\u202e" * 50, "a" * 5_000, "\ud800", [], {}, [[]], [None], {"id": None}, "2026-13-45T99:99:99Z",
    "9999-12-31T23:59:59+99:99", "0000-00-00", "[/x][@click=app.quit]", "<p" * 500, "&#x1b;" * 40, "💥" * 300,
    deep(30),
)  # fmt: skip


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with a key or index in it, somewhere in the tree."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        inner = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        for key, child in inner:
            yield value, key
            if isinstance(child, dict | list) and child:
                waiting.append(child)


def mutated(tree: Any, dice: Random) -> Any:
    """The tree with one to three places missing, of another type, moved elsewhere, or doubled."""
    damaged = copy.deepcopy(tree)
    for _place in range(dice.randint(1, 3)):
        spots = list(places(damaged))
        if not spots:
            return dice.choice(BAD)
        container, key = dice.choice(spots)
        act = dice.randrange(5)
        if act == 0:
            del container[key]
        elif act == 1 and isinstance(container, dict):
            container[str(dice.choice(BAD))] = container.pop(key)
        elif act == 2:
            other, place = dice.choice(spots)
            container[key] = (
                copy.deepcopy(other[place])
                if place in range(len(other)) or (isinstance(other, dict) and place in other)
                else None
            )
        elif act == 3 and isinstance(container, list) and len(container) < 20:
            container.append(copy.deepcopy(container[key]))
        else:
            container[key] = copy.deepcopy(dice.choice(BAD))
    return damaged


def drawn(value: object) -> int:
    """Touch what a screen touches; counts the characters that would be drawn."""
    total = 0
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            waiting.extend(item[:40])
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, Status):
            total += len(plain_text(parse(item.shown.content))) + len(item.shown.account.name)
            total += len(warnings_in(item, "home")) + hidden_in(item, "public")
            waiting.append(item.media_attachments)
        elif isinstance(item, ThreadContext):
            waiting.extend([item.ancestors, item.descendants])
        elif isinstance(item, SearchResults):
            waiting.extend([item.accounts, item.statuses, item.hashtags])
        elif isinstance(item, Account):
            total += len(plain_text(parse(item.note))) + len(item.name)
        elif isinstance(item, Notification):
            total += sum(group.count for group in grouped([item]))
            waiting.append(item.status)
        elif isinstance(item, str):
            assert "\x1b" not in item
            total += len(item)
    return total


def samples() -> list[tuple[Read, Any]]:
    found: list[tuple[Read, Any]] = []
    for recorded in recordings.answers():
        path = recorded["path"].partition("?")[0]
        if recorded["status"] != 200 or not isinstance(recorded["body"], dict | list) or not recorded["body"]:
            continue
        read = next((read for pattern, read in READERS if re.fullmatch(pattern, path)), None)
        if read is not None:
            body = recorded["body"]
            found.append((read, body[:2] if isinstance(body, list) else body))
    return found


def encoded(tree: Any, dice: Random) -> bytes:
    payload = json.dumps(tree).encode("utf-8", "surrogatepass")
    # Now and then the bytes themselves are cut or spoilt.
    if dice.random() < 0.05:
        cut = dice.randrange(len(payload) + 1)
        return payload[:cut] + dice.choice([b"", b"\xff\xfe", b"}", b"\x00"]) + payload[cut + 1 :]
    return payload


def test_every_recorded_answer_has_a_reader_and_is_read() -> None:
    found = samples()
    assert len(found) > 250
    for read, body in found:
        assert drawn(read(json.dumps(body).encode())) >= 0


def test_twenty_thousand_damaged_answers_are_read_or_refused_with_a_sentence(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    dice = Random(20_000)
    originals = samples()
    outcomes: Counter[str] = Counter()
    begun = perf_counter()
    for number in range(MUTATIONS):
        read, body = originals[number % len(originals)]
        payload = encoded(mutated(body, dice), dice)
        try:
            drawn(read(payload))
        except ServerError as error:
            assert error.sentence  # noqa: PT017 - the sentence is the point, whichever error it is
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
    assert outcomes.total() == MUTATIONS
    assert outcomes["read"] > MUTATIONS * 0.9
    assert perf_counter() - begun < 120
    print(f"counted: {MUTATIONS} mutations, {dict(outcomes)}, {perf_counter() - begun:.1f} s")


@pytest.mark.parametrize("levels", [100, 1_000, 5_000])
def test_answers_nested_a_thousand_deep_cost_one_field(levels: int) -> None:
    dice = Random(levels)
    nest = b'{"reblog":' * levels + b"null" + b"}" * levels
    for read, body in samples()[::7]:
        damaged = copy.deepcopy(body)
        container, key = dice.choice(list(places(damaged)))
        container[key] = "@@deep@@"
        payload = json.dumps(damaged).encode().replace(b'"@@deep@@"', nest)
        try:
            drawn(read(payload))
        except ServerError as error:
            assert error.sentence  # noqa: PT017 - as above


def test_texts_of_ten_megabytes_are_cut() -> None:
    dice = Random(10)
    huge = "x\u0301" * 5_000_000
    for read, body in samples()[::60]:
        damaged = copy.deepcopy(body)
        spots = [(c, k) for c, k in places(damaged) if isinstance(c[k], str)]
        if not spots:
            continue
        container, key = dice.choice(spots)
        container[key] = huge
        begun = perf_counter()
        assert drawn(read(json.dumps(damaged).encode())) < 2_000_000
        assert perf_counter() - begun < 30
