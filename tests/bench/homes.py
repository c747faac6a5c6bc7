"""Homes as people have them, for programs to be measured in: logged in, with statuses read and acts held."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from hold_kit import review
from outtray.acts.act import AccountKey, Act
from outtray.base.clock import SystemClock
from outtray.cache.store import Cache
from outtray.config.accounts import Accounts, StoredAccount, load_accounts, save_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.locations import Locations, locations
from outtray.mastodon.models import Status
from outtray.mastodon.timelines import HOME
from outtray.outbox.opening import open_outbox
from outtray_rules.draft import ActKind
from reading_town import many

NOBODY = "http://127.0.0.1:9"
"""A server that refuses every connection at once."""
MARK = b"nobody"
"""A word of the posts that no part of the program says."""
_HOURS = 3 * 3_600


def environment(home: Path) -> dict[str, str]:
    """What a shell would have set."""
    return {"OUTTRAY_HOME": str(home)}


def log_in(home: Path, *, server: str = NOBODY, account_id: str = "7", token: str = "none") -> Locations:
    """A home with one login."""
    places = locations(environment(home))
    places.make()
    account = StoredAccount(server=server, account_id=account_id, acct="clerk", kept_in="file")
    save_accounts(places.accounts_file, Accounts().with_account(account))
    FileCredentials(places.secrets_file).save(account.key, token)
    return places


def account_key(places: Locations) -> AccountKey:
    """Who acts in this home."""
    stored = load_accounts(places.accounts_file).active()
    assert stored is not None
    return AccountKey(host=stored.host, id=stored.account_id, acct=stored.acct)


def pages(count: int, size: int = 40) -> Iterator[list[Status]]:
    """Believable posts, a page at a time, the newest page first."""
    statuses = many(count)
    while page := list(islice(statuses, size)):
        yield page


def read_before(places: Locations, count: int) -> None:
    """Put so many statuses on disk, as if they had been read."""
    cache = Cache(places.timelines_file, clock=SystemClock())
    key = account_key(places)
    mine = cache.for_account(f"{key.acct}@{key.host}")
    for page in reversed(list(pages(count))):
        mine.put_on_top(HOME, page)
    cache.close()


def held(places: Locations, count: int = 1, words: int = 40) -> None:
    """Hold so many posts, each with a countdown that runs for hours."""
    clock = SystemClock()
    tray = open_outbox(places.outbox, clock)
    for number in range(count):
        act = Act(kind=ActKind.POST, account=account_key(places), text=f"{number} " + "words " * words)
        tray.store.hold(act, review(act, seconds=_HOURS), server_date=clock.now())
    tray.close()
