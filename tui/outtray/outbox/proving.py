"""Whose login it is that an act is about to leave with."""

from __future__ import annotations

from outtray.acts.act import AccountKey
from outtray.mastodon.session import Session
from outtray.mastodon.truth import Identity, Truth
from outtray.outbox.refusals import WrongAccount


async def prove(account: AccountKey, session: Session) -> Identity:
    """Ask the server, with the very token the act is about to leave with, whose it is; returns its answer.

    The release proved the account too, but a login can have been replaced since. Raises ``WrongAccount``, or
    ``ServerError`` when the server does not say; nothing has left then.
    """
    identity = await Truth(session.wire).identity()
    found = identity.account
    if (found.id, found.acct.casefold()) != (account.id, account.acct.casefold()):
        raise WrongAccount(account.handle, f"@{found.acct}")
    return identity
