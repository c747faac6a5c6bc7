"""Where tokens are kept: the system's keyring, a password manager, or a private file the user agreed to."""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
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

_MANAGER_SECONDS = 120.0
"""How long a password manager may take: somebody may be typing a passphrase into it."""


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


class CommandCredentials:
    """Tokens kept by a password manager, asked with a command such as ``pass show outtray/{account}``.

    The command runs without a shell; ``{account}`` in it stands for the account key. The first line it prints
    is the token. Nothing is ever written there from here: the user put the token in.
    """

    def __init__(self, command: str) -> None:
        self._command = command

    def save(self, account_key: str, token: str) -> None:
        """Check that the manager has this very token; raises ``CredentialsUnavailable`` when it has not."""
        if self.load(account_key) != token:
            raise CredentialsUnavailable(
                _("The password manager gives another token than the one used."),
                _("Put the token into it, then log in again."),
            )

    def load(self, account_key: str) -> str | None:
        """Ask the manager; None when it prints nothing."""
        words = self._words(account_key)
        try:
            ended = subprocess.run(  # noqa: S603 - the user's own command, split into words, no shell
                words, stdout=subprocess.PIPE, timeout=_MANAGER_SECONDS, check=False
            )
        except FileNotFoundError as error:
            raise CredentialsUnavailable(
                _("The password manager {program} is not there.").format(program=words[0]),
                _("Check the command of this login: outtray login SERVER --token-command COMMAND"),
            ) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CredentialsUnavailable(
                _("The password manager {program} did not answer.").format(program=words[0]),
                _("Unlock it, then try again."),
            ) from error
        if ended.returncode:
            raise CredentialsUnavailable(
                _("The password manager {program} refused (exit code {code}).").format(
                    program=words[0], code=ended.returncode
                ),
                _("Unlock it, then try again; what it said is above."),
            )
        lines = ended.stdout.decode("utf-8", "replace").splitlines()
        return lines[0].strip() or None if lines else None

    def delete(self, account_key: str) -> None:
        """Leave it to the user: what is in a password manager is not this program's to remove."""

    def _words(self, account_key: str) -> list[str]:
        try:
            words = shlex.split(self._command)
        except ValueError:
            words = []
        if not words:
            raise CredentialsUnavailable(
                _("The command of the password manager cannot be read: {command}").format(
                    command=self._command
                ),
                _("Write it as in a shell, with every quotation mark closed."),
            )
        return [word.replace("{account}", account_key) for word in words]


def credential_store(kept_in: str, places: Locations, token_command: str = "") -> CredentialStore:
    """The store an account's token is in: ``keyring``, ``file``, or ``command`` for a password manager."""
    if kept_in == "command":
        return CommandCredentials(token_command)
    return FileCredentials(places.secrets_file) if kept_in == "file" else KeyringCredentials()


def _locked(error: Exception) -> CredentialsUnavailable:
    # The library's own words can quote service names but never the secret; they are left out all the same.
    return CredentialsUnavailable(
        _("The system's keyring did not answer ({kind}).").format(kind=type(error).__name__),
        _("Unlock it and try again, or log in with --file to keep the token in a private file."),
    )
