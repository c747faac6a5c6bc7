"""What a server says of itself, in both versions and from several kinds of server."""

from __future__ import annotations

import json
from typing import Any

import pytest

import recordings
from outtray.mastodon.instance import placeholder, read_instance, software, streaming_address
from outtray.mastodon.models import Instance

GOTOSOCIAL: dict[str, Any] = {
    "domain": "quay.example",
    "account_domain": "quay.example",
    "title": "The Quay",
    "version": "0.18.1 cb85f65",
    "source_url": "https://codeberg.org/superseriousbusiness/gotosocial",
    "description": "<p>A small place.</p>",
    "configuration": {
        "urls": {"streaming": "wss://quay.example"},
        "statuses": {"max_characters": 5000, "max_media_attachments": 6, "characters_reserved_per_url": 25},
        "polls": {"max_options": 6},
    },
}
AKKOMA: dict[str, Any] = {
    "uri": "https://salt.example",
    "title": "Salt",
    "version": "2.7.2 (compatible; Akkoma 3.13.2)",
    "max_toot_chars": 9000,
    "urls": {"streaming_api": "wss://salt.example"},
    "pleroma": {"metadata": {"features": ["quote_posting"]}},
}


def read(body: object) -> Instance:
    return read_instance(json.dumps(body).encode(), host="asked.example")


def test_gotosocial_is_read_with_its_own_limits() -> None:
    instance = read(GOTOSOCIAL)
    assert (instance.domain, instance.max_characters, instance.characters_per_url) == (
        "quay.example",
        5000,
        25,
    )
    assert (instance.max_media, instance.max_poll_options, instance.api_version) == (6, 6, 0)
    assert streaming_address(instance, "https://quay.example") == "https://quay.example"


def test_akkoma_is_read_from_the_first_version() -> None:
    instance = read(AKKOMA)
    assert (instance.domain, instance.max_characters) == ("salt.example", 9000)
    assert instance.streaming_url == "wss://salt.example"


@pytest.mark.parametrize(
    "body", [{}, {"configuration": None}, {"configuration": {"statuses": {"max_characters": -1}}}]
)
def test_without_sensible_numbers_mastodons_own_hold(body: object) -> None:
    instance = read(body)
    assert (instance.domain, instance.max_characters) == ("asked.example", 500)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"version": "4.5.3", "api_versions": {"mastodon": 7}}, "mastodon"),
        (
            {"version": "4.6.0-nightly.2026-04-09", "source_url": "https://github.com/mastodon/mastodon"},
            "mastodon",
        ),
        ({"version": "4.2.1+glitch", "source_url": "https://github.com/glitch-soc/mastodon"}, "mastodon"),
        (
            {"version": "4.2.1+hometown-1.1.1", "source_url": "https://github.com/hometown-fork/mastodon"},
            "mastodon",
        ),
        ({"version": "4.1.0"}, ""),
        ({"version": "1.2.3"}, ""),
        ({"version": "4.0.0 (not true; really snac/2.68)"}, ""),
        ({"version": "4.5.0+0.20.1", "source_url": "https://codeberg.org/x/gotosocial"}, "gotosocial"),
        (GOTOSOCIAL, "gotosocial"),
        ({"version": "0.17.3"}, ""),
        (AKKOMA, "akkoma"),
        ({"version": "2.8.0 (compatible; Friendica 2024.03)"}, "friendica"),
        ({"version": "4.5.3", "source_url": "https://git.example/other/thing"}, ""),
        ({}, ""),
    ],
)
def test_the_software_is_named_only_when_something_tells(fields: dict[str, Any], name: str) -> None:
    assert software(read(fields)) == name


def test_nothing_is_assumed_of_a_server_that_does_not_describe_itself() -> None:
    assert software(placeholder("quiet.example")) == ""


@recordings.needs_recordings
def test_recorded_descriptions_are_read() -> None:
    bodies = [
        answer["body"]
        for answer in recordings.answers()
        if answer["path"].rstrip("/").endswith("/v2/instance") and answer["status"] == 200
    ]
    assert bodies
    for body in bodies:
        instance = read(body)
        assert software(instance) == "mastodon"
        assert instance.max_characters == 500
