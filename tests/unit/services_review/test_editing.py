"""Editing an own post takes nothing from it that the edit does not show."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hold_kit import ACCOUNT
from outtray.acts.act import Act
from outtray.acts.canonical import check
from outtray.acts.errors import MalformedAct
from outtray.mastodon.decode import decode_one
from outtray.mastodon.models import Status, StatusSource
from outtray.services import acting
from outtray.services.acting import Author
from outtray_rules.draft import ActKind

POST = {"id": "9", "content": "<p>Whcih day?</p>", "account": {"id": "7"}, "visibility": "public"}
POLL = {"id": "4", "options": [{"title": "Monday"}, {"title": "Tuesday"}]}
SOURCE = StatusSource(id="9", text="Whcih day?")


def status(**changes: object) -> Status:
    return decode_one(json.dumps({**POST, **changes}).encode(), Status, host="harbour.example")


def test_a_post_with_a_poll_is_not_edited_because_its_votes_would_go() -> None:
    with pytest.raises(MalformedAct, match="votes") as refused:
        acting.edit(Author(ACCOUNT), status(poll=POLL), SOURCE)
    assert refused.value.next_step


def test_an_edit_made_elsewhere_that_would_drop_a_poll_is_not_held() -> None:
    spread = acting.boost(Author(ACCOUNT), status(poll=POLL))
    with pytest.raises(MalformedAct, match="votes"):
        check(replace(spread, kind=ActKind.EDIT, text="Which day?"))


def test_a_post_without_a_poll_is_edited_as_ever() -> None:
    act: Act = acting.edit(Author(ACCOUNT), status(), SOURCE)
    check(act)
    assert act.text == SOURCE.text
