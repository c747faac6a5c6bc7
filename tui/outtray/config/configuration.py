"""The settings in force: what the user wrote, under what the organisation's policy says."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from outtray.config.governing import Governed, govern
from outtray.config.load import parse_settings, read_settings
from outtray.config.locations import Locations
from outtray.config.policy import Policy, read_policy
from outtray.config.save import Change, proposed, save_settings
from outtray.config.settings import Settings, as_account, named
from outtray_rules.errors import Problem


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes would make of the settings: the file's text before and after, and what would then hold."""

    before: str
    after: str
    own: Settings
    problems: tuple[Problem, ...]
    governed: Governed


class Configuration:
    """One world's settings and policy; every part of the program asks it anew, so a change counts at once.

    ``version`` grows whenever something else holds than before.
    """

    def __init__(self, places: Locations, defaults: Settings | None = None) -> None:
        """Read both; nothing raises, what is wrong is in ``problems`` and in the policy's."""
        self._places = places
        self._defaults = defaults
        self._lock = threading.Lock()
        self.version = 0
        self._seen = self._signature()
        self._own, self._problems = read_settings(places.settings_file, defaults)
        self._policy = self._read_policy()
        self._governed = govern(self._own, self._policy, practice=places.practice)
        self._by_account: dict[str, Governed] = {}

    @property
    def settings(self) -> Settings:
        """What holds."""
        return self._governed.settings

    @property
    def governed(self) -> Governed:
        """What holds, with what the policy made of it."""
        return self._governed

    def governed_for(self, account: str) -> Governed:
        """What holds for one account (``acct@host``): its own settings over all accounts', then policy."""
        if not self._own.accounts:
            return self._governed
        wanted = named(account)
        with self._lock:
            found = self._by_account.get(wanted)
            if found is None:
                own = as_account(self._own, wanted)
                found = self._governed
                if own is not self._own:
                    found = govern(own, self._policy, practice=self._places.practice)
                self._by_account[wanted] = found
            return found

    def has_own(self, account: str) -> bool:
        """Whether anything is set for one account alone."""
        wanted = named(account)
        return any(named(name) == wanted for name in self._own.accounts)

    def colour_of(self, account: str) -> int | None:
        """The place among the theme's account colours that an account was given, from 0; None for none."""
        wanted = named(account)
        given = [one.colour for name, one in self._own.accounts.items() if named(name) == wanted]
        return given[0] - 1 if given and given[0] else None

    @property
    def own(self) -> Settings:
        """What the user wrote, before any policy; what a screen of settings shows and changes."""
        return self._own

    @property
    def built_in(self) -> Settings:
        """What holds where the user's file says nothing; practice has waits of its own."""
        return self._defaults or Settings()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The mistakes in the user's file; each mistaken key has its default."""
        return self._problems

    @property
    def policy(self) -> Policy:
        """The policy as last read; with mistakes in it nothing can be released."""
        return self._policy

    def reload(self) -> bool:
        """Read both files again; true when something else holds, or is wrong, than before."""
        with self._lock:
            own, problems = read_settings(self._places.settings_file, self._defaults)
            return self._take(own, problems, self._read_policy())

    def refresh(self) -> bool:
        """Read again what was saved since it was last looked at; true as for ``reload``.

        Costs one question for each file while nothing was.
        """
        signature = self._signature()
        if signature == self._seen:
            return False
        self._seen = signature
        return self.reload()

    def preview(self, changes: Change) -> Preview:
        """What these changes would make of the settings; nothing is written.

        Raises ``ConfigError`` for a file that cannot be read, or is no TOML.
        """
        before, after = proposed(self._places.settings_file, changes)
        own, problems = parse_settings(after, self._places.settings_file, self._defaults)
        governed = govern(own, self._policy, practice=self._places.practice)
        return Preview(before, after, own, problems, governed)

    def save(self, changes: Change) -> Settings:
        """Write single settings into the user's file, comments kept, and return what then holds.

        Raises ``ConfigError`` or ``StorageError``; nothing is written then. A setting looser than the policy
        is kept as written and clamped all the same.
        """
        save_settings(self._places.settings_file, changes, self._defaults)
        self.reload()
        return self.settings

    def ruling(self) -> Governed:
        """What holds at this moment, with the policy read anew; the gate asks before it releases.

        Raises ``PolicyUnusable`` for a policy with mistakes.
        """
        with self._lock:
            self._take(self._own, self._problems, self._read_policy())
            self._policy.require_sound()
            return self._governed

    def _signature(self) -> tuple[tuple[int, int] | None, ...]:
        """Differs when one of the files was written, came or went."""
        found: list[tuple[int, int] | None] = []
        for path in (self._places.settings_file, self._places.policy, *self._places.added_policies):
            try:
                status = path.stat()
                found.append((status.st_mtime_ns, status.st_size))
            except OSError:
                found.append(None)
        return tuple(found)

    def _read_policy(self) -> Policy:
        return read_policy(self._places.policy, self._places.added_policies)

    def _take(self, own: Settings, problems: tuple[Problem, ...], policy: Policy) -> bool:
        if (own, problems, policy) == (self._own, self._problems, self._policy):
            return False
        self._own, self._problems, self._policy = own, problems, policy
        self._by_account = {}
        governed = govern(own, policy, practice=self._places.practice)
        self.version += governed != self._governed
        self._governed = governed
        return True
