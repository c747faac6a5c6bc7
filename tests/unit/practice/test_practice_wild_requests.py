"""Whatever is asked of the server, it answers: nothing a client sends makes it stumble."""

from __future__ import annotations

import json
import random
from typing import Any

from outtray.practice.app import ALL_ROUTES
from practice_process import PracticeServer

VALUES: list[Any] = [
    "", "0", "1", "-1", "9" * 18, "9" * 40, "x", "\ud800", "\x00", "é" * 600, None, True, 1.5, [], {},
    ["1", "x"], {"a": "b"}, [{}], [None], {"0": {"name": "x"}},
    "home", "public", "2030-01-01", "%", "_", "[", "\\",
]  # fmt: skip
NAMES = [
    "status", "media_ids", "in_reply_to_id", "visibility", "spoiler_text", "id", "limit", "max_id",
    "min_id", "since_id", "q", "type", "title", "context", "filter_action", "keywords_attributes",
    "expires_in", "choices", "home", "notifications", "timeline", "account_ids", "domain",
    "fields_attributes", "source", "display_name", "note", "duration", "acct", "types", "focus",
    "description", "media_attributes", "quoted_status_id", "language", "client_name", "redirect_uris",
    "scopes", "code", "client_id", "client_secret", "grant_type", "tag", "keyword", "comment",
    "account_id", "poll", "reblogs", "token",
]  # fmt: skip


def test_no_request_makes_the_server_stumble(practice_server: PracticeServer) -> None:
    dice = random.Random(20)
    page = practice_server.api("GET", "/api/v1/timelines/home?limit=40").json()
    ids = [s["id"] for s in page] + [s["account"]["id"] for s in page] + ["0", "abc", "9" * 20]
    routes = [route for route in ALL_ROUTES if "streaming" not in route.path]
    stumbles: list[str] = []
    for _ in range(600):
        route = dice.choice(routes)
        path = route.path.replace("{id}", dice.choice(ids)).replace(
            "{tag}", dice.choice(["x", "oneform", "%00"])
        )
        path = path.replace("{code}", "kettle").replace("{colour:[0-9a-f]{6}}", "aabbcc")
        body: dict[str, Any] = {dice.choice(NAMES): dice.choice(VALUES) for _ in range(dice.randint(0, 6))}
        if dice.random() < 0.3:
            poll = {name: dice.choice(VALUES) for name in ("options", "expires_in", "multiple")}
            body |= {"status": "hi", "poll": poll}
        if route.method == "GET":
            query = {name: json.dumps(value) for name, value in body.items()}
            answer = practice_server.api("GET", path, params={k: v for k, v in query.items() if len(v) < 500})
        else:
            headers = {"Content-Type": "application/json"}
            answer = practice_server.api(route.method, path, content=json.dumps(body), headers=headers)
        if answer.status_code >= 500:
            stumbles.append(f"{route.method} {path} {body}")
    assert stumbles == []
