"""A boost or a favourite is reviewed with everything its readers will see, not with its text alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hold_kit import ACCOUNT, HandClock, review
from outtray.acts.act import Act
from outtray.acts.canonical import canonical_bytes, from_json, to_json
from outtray.acts.item import Hold, Item
from outtray.acts.states import State
from outtray.mastodon.decode import decode_one
from outtray.mastodon.models import Status
from outtray.mastodon.truth import target_of
from outtray.screens.presenting import held_act
from outtray.services import acting
from outtray.services.acting import Author
from outtray.services.review import ReviewService
from outtray_rules.cooling import CoolingSettings
from outtray_rules.draft import Profile
from rules_kit import reviewer

SECRET = "the blue folder"
QUIET: dict[str, Any] = {
    "id": "9",
    "content": "<p>Nice day.</p>",
    "account": {"id": "3", "acct": "mayor"},
    "visibility": "public",
}


def status(**changes: Any) -> Status:
    """A post as a server tells it."""
    return decode_one(json.dumps({**QUIET, **changes}).encode(), Status, host="harbour.example")


QUOTED = {"state": "accepted", "quoted_status": {**QUIET, "id": "8", "content": f"<p>{SECRET}</p>"}}
PLACES: Mapping[str, dict[str, Any]] = {
    "an alt text": {"media_attachments": [{"id": "1", "type": "image", "description": f"See {SECRET}"}]},
    "a poll option": {"poll": {"id": "4", "options": [{"title": "No"}, {"title": f"Yes, {SECRET}"}]}},
    "a quoted post": {"quote": QUOTED},
    "a paragraph of a quote that is not there": {
        "content": f'<p>Nice day.</p><p class="quote-inline">{SECRET}</p>'
    },
}


@pytest.fixture
def service() -> ReviewService:
    rules = reviewer('[[rule]]\nid = "x"\ncategory = "tone"\nseverity = "warn"\ntitle = "T"\n'
                     'message = "“{match}”."\nadvice = "A"\nsource = { name = "S" }\n'
                     f'match = {{ phrase = "{SECRET}" }}\nhits = ["x"]\nmisses = ["y"]\n')  # fmt: skip
    return ReviewService(
        lambda: rules,
        HandClock(),
        profile=lambda bio: Profile(),
        cooling=CoolingSettings,
        windows=dict,
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spread", [acting.boost, acting.favourite])
def test_what_a_spread_post_says_anywhere_is_reviewed(
    service: ReviewService, spread: Any, place: str
) -> None:
    found = service.review(spread(Author(ACCOUNT), status(**PLACES[place]))).findings
    assert [finding.match for finding in found] == [SECRET]


def test_the_link_that_stands_for_a_shown_quote_is_not_read_twice() -> None:
    content = '<p class="quote-inline">RE: https://town.example/8</p><p>Nice day.</p>'
    assert target_of(status(content=content, quote=QUOTED)).text == "Nice day."


@pytest.mark.parametrize(
    "changes",
    [
        {"poll": {"id": "4", "options": [{"title": "No"}, {"title": "Maybe"}]}},
        {"poll": None},
        {"quote": {**QUOTED, "quoted_status": {**QUIET, "id": "8", "content": "<p>other words</p>"}}},
        {"quote": {"state": "revoked"}},
        {"quote": None},
    ],
    ids=str,
)
def test_a_changed_poll_or_quote_is_a_changed_target(changes: dict[str, Any]) -> None:
    before = {"poll": {"id": "4", "options": [{"title": "No"}, {"title": "Yes"}]}, "quote": QUOTED}
    assert target_of(status(**before)).digest != target_of(status(**{**before, **changes})).digest


def test_votes_do_not_change_a_target() -> None:
    one, two = (
        {"poll": {"id": "4", "options": [{"title": "Yes", "votes_count": count}]}} for count in (1, 2)
    )
    assert target_of(status(**one)) == target_of(status(**two))


def test_an_act_about_a_plain_post_is_stored_in_the_same_bytes_as_ever() -> None:
    act = acting.boost(Author(ACCOUNT), status())
    stored = json.loads(canonical_bytes(act))
    assert set(stored["target"]) == {
        "id", "url", "acct", "edited_at", "digest", "text", "content_warning", "visibility", "profile",
    }  # fmt: skip
    assert from_json(to_json(act)) == act


def test_the_second_look_shows_the_media_and_the_poll_of_the_post_that_is_spread() -> None:
    clock = HandClock()
    both = {**PLACES["an alt text"], **PLACES["a poll option"], "spoiler_text": "papers"}
    act: Act = acting.boost(Author(ACCOUNT), status(**both))
    judged = review(act)
    item = Item(
        id="1",
        order=1,
        act=act,
        digest=judged.digest,
        state=State.HELD,
        revision=1,
        created_at=clock.now(),
        updated_at=clock.now(),
        review=judged,
        hold=Hold(at=clock.now(), server_at=None, wait=timedelta(0), window=timedelta(hours=1)),
    )
    shown = held_act(item, followers=None, bio="")
    assert shown is not None
    assert [medium.description for medium in shown.attachments] == [f"See {SECRET}"]
    assert shown.poll_options == ("No", f"Yes, {SECRET}")
    assert shown.warning == "papers"
    own = held_act(replace(item, act=replace(act, target=None, text="x")), followers=None, bio="")
    assert own is not None
    assert own.attachments == ()
