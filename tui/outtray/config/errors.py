"""What can be wrong with settings, places and credentials.

ConfigError
├── SettingsInvalid     one or more settings cannot be read; ``problems`` lists them all
├── PolicyUnusable      the organisation's policy has mistakes, so nothing can be released; ``problems``
├── PlaceUnusable       a directory the program needs cannot be made or written
└── CredentialsUnavailable   no keyring answers, and no consent to a file was given
"""

from __future__ import annotations

from pathlib import Path

from outtray.base.errors import OuttrayError
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray_rules.errors import Problem


class ConfigError(OuttrayError):
    """Anything wrong with configuration."""


class SettingsInvalid(ConfigError):
    """The settings file has mistakes; every one of them is in ``problems``."""

    def __init__(self, path: Path, problems: tuple[Problem, ...]) -> None:
        listing = "\n".join(str(problem) for problem in problems)
        super().__init__(
            _("The settings in {path} have mistakes:\n{problems}").format(path=path, problems=listing),
            _("Mend these lines; until then the built-in values are used for them."),
        )
        self.problems = problems


class PolicyUnusable(ConfigError):
    """The organisation's policy has mistakes; every one of them is in ``problems``."""

    def __init__(self, problems: tuple[Problem, ...], contact: str = "") -> None:
        listing = "\n".join(str(problem) for problem in problems)
        asked = sanitise(contact, single_line=True) or _("whoever looks after this computer")
        super().__init__(
            _("The policy of your organisation cannot be read, so nothing can be sent:\n{problems}").format(
                problems=listing
            ),
            _("Ask {contact} to mend it. You can go on reading, writing and holding.").format(contact=asked),
        )
        self.problems = problems


class PlaceUnusable(ConfigError):
    """A directory cannot be made or written."""


class CredentialsUnavailable(ConfigError):
    """There is no keyring, and the user has not agreed to a file."""
