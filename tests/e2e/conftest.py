"""A home directory logged in to a practice server, as a person's would be after ``outtray login``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from compiled_kit import started_before
from outtray.config.accounts import Accounts, StoredAccount, save_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.locations import locations
from practice_process import PracticeServer

SETTINGS = """
[profile]
jurisdiction = "ca"

[cooling]
base = "10s"
warn = "12s"
reply = "10s"
boost = "10s"
edit = "10s"
"""


@dataclass(frozen=True, slots=True)
class Home:
    """One user's files and the environment that points the program at them."""

    path: Path
    environment: dict[str, str]
    server: PracticeServer

    def settings(self, text: str) -> None:
        """Write the settings file."""
        places = locations(self.environment)
        places.make()
        places.settings_file.write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, practice_server: PracticeServer) -> Iterator[Home]:
    """A user who has logged in and set the shortest pauses there are."""
    environment = {"OUTTRAY_HOME": str(tmp_path / "home")}
    places = locations(environment)
    places.make()
    account = StoredAccount(
        server=practice_server.url,
        account_id=practice_server.api("GET", "/api/v1/accounts/verify_credentials").json()["id"],
        acct="clerk",
        kept_in="file",
    )
    save_accounts(places.accounts_file, Accounts().with_account(account))
    FileCredentials(places.secrets_file).save(account.key, practice_server.token)
    made = Home(tmp_path / "home", environment, practice_server)
    made.settings(SETTINGS)
    with started_before(places):
        yield made
