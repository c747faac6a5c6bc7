"""A kept login connects as the account it was made for, or not at all."""

from __future__ import annotations

import pytest

from hold_kit import practising
from outtray.base.clock import SystemClock
from outtray.mastodon.transport import EgressTransport
from outtray.services.connection import SomebodyElse, connect
from practice_process import PracticeServer


async def test_a_token_of_somebody_else_does_not_connect(practice_server: PracticeServer) -> None:
    account = practising(practice_server)
    for token, id_, welcome in [
        (practice_server.token, account.id, True),
        (practice_server.token, "", True),
        (practice_server.token_for("minister"), account.id, False),
    ]:
        connecting = connect(
            practice_server.url,
            token,
            host=account.host,
            transport=EgressTransport(),
            clock=SystemClock(),
            account_id=id_,
        )
        if welcome:
            connection = await connecting
            assert connection.account == account
            await connection.close()
            continue
        with pytest.raises(SomebodyElse) as told:
            await connecting
        assert "@minister" in told.value.sentence
