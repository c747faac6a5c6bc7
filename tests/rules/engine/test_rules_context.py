"""The context object of ``--context``, and the conditions that read it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray_rules.context import ContextError, read_context
from outtray_rules.draft import ActKind, Context, Media, Visibility
from rules_kit import reviewer, rule

FULL: dict[str, Any] = {
    "act": "reply",
    "at": "2024-06-15T11:00:00-04:00",
    "visibility": "unlisted",
    "account": "me@a.example",
    "audience": 1204,
    "language": "fr",
    "content_warning": "cw",
    "reply_to": {
        "acct": "a@b.example",
        "profile": "Reporter",
        "mutual": True,
        "at": "2024-06-15T10:59:00-04:00",
    },
    "boosted": {"acct": "c@d.example"},
    "media": [{"type": "image/png", "description": ""}],
    "calendar": {"election": [["2024-05-25", "2024-07-04"]]},
    "writing_time": 40,
    "since_parent": "1m",
    "recent": [{"at": "2024-06-01T10:00:00-04:00", "categories": ["partisan"]}],
    "profile": {
        "jurisdiction": "ca",
        "organisation": "Health Canada",
        "organisation_names": ["HC"],
        "grade": "executive",
        "topics": ["drug recalls"],
        "work_hours": "08:00-16:30",
    },
}


def test_a_full_context_is_read() -> None:
    given_context = read_context(FULL)
    context = given_context.context
    assert context.act is ActKind.REPLY
    assert context.visibility is Visibility.UNLISTED
    assert context.at == datetime(2024, 6, 15, 11, tzinfo=timezone(timedelta(hours=-4)))
    assert context.reply_to is not None
    assert context.reply_to.profile == "Reporter"
    window = context.calendar["election"][0]
    assert (window.start, window.end.date()) == (datetime(2024, 5, 25), datetime(2024, 7, 4).date())
    assert context.writing_time == timedelta(seconds=40)
    assert context.since_parent == timedelta(minutes=1)
    assert context.profile.topics == ("drug recalls",)
    draft = given_context.draft("text")
    assert (draft.language, draft.content_warning, draft.media) == ("fr", "cw", (Media("image/png", ""),))
    assert given_context.ignored == ()


def test_an_empty_context_is_a_public_post_at_an_unknown_time() -> None:
    assert read_context({}).context == Context()


def test_every_key_that_cannot_be_used_is_named() -> None:
    with pytest.raises(ContextError) as caught:
        read_context({"act": "shout", "media": {}, "audience": -1, "profile": {"topics": 3}})
    names = [problem.split(":")[0] for problem in caught.value.problems]
    assert names == ["act", "audience", "media", "profile.topics"] or set(names) == {
        "act",
        "audience",
        "media",
        "profile.topics",
    }
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"at": "yesterday"}, "at"),
        ({"calendar": {"election": [["2024-05-25", "soon"]]}}, "calendar.election.0"),
        ({"writing_time": "quick"}, "writing_time"),
        ({"profile": {"work_hours": "9 to 5"}}, "profile.work_hours"),
        ({"recent": [{"at": "x"}]}, "recent.0.at"),
        ([], "it must be an object"),
        (None, "it must be an object"),
    ],
)
def test_values_that_cannot_be_read_are_named(data: object, name: str) -> None:
    with pytest.raises(ContextError) as caught:
        read_context(data)
    assert caught.value.problems[0].startswith(name)


def test_an_unknown_key_is_reported_with_the_nearest_and_the_rest_is_used() -> None:
    read = read_context({"visiblity": "direct", "profile": {"grad": "x"}, "act": "boost"})
    assert read.context.act is ActKind.BOOST
    assert read.ignored == ("visiblity (did you mean visibility?)", "profile.grad (did you mean grade?)")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(FULL)) | st.text(max_size=5), inner)
    ),
    max_leaves=12,
)


def test_a_time_longer_than_any_is_refused_with_a_sentence() -> None:
    with pytest.raises(ContextError, match="longer than any time"):
        read_context({"since_parent": 86_400_000_000_000.0})


@given(st.dictionaries(st.sampled_from(sorted(FULL)), json_values))
def test_any_json_is_read_or_refused_with_a_sentence(data: dict[str, Any]) -> None:
    try:
        read = read_context(data)
    except ContextError as error:
        problems = error.problems
    else:
        problems = ("",)
        assert isinstance(read.context.act, ActKind)
    assert problems


CONDITIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ('acts = ["reply", "edit"]', {"act": "reply"}, {"act": "post"}),
    ('visibility = "direct"', {"visibility": "direct"}, {}),
    ("audience = { min = 1000 }", {"audience": 1000}, {"audience": 999}),
    ("audience = { min = 1000 }", {"audience": 5000}, {}),
    (
        'reply_to = "journalist"',
        {"reply_to": {"profile": "Reporter, parliamentary bureau"}},
        {"reply_to": {"profile": "baker"}},
    ),
    (
        'reply_to = "politician"',
        {"reply_to": {"profile": "MP for Somewhere"}},
        {"reply_to": {"profile": "Deputy minister of things"}},
    ),
    ('reply_to = { role = "anyone", mutual = true }', {"reply_to": {"mutual": True}}, {"reply_to": {}}),
    (
        'reply_to = { terms = "chefs" }',
        {"reply_to": {"profile": "I am a chef"}},
        {"reply_to": {"profile": "chefs d'État"}},
    ),
    (
        'boosted = "party"',
        {"boosted": {"acct": "green_party@a.example"}},
        {"boosted": {"acct": "birthday@a.example"}},
    ),
    (
        'target = "own-minister"',
        {
            "boosted": {"acct": "x@a.example", "profile": "Jo Quill, Minister of Fish"},
            "profile": {"minister": "Jo Quill"},
        },
        {"boosted": {"profile": "Jo Quill"}},
    ),
    ('hour = "23:00-05:00"', {"at": "2026-01-01T23:00:00"}, {"at": "2026-01-01T05:00:00"}),
    ('hour = { from = "09:00", to = "17:00" }', {"at": "2026-01-01T09:00:00"}, {}),
    ('weekday = "weekend"', {"at": "2026-11-22T10:00:00"}, {"at": "2026-11-23T10:00:00"}),
    ('weekday = ["mon", "fri"]', {"at": "2026-11-23T10:00:00"}, {"at": "2026-11-24T10:00:00"}),
    (
        'calendar = "election"',
        {"at": "2024-07-04T23:00:00", "calendar": {"election": [["2024-05-25", "2024-07-04"]]}},
        {"at": "2024-07-05T00:00:00", "calendar": {"election": [["2024-05-25", "2024-07-04"]]}},
    ),
    (
        "holiday = true",
        {"at": "2026-07-01T10:00:00", "calendar": {"holiday": [["2026-07-01", "2026-07-01"]]}},
        {"at": "2026-07-01T10:00:00"},
    ),
    (
        "work_time = true",
        {"at": "2026-11-23T10:00:00", "profile": {"work_hours": "09:00-17:00"}},
        {"at": "2026-11-22T10:00:00", "profile": {"work_hours": "09:00-17:00"}},
    ),
    (
        "work_time = false",
        {"at": "2026-11-22T10:00:00", "profile": {"work_hours": "09:00-17:00"}},
        {"at": "2026-11-22T10:00:00"},
    ),
    ('writing_time = { max = "60s" }', {"writing_time": 60}, {"writing_time": 61}),
    ('since_parent = { min = "1m", max = "2m" }', {"since_parent": "90s"}, {"since_parent": "30s"}),
    (
        'media = "without-alt"',
        {"media": [{"description": "x"}, {"description": " "}]},
        {"media": [{"description": "x"}]},
    ),
    ('media = "none"', {}, {"media": [{"description": "x"}]}),
    (
        'profile = { grade = ["executive", "deputy-head"] }',
        {"profile": {"grade": "Executive"}},
        {"profile": {"grade": "officer"}},
    ),
    ("profile = { topics = true }", {"profile": {"topics": ["x"]}}, {}),
    ("profile = { topics = false }", {}, {"profile": {"topics": ["x"]}}),
    (
        'profile = { bio = { terms = "chefs" } }',
        {"profile": {"bio": "Chef. Views my own"}},
        {"profile": {"bio": "Cook"}},
    ),
    (
        'account = "official"',
        {"account": "@Dept@gov.example", "profile": {"official_accounts": ["dept@gov.example"]}},
        {"account": "me@a.example"},
    ),
    ('account = "personal"', {"account": "me@a.example"}, {}),
    ('language = "fr"', {"language": "fr-CA"}, {"language": "en"}),
    (
        'recent = { category = "tone", days = 30, min = 2 }',
        {
            "at": "2026-03-01T00:00:00",
            "recent": [
                {"at": "2026-02-20T00:00:00", "categories": ["tone"]},
                {"at": "2026-02-10T00:00:00+00:00", "categories": ["tone"]},
            ],
        },
        {
            "at": "2026-03-01T00:00:00",
            "recent": [
                {"at": "2026-02-20T00:00:00", "categories": ["tone"]},
                {"at": "2026-01-10T00:00:00", "categories": ["tone"]},
            ],
        },
    ),
]


@pytest.mark.parametrize(
    ("condition", "holds", "fails"), CONDITIONS, ids=[condition for condition, _, _ in CONDITIONS]
)
def test_a_condition_holds_when_its_fact_does_and_not_otherwise(
    condition: str, holds: dict[str, Any], fails: dict[str, Any]
) -> None:
    one = reviewer('[terms.chefs]\nany = ["chef"]\n' + rule(f"{{ {condition} }}"))
    for data, count in ((holds, 1), (fails, 0)):
        given_context = read_context(data)
        assert not given_context.ignored
        assert len(one.review(given_context.draft("hello there"), given_context.context)) == count, data
    when = reviewer(
        '[terms.chefs]\nany = ["chef"]\n' + rule('{ phrase = "hello" }', more=f"when = {{ {condition} }}")
    )
    for data, count in ((holds, 1), (fails, 0)):
        given_context = read_context(data)
        assert len(when.review(given_context.draft("hello there"), given_context.context)) == count, data


def test_all_facts_of_a_table_must_hold_and_may_stand_beside_a_matcher() -> None:
    one = reviewer(rule('{ phrase = "hello", acts = "reply", visibility = "public" }'))
    for data, count in (({"act": "reply"}, 1), ({"act": "reply", "visibility": "direct"}, 0), ({}, 0)):
        given_context = read_context(data)
        assert len(one.review(given_context.draft("hello"), given_context.context)) == count
