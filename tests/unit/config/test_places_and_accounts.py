"""Directories, logins and tokens on disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from outtray.config.accounts import Accounts, StoredAccount, load_accounts, save_accounts
from outtray.config.credentials import FileCredentials
from outtray.config.errors import ConfigError, CredentialsUnavailable, PlaceUnusable
from outtray.config.locations import locations

CLERK = StoredAccount(server="https://town.example", account_id="01H", acct="clerk")
OTHER = StoredAccount(server="https://town.example", account_id="02H", acct="other")


def test_practice_and_real_accounts_never_share_a_directory(tmp_path: Path) -> None:
    environment = {"OUTTRAY_HOME": str(tmp_path)}
    real, practice = locations(environment), locations(environment, practice=True)
    for name in ("outbox", "accounts_file", "secrets_file", "timelines_file", "settings_file"):
        assert getattr(real, name) != getattr(practice, name)


def test_directories_are_private(tmp_path: Path) -> None:
    places = locations({"OUTTRAY_HOME": str(tmp_path / "far" / "home")}, practice=True)
    places.cache.mkdir(parents=True)
    places.cache.chmod(0o755)
    places.make()
    ours = (places.config, places.data, places.cache, places.data.parent, places.config.parent)
    assert {stat.S_IMODE(place.stat().st_mode) for place in ours} == {0o700}


def test_a_place_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    with pytest.raises(PlaceUnusable, match="OUTTRAY_HOME"):
        locations({"OUTTRAY_HOME": str(tmp_path / "file")}).make()


def test_the_last_login_acts(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    save_accounts(path, Accounts().with_account(CLERK).with_account(OTHER))
    loaded = load_accounts(path)
    assert loaded.active() == OTHER
    assert loaded.find("@clerk@town.example") == CLERK
    assert loaded.without(OTHER.key).active() == CLERK


def test_a_broken_list_of_accounts_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    path.write_text("{")
    with pytest.raises(ConfigError, match="log in again"):
        load_accounts(path)


def test_tokens_in_a_file_are_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    store = FileCredentials(path)
    store.save(CLERK.key, "secret")
    store.save(OTHER.key, "other")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.delete(OTHER.key)
    assert (store.load(CLERK.key), store.load(OTHER.key)) == ("secret", None)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read any file")
def test_an_unreadable_credentials_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "credentials.json"
    path.write_text("{}")
    path.chmod(0)
    with pytest.raises(CredentialsUnavailable, match="log in again"):
        FileCredentials(path).load(CLERK.key)


def test_the_list_of_accounts_never_holds_a_token(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    save_accounts(path, Accounts().with_account(CLERK))
    assert "token" not in path.read_text()
