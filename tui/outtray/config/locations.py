"""Where the program keeps its files: one set of directories for real accounts, another for practice."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import platformdirs

from outtray.base.translation import gettext as _
from outtray.config.errors import PlaceUnusable
from outtray.storage.atomic import make_private_folder

HOME_VARIABLE = "OUTTRAY_HOME"
"""Environment variable that puts every file of the program under one directory."""

POLICY_VARIABLE = "OUTTRAY_POLICY"
"""Environment variable that names further policy files; it takes none away."""


def fixed_policy(platform: str = sys.platform) -> Path:
    """Where an organisation's policy stands on this kind of system; nothing in the environment moves it."""
    if platform == "darwin":
        return Path("/Library/Application Support/outtray/policy.toml")
    if platform == "win32":
        # Asks the system itself for the folder that only administrators write.
        return Path(platformdirs.site_config_dir("outtray", appauthor=False)) / "policy.toml"
    return Path("/etc/outtray/policy.toml")


FIXED_POLICY = fixed_policy()
"""The place on this system."""


@dataclass(frozen=True, slots=True)
class Locations:
    """The directories of one world (real or practice); the two never share a file."""

    config: Path
    data: Path
    cache: Path
    practice: bool
    policy: Path = FIXED_POLICY
    added_policies: tuple[Path, ...] = ()

    @property
    def settings_file(self) -> Path:
        """The user's settings, TOML, edited by hand or in the program."""
        return self.config / "settings.toml"

    @property
    def packs(self) -> Path:
        """The user's own rule packs."""
        return self.config / "packs"

    @property
    def themes(self) -> Path:
        """The user's own themes."""
        return self.config / "themes"

    @property
    def good_packs(self) -> Path:
        """The last sound version of the user's own packs, for a start that finds them broken."""
        return self.data / "packs-last-good"

    @property
    def compiled_rules(self) -> Path:
        """Packs as they were compiled, so that a start need not do it again."""
        return self.cache / "rules"

    @property
    def outbox(self) -> Path:
        """The out-tray: held acts, drafts, the journal and copies of attached media."""
        return self.data / "outbox"

    @property
    def private_acts(self) -> Path:
        """Private acts that wait for a server; nothing public is ever among them."""
        return self.data / "private-acts"

    @property
    def editor(self) -> Path:
        """Where a draft passes through the user's own editor."""
        return self.data / "editor"

    @property
    def accounts_file(self) -> Path:
        """Which accounts are logged in; never a token."""
        return self.data / "accounts.json"

    @property
    def secrets_file(self) -> Path:
        """Tokens, only after explicit consent, where no keyring answers."""
        return self.data / "credentials.json"

    @property
    def timelines_file(self) -> Path:
        """What was read, so that the first frame needs no network."""
        return self.cache / "timelines.sqlite3"

    @property
    def authors_file(self) -> Path:
        """What drafts of each account begin with, for when its server cannot be asked."""
        return self.cache / "authors.json"

    @property
    def media(self) -> Path:
        """Files of posts that were looked at."""
        return self.cache / "media"

    @property
    def practice_server(self) -> Path:
        """The practice server's own database."""
        return self.data / "server"

    def make(self) -> None:
        """Create the directories, readable by the user alone; raises ``PlaceUnusable``."""
        for place in (self.config, self.data, self.cache):
            try:
                make_private_folder(place)
                if stat.S_IMODE(place.stat().st_mode) & 0o077:
                    place.chmod(0o700)
            except OSError as error:
                raise PlaceUnusable(
                    _("The directory {path} cannot be made: {reason}.").format(
                        path=place, reason=error.strerror or error
                    ),
                    _("Make it writable, or set {variable} to a directory that is.").format(
                        variable=HOME_VARIABLE
                    ),
                ) from error
            if not os.access(place, os.W_OK | os.X_OK):
                raise PlaceUnusable(
                    _("The directory {path} cannot be written.").format(path=place),
                    _("Make it writable, or set {variable} to a directory that is.").format(
                        variable=HOME_VARIABLE
                    ),
                )


def locations(environment: Mapping[str, str], *, practice: bool = False) -> Locations:
    """The directories to use, from the platform's habits or from ``OUTTRAY_HOME``."""
    home = environment.get(HOME_VARIABLE, "")
    added = tuple(
        Path(name).expanduser() for name in environment.get(POLICY_VARIABLE, "").split(os.pathsep) if name
    )
    if home:
        root = Path(home).expanduser()
        base = Locations(root / "config", root / "data", root / "cache", practice=False, added_policies=added)
    else:
        places = platformdirs.PlatformDirs("outtray", appauthor=False)
        base = Locations(
            Path(places.user_config_dir),
            Path(places.user_data_dir),
            Path(places.user_cache_dir),
            practice=False,
            added_policies=added,
        )
    if not practice:
        return base
    return replace(
        base,
        config=base.config / "practice",
        data=base.data / "practice",
        cache=base.cache / "practice",
        practice=True,
    )
