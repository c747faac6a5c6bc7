"""The system's keyring, with backends that fail as other people's plug-ins do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend

from outtray.config.credentials import KeyringCredentials
from outtray.config.errors import CredentialsUnavailable


class _Memory(KeyringBackend):
    """Keeps what it is given, and claims to be a keyring of the system."""

    priority: ClassVar[float] = 5.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has no type there
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class _Unplugged(_Memory):
    """Fails with an error that is not of the keyring library, as a bus does when it is gone."""

    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError(f"no bus for {service}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"no bus for {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise RuntimeError(f"no bus for {service}")


class _Weak(_Memory):
    priority: ClassVar[float] = 0.5


class _Plain(_Memory):
    """Rates itself high, but comes from the package of files."""

    __module__ = "keyrings.alt.file"


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_token_comes_back_and_goes() -> None:
    keyring.set_keyring(_Memory())
    store = KeyringCredentials()
    assert KeyringCredentials.available()
    store.save("clerk@town.example", "secret")
    assert store.load("clerk@town.example") == "secret"
    store.delete("clerk@town.example")
    assert store.load("clerk@town.example") is None


def test_whatever_a_backend_raises_is_a_sentence_without_the_token() -> None:
    keyring.set_keyring(_Unplugged())
    store = KeyringCredentials()
    with pytest.raises(CredentialsUnavailable, match="did not answer") as caught:
        store.save("clerk@town.example", "secret")
    assert "secret" not in str(caught.value)
    with pytest.raises(CredentialsUnavailable):
        store.load("clerk@town.example")
    with pytest.raises(CredentialsUnavailable):
        store.delete("clerk@town.example")


@pytest.mark.parametrize("backend", [_Weak, _Plain])
def test_a_backend_that_writes_files_is_no_keyring(backend: type[_Memory]) -> None:
    keyring.set_keyring(backend())
    assert not KeyringCredentials.available()
