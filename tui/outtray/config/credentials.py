"""Where tokens are kept: the system's keyring, or a private file the user has agreed to; nowhere else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from outtray.base.translation import gettext as _
from outtray.config.errors import CredentialsUnavailable
from outtray.config.locations import Locations
from outtray.storage.atomic import write_text

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "outtray"


class CredentialStore(Protocol):
    """Keeps one token for each account key (``acct@host``); methods raise ``CredentialsUnavailable``."""

    def save(self, account_key: str, token: str) -> None:
        """Keep this token, replacing an earlier one."""
        ...

    def load(self, account_key: str) -> str | None:
        """The token of this account, or None when none is kept."""
        ...

    def delete(self, account_key: str) -> None:
        """Forget this account's token; nothing happens when there is none."""
        ...


class KeyringCredentials:
    """Tokens in the system's keyring (Secret Service, Keychain, Credential Manager).

    The library is imported on first use: it costs start-up time that reading a timeline does not need.
    """

    @staticmethod
    def available() -> bool:
        """Whether a keyring that keeps secrets answers on this machine.

        Backends of keyrings.alt, and those the library itself rates below what it recommends (1), write
        into files: that is no keyring, and nobody has agreed to it.
        """
        try:
            with _backend_errors():
                import keyring

                sound = _keeps_secrets(keyring.get_keyring())
        except CredentialsUnavailable:
            return False
        return sound

    def save(self, account_key: str, token: str) -> None:
        """Keep this token in the keyring."""
        with _backend_errors():
            import keyring

            keyring.set_password(_SERVICE, account_key, token)

    def load(self, account_key: str) -> str | None:
        """The token the keyring holds for this account."""
        with _backend_errors():
            import keyring

            token = keyring.get_password(_SERVICE, account_key)
        return token

    def delete(self, account_key: str) -> None:
        """Remove this account's token from the keyring."""
        with _backend_errors():
            import keyring
            import keyring.errors

            with contextlib.suppress(keyring.errors.PasswordDeleteError):
                keyring.delete_password(_SERVICE, account_key)


@contextlib.contextmanager
def _backend_errors() -> Iterator[None]:
    try:
        yield
    # Backends are other people's plug-ins: a bus that is gone raises errors of its own libraries.
    except Exception as error:
        raise _locked(error) from error


def _keeps_secrets(backend: KeyringBackend) -> bool:
    from keyring.backends.chainer import ChainerBackend

    if isinstance(backend, ChainerBackend):
        # It asks its members in turn, so its first one is where a token would go.
        return any(_keeps_secrets(member) for member in list(backend.backends)[:1])
    return type(backend).priority >= 1 and not type(backend).__module__.startswith("keyrings.alt")


class FileCredentials:
    """Tokens in one file that only the user can read (mode 0600), after the user agreed to it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def save(self, account_key: str, token: str) -> None:
        """Keep this token in the file, written whole or not at all."""
        self._write(self._read() | {account_key: token})

    def load(self, account_key: str) -> str | None:
        """The token the file holds for this account."""
        return self._read().get(account_key)

    def delete(self, account_key: str) -> None:
        """Remove this account's token from the file."""
        tokens = self._read()
        if tokens.pop(account_key, None) is not None:
            self._write(tokens)

    def _read(self) -> dict[str, str]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise CredentialsUnavailable(
                _("The credentials file {path} cannot be read.").format(path=self._path),
                _("Move it aside and log in again: outtray login SERVER"),
            ) from error
        if not isinstance(data, dict):
            raise CredentialsUnavailable(
                _("The credentials file {path} does not hold what Outtray writes.").format(path=self._path),
                _("Move it aside and log in again: outtray login SERVER"),
            )
        return {str(key): str(value) for key, value in data.items()}

    def _write(self, tokens: dict[str, str]) -> None:
        write_text(self._path, json.dumps(tokens, indent=1), mode=0o600)


def credential_store(kept_in: str, places: Locations) -> CredentialStore:
    """The store an account's token is in: ``keyring`` or ``file``."""
    return FileCredentials(places.secrets_file) if kept_in == "file" else KeyringCredentials()


def _locked(error: Exception) -> CredentialsUnavailable:
    # The library's own words can quote service names but never the secret; they are left out all the same.
    return CredentialsUnavailable(
        _("The system's keyring did not answer ({kind}).").format(kind=type(error).__name__),
        _("Unlock it and try again, or log in with --file to keep the token in a private file."),
    )
