"""What each make of server can do is found out by asking, and honoured where a client must help itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.features import Feature
from outtray.mastodon.filtered import hidden_in, warnings_in
from outtray.mastodon.filters import Sieve
from outtray.mastodon.timelines import LOCAL
from outtray.mastodon.transport import EgressTransport
from outtray.services.capabilities import find_out
from outtray.services.connection import Connection, connect
from practice_process import PracticeServer

NOW = datetime(2026, 3, 1, tzinfo=UTC)


async def test_other_makes_lack_what_they_lack(town: PracticeServer, connection: Connection) -> None:
    found = await find_out(connection)
    make = "akkoma" if "Akkoma" in connection.instance.version else "gotosocial"
    assert found.software == make
    for feature in (Feature.TRENDS, Feature.GROUPED_NOTIFICATIONS, Feature.NOTIFICATION_POLICY):
        assert found.lacks(feature)
    assert found.features[Feature.LISTS]
    assert found.features[Feature.FILTERS] is (make == "gotosocial")
    assert found.features[Feature.CONVERSATIONS] is (make == "akkoma")
    assert not found.lacks(Feature.STREAMING)  # not found out, so it may be tried
    with pytest.raises(errors.Unsupported, match="trending"):
        await connection.reader.trending_tags()


async def test_mastodon_lacks_nothing_and_a_fault_proves_nothing() -> None:
    with PracticeServer() as town:
        clerk = await connect(
            town.url, town.token, host="practice", transport=EgressTransport(), clock=SystemClock()
        )
        found = await find_out(clerk)
        assert all(found.features.values())
        assert len(found.features) >= 12
        town.set_fault("status", path_regex="/lists", code=500, times=None)
        assert Feature.LISTS not in (await find_out(clerk)).features
        assert (await clerk.reader.node_software()).name == "mastodon"
        town.set_fault("status", path_regex="/api/", code=401, body='{"error":"revoked"}', times=None)
        with pytest.raises(errors.Unauthorised):
            await find_out(clerk)
        await clerk.close()


async def test_filters_a_server_only_keeps_are_applied_here(
    town: PracticeServer, connection: Connection
) -> None:
    body = {"phrase": "stapler", "context": ["public", "home"], "irreversible": True}
    made = town.api("POST", "/api/v1/filters", json=body).json()
    town.make_post("anouk", "The Stapler, again.")
    sieve = Sieve(await connection.filters.all())
    page = await connection.reader.timeline(LOCAL)
    marked = [sieve.mark(status, NOW) for status in page.items]
    assert hidden_in(marked[0], "public")
    assert not hidden_in(marked[0], "thread")
    assert not any(hidden_in(status, "public") for status in marked[1:10])
    assert warnings_in(marked[0], "public") == ()
    town.api("DELETE", f"/api/v1/filters/{made['id']}")
    assert not Sieve(await connection.filters.all())
