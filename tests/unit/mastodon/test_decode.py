"""Whatever a server answers becomes values that can be drawn, or one sentence."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import recordings
from outtray.mastodon.content import parse, plain_text
from outtray.mastodon.decode import decode_list, decode_one
from outtray.mastodon.entity import Entity
from outtray.mastodon.errors import NotMastodon, ServerError, TooLarge
from outtray.mastodon.models import Account, Notification, Status, ThreadContext

FIXTURES = Path(__file__).parent / "fixtures"
HOST = "harbour.example"

PLAIN: dict[str, Any] = {
    "id": "1001",
    "created_at": "2026-03-02T08:15:30.000Z",
    "content": "<p>Good morning, <b>harbour</b>.</p>",
    "spoiler_text": "",
    "visibility": "public",
    "account": {"id": "7", "username": "odile", "acct": "odile", "display_name": "Odile", "note": "<p>x</p>"},
    "media_attachments": [
        {"id": "3", "type": "image", "url": "https://h.example/a.png", "description": None}
    ],
    "poll": {
        "id": "4",
        "options": [{"title": "yes", "votes_count": 1}, {"title": "no", "votes_count": None}],
    },
    "tags": [{"name": "tide", "url": "https://h.example/tags/tide"}],
    "quote": {"state": "accepted", "quoted_status": {"id": "9", "content": "<p>before</p>"}},
    "reblog": None,
}


def read(*items: object) -> tuple[Status, ...]:
    return decode_list(json.dumps(items).encode(), Status, host=HOST)


def draw(status: Status) -> str:
    """Touch everything a row of a timeline shows, as a widget would."""
    shown = status.shown
    lines = [
        shown.account.name,
        shown.account.acct,
        shown.spoiler_text,
        plain_text(parse(shown.content)),
        plain_text(parse(shown.account.note)),
        f"{shown.replies_count + shown.reblogs_count + shown.favourites_count}",
        shown.created_at.astimezone(UTC).isoformat() if shown.created_at else "",
        *[medium.description or medium.type for medium in shown.media_attachments],
        *[option.title for option in (shown.poll.options if shown.poll else ())],
        *[tag.name for tag in shown.tags],
        shown.card.title if shown.card else "",
    ]
    quoted = shown.quote.quoted_status if shown.quote else None
    if quoted is not None:
        lines.append(draw(quoted))
    return "\n".join(lines)


def texts(value: object) -> list[str]:
    """Every text anywhere inside an entity."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts(item)]
    if isinstance(value, Entity):
        return [text for name in value.__struct_fields__ for text in texts(getattr(value, name))]
    return []


# Whole answers of several kinds of server


@recordings.needs_recordings
def test_every_recorded_status_is_read_whole() -> None:
    assert len(recordings.statuses()) > 300
    for tree in recordings.statuses():
        status = decode_one(json.dumps(tree).encode(), Status, host=HOST)
        assert status.id == tree["id"]
        assert status.account.acct == tree["account"]["acct"]
        assert status.created_at == datetime.fromisoformat(tree["created_at"])
        assert not status.unreadable
        draw(status)


@recordings.needs_recordings
def test_the_typed_and_the_lenient_reading_agree_on_every_recorded_status() -> None:
    for tree in recordings.statuses():
        typed = decode_one(json.dumps(tree).encode(), Status, host=HOST)
        lenient = decode_one(json.dumps(tree | {"muted": "false"}).encode(), Status, host=HOST)
        assert lenient == msgspec.structs.replace(typed, muted=False)


@recordings.needs_recordings
def test_every_recorded_account_and_notification_is_read() -> None:
    for tree in recordings.accounts():
        assert decode_one(json.dumps(tree).encode(), Account, host=HOST).id == tree["id"]
    for tree in recordings.notifications():
        read_back = decode_one(json.dumps(tree).encode(), Notification, host=HOST)
        assert (read_back.id, read_back.type) == (tree["id"], tree["type"])


def test_gotosocial_answers_are_read_with_letters_in_ids_and_nulls_for_lists() -> None:
    payload = (FIXTURES / "gotosocial_timeline.json").read_bytes()
    first, boost = decode_list(payload, Status, host=HOST)
    assert first.id == "01JCK7Z3QH0V9M4T5X8R2B6W1D"
    assert plain_text(parse(first.content)) == "Le bac de 8 h est annulé : brouillard. #traverse"
    assert boost.reblog is not None
    assert boost.shown.account.acct == "master@harbour.example"
    assert boost.account.name == "pilot"
    assert boost.reblog.tags == ()
    assert not boost.unreadable


def test_akkoma_answers_are_read_with_the_quoted_status_in_its_own_place() -> None:
    (status,) = decode_list((FIXTURES / "akkoma_timeline.json").read_bytes(), Status, host=HOST)
    assert status.visibility == "local"
    assert status.quote is not None
    assert status.quote.quoted_status is not None
    assert plain_text(parse(status.quote.quoted_status.content)) == "The quoted words"
    assert status.media_attachments[0].id == "9321"


# One field, one status, one page wrong


@pytest.mark.parametrize("key", sorted(PLAIN))
@pytest.mark.parametrize(
    "value", [None, 5, -1.5, True, "x", [], {}, [None], {"a": []}, [[1]], "\x1b[2J", 10**40]
)
def test_any_field_may_be_of_any_type_and_the_rest_is_kept(key: str, value: object) -> None:
    (status,) = read(PLAIN | {key: value})
    draw(status)
    if key not in {"content", "id"}:
        assert "Good morning" in status.content


@pytest.mark.parametrize("key", sorted(PLAIN))
def test_any_field_may_be_missing(key: str) -> None:
    (status,) = read({name: value for name, value in PLAIN.items() if name != key})
    draw(status)


def test_numbers_for_ids_become_text() -> None:
    (status,) = read(PLAIN | {"id": 1001, "in_reply_to_id": 12})
    assert (status.id, status.in_reply_to_id) == ("1001", "12")


def test_a_time_without_a_zone_is_read_as_utc() -> None:
    (status,) = read(PLAIN | {"created_at": "2026-03-02T08:15:30"})
    assert status.created_at == datetime(2026, 3, 2, 8, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("item", [None, 3, "x", [], [[]], True])
def test_an_item_that_is_no_status_becomes_a_placeholder_among_its_neighbours(item: object) -> None:
    first, placeholder, last = read(PLAIN, item, PLAIN | {"id": "1002"})
    assert (first.id, last.id) == ("1001", "1002")
    assert placeholder.unreadable
    assert placeholder.id.startswith("unreadable-")
    draw(placeholder)


def test_a_status_without_an_id_keeps_its_words_and_is_marked() -> None:
    (status,) = read({"content": "<p>nameless</p>"})
    assert status.unreadable
    assert status.id
    assert "nameless" in status.content


@pytest.mark.parametrize("key", ["reblog", "tags", "card"])
def test_a_status_nested_a_thousand_deep_costs_only_that_field(key: str) -> None:
    deep = "[" * 5_000 + "]" * 5_000
    payload = f'[{json.dumps(PLAIN)}, {{"id": "1002", "content": "x", "{key}": {deep}}}]'.encode()
    first, second = decode_list(payload, Status, host=HOST)
    assert (first.id, second.id, second.content) == ("1001", "1002", "x")


def test_boosts_of_boosts_and_quotes_of_quotes_are_kept_one_level_deep() -> None:
    tree: dict[str, Any] = {"id": "0", "content": "the end"}
    for number in range(1, 400):
        tree = {"id": str(number), "reblog": tree, "quote": {"state": "accepted", "quoted_status": tree}}
        if number > 6:
            tree.pop("quote")
    (status,) = read(tree)
    assert status.reblog is not None
    assert status.reblog.reblog is None
    chain = {"id": "q3", "quote": {"state": "accepted", "quoted_status": {"id": "q4"}}}
    outer = {"id": "q1", "quote": {"state": "accepted", "quoted_status": chain}}
    (quoting,) = read(outer)
    assert quoting.quote is not None
    assert quoting.quote.quoted_status is not None
    inner = quoting.quote.quoted_status.quote
    assert inner is not None
    assert (inner.quoted_status, inner.quoted_status_id) == (None, "q4")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"   ",
        b"<html><body>sign in</body></html>",
        b'[{"id": "1"',
        b"{}",
        b'{"error": "x"}',
        b"null",
        b"[" * 99_000,
    ],
)
def test_an_answer_that_is_no_page_raises_one_sentence(payload: bytes) -> None:
    with pytest.raises(ServerError) as caught:
        decode_list(payload, Status, host=HOST)
    assert HOST in caught.value.sentence
    assert caught.value.next_step


def test_a_swarm_of_empty_objects_is_refused() -> None:
    with pytest.raises(TooLarge):
        decode_list(b"[" + b"{}," * 200_000 + b"{}]", Status, host=HOST)


@pytest.mark.parametrize(
    "payload",
    [
        b'[{"id": "1", "content": "lone \\ud800 surrogate"}]',
        b'[{"id": "1", "content": "bad \xff\xfe utf-8"}]',
        b'[{"id": "1", "content": "raw \x1b control"}]',
        b'[{"id": "1", "content": "no number", "replies_count": NaN, "reblogs_count": 1e999}]',
        b'[{"id": "1", "content": "long number", "replies_count": ' + b"9" * 9_000 + b"}]",
    ],
)
def test_json_no_strict_reader_takes_is_read_all_the_same(payload: bytes) -> None:
    (status,) = decode_list(payload, Status, host=HOST)
    assert status.id == "1"
    draw(status).encode("utf-8")
    assert "\x1b" not in draw(status)


def test_one_object_must_be_an_object() -> None:
    with pytest.raises(NotMastodon):
        decode_one(b"[]", Account, host=HOST)


def test_a_thread_with_a_broken_part_keeps_the_others() -> None:
    payload = json.dumps({"ancestors": None, "descendants": [PLAIN, None, PLAIN | {"id": 5, "tags": 3}]})
    context = decode_one(payload.encode(), ThreadContext, host=HOST)
    assert [status.id for status in context.descendants] == ["1001", "5"]


def test_unknown_kinds_are_kept_by_name() -> None:
    notification = decode_one(b'{"id": "1", "type": "pleroma:emoji_reaction"}', Notification, host=HOST)
    assert notification.type == "pleroma:emoji_reaction"


# Text is clean however a value was made


@pytest.mark.parametrize("hostile", ["\x1b]0;owned\x07", "\x9b2J", "\u202eevil", "two\u2028lines"])
def test_every_text_of_every_part_is_cleaned(hostile: str) -> None:
    def poisoned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: poisoned(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [poisoned(inner) for inner in value]
        return value + hostile if isinstance(value, str) and not value.startswith("20") else value

    tree = poisoned(PLAIN | {"quote_approval": {"automatic": ["public"]}, "card": {"title": "t"}})
    tree["quote"]["state"] = "accepted" + hostile
    for reading in (tree, tree | {"muted": None}):
        (status,) = read(reading)
        everything = "".join(texts(status))
        assert len(texts(status)) > 30
        assert not set(everything) & set("\x1b\x07\x9b\u202e\u2028")


def test_a_value_made_in_the_program_is_cleaned_too() -> None:
    assert Account(display_name="a\x1b[31m\nb").display_name == "a[31m b"


def test_no_list_inside_a_status_grows_without_bound() -> None:
    (status,) = read(PLAIN | {"tags": [{"name": "x"}] * 3_000, "mentions": [{"acct": "x"}] * 3_000})
    assert (len(status.tags), len(status.mentions)) == (500, 500)


def test_what_was_read_is_the_same_after_writing_and_reading_again() -> None:
    (status,) = read(PLAIN)
    assert decode_one(msgspec.json.encode(status), Status, host=HOST) == status


# Mutations of real answers

WRONG = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["\x1b[2J", "\ud800", "x" * 100_000, "<p>" * 2_000, "9" * 400, "&#27;[31m"]),
    st.just([]),
    st.just({}),
    st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=3)), max_size=4),
    st.recursive(st.none(), lambda inner: st.lists(inner, max_size=2), max_leaves=5),
)


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in steps:
        found.append((*path, key))
        found.extend(places(value, (*path, key)))
    return found


def put(tree: Any, path: tuple[Any, ...], value: object, *, remove: bool) -> None:
    for key in path[:-1]:
        tree = tree[key]
    if remove and isinstance(tree, dict):
        del tree[path[-1]]
    else:
        tree[path[-1]] = value


def samples() -> list[dict[str, Any]]:
    own = json.loads((FIXTURES / "gotosocial_timeline.json").read_bytes())
    own += json.loads((FIXTURES / "akkoma_timeline.json").read_bytes())
    return [PLAIN, *own, *recordings.statuses()[::7]]


@settings(
    max_examples=1_500,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data())
def test_any_mutation_of_a_real_status_can_still_be_drawn(data: st.DataObject) -> None:
    tree = copy.deepcopy(data.draw(st.sampled_from(samples())))
    for _ in range(data.draw(st.integers(1, 4))):
        where = places(tree)
        if where:
            put(tree, data.draw(st.sampled_from(where)), data.draw(WRONG), remove=data.draw(st.booleans()))
    payload = json.dumps([PLAIN, tree]).encode()
    first, second = decode_list(payload, Status, host=HOST)
    assert first.id == "1001"
    drawn = draw(second)
    drawn.encode("utf-8")
    assert "\x1b" not in drawn
    assert second.id


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_page_or_one_sentence(payload: bytes) -> None:
    try:
        page = decode_list(b"[" + payload + b"]", Status, host=HOST)
    except ServerError as error:
        assert HOST in error.sentence  # noqa: PT017 - either outcome is right, a crash is not
    else:
        for status in page:
            draw(status)
