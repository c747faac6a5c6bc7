"""An independent client, written by others, gets along with the practice server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from outtray.practice.pictures import landscape
from practice_process import PracticeServer

mastodon = pytest.importorskip("mastodon", reason="Mastodon.py is not installed")


@pytest.fixture(scope="module")
def client(town: PracticeServer) -> Any:
    return mastodon.Mastodon(access_token=town.token, api_base_url=town.url, ratelimit_method="throw")


def test_it_knows_the_server_and_who_it_is(client: Any) -> None:
    assert client.me().acct == "clerk"
    assert client.instance_v2().domain == "practice"
    assert client.retrieve_mastodon_version().startswith("4.5.3")


def test_it_pages_through_the_home_timeline(client: Any) -> None:
    first = client.timeline_home(limit=10)
    second = client.fetch_next(first)
    assert len(first) == len(second) == 10
    assert int(second[0].id) < int(first[-1].id)
    assert [s.id for s in client.fetch_previous(second)] == [s.id for s in first]


def test_it_posts_replies_boosts_edits_and_deletes(client: Any, town: PracticeServer) -> None:
    posted = client.status_post("Hello from elsewhere", visibility="unlisted", idempotency_key="mpy")
    assert client.status_post("Hello from elsewhere", idempotency_key="mpy").id == posted.id
    target = town.make_post("anouk", "Answer me.")
    answer = client.status_reply(client.status(target["id"]), "Here I am")
    assert answer.in_reply_to_id == target["id"]
    assert client.status_context(target["id"]).descendants[0].id == answer.id
    assert client.status_reblog(target["id"]).reblog.id == target["id"]
    assert client.status_favourite(target["id"]).favourited is True
    assert client.status_update(posted.id, "Changed").content == "<p>Changed</p>"
    assert len(client.status_history(posted.id)) == 2
    client.status_delete(posted.id)
    with pytest.raises(mastodon.MastodonNotFoundError):
        client.status(posted.id)


def test_it_uploads_and_votes(client: Any, town: PracticeServer, tmp_path: Path) -> None:
    file = tmp_path / "hill.png"
    file.write_bytes(landscape("#557799"))
    picture = client.media_post(str(file), description="A hill", focus=(0.1, 0.2))
    assert client.status_post("Look", media_ids=[picture]).media_attachments[0].description == "A hill"
    found = client.search_v2("Which badge colour", result_type="statuses")
    assert client.poll_vote(found.statuses[0].poll, 3).voted is True


def test_it_reads_notifications_lists_and_filters(client: Any) -> None:
    assert client.notifications(limit=5)
    made = client.create_filter_v2("ducks", ["home"], "warn", keywords_attributes=[{"keyword": "duck"}])
    assert client.filters_v2()[-1].id == made.id
    client.delete_filter_v2(made.id)
    one = client.list_create("People")
    client.list_accounts_add(one.id, [client.account_lookup("anouk").id])
    assert [a.acct for a in client.list_accounts(one.id)] == ["anouk"]
    client.list_delete(one.id)


def test_it_logs_in_with_a_pasted_code(town: PracticeServer, tmp_path: Path) -> None:
    app = mastodon.Mastodon.create_app("M.py", api_base_url=town.url, scopes=["read", "write"])
    fresh = mastodon.Mastodon(client_id=app[0], client_secret=app[1], api_base_url=town.url)
    url = httpx.URL(fresh.auth_request_url(scopes=["read", "write"], allow_http=True))
    form = {**url.params, "decision": "approve"}
    page = httpx.post(f"{town.url}/oauth/authorize", data=form, trust_env=False)
    code = re.search(r'id="code">([^<]+)<', page.text)
    assert code is not None
    fresh.log_in(code=code[1], scopes=["read", "write"], allow_http=True)
    assert fresh.me().acct == "clerk"
    fresh.revoke_access_token(allow_http=True)
