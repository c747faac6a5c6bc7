"""The rules in use: which packs the settings ask for, loaded once and off the interface thread."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.config.locations import Locations
from outtray.config.settings import RuleSettings, Settings
from outtray.services.own_rules import with_own_rules
from outtray_rules.engine import Mute, Reviewer
from outtray_rules.headline import generator
from outtray_rules.library import Loaded, load_packs, packs_for


class RulesUnusable(OuttrayError):
    """A rule pack cannot be read, so nothing can be reviewed and nothing released."""


class Rules:
    """Compiled once, in whichever thread asks first; the others wait for it."""

    def __init__(self, settings: Callable[[], Settings], places: Locations) -> None:
        """``settings`` is asked for each review: what holds may change while the program runs."""
        self._settings = settings
        self._places = places
        self._lock = threading.Lock()
        self._reviewer: Reviewer | None = None
        self._compiled_for: tuple[RuleSettings, str] | None = None

    @property
    def ready(self) -> bool:
        """Whether asking for the reviewer costs nothing."""
        return self._reviewer is not None

    def __call__(self) -> Reviewer:
        """The reviewer; raises ``RulesUnusable`` when a pack is broken."""
        settings = self._settings()
        wanted = (settings.rules, settings.profile.jurisdiction)
        with self._lock:
            if self._reviewer is None or wanted != self._compiled_for:
                self._reviewer = self._compile(settings)
                self._compiled_for = wanted
                generator.warm()
                # What was built here lives as long as the program: the collector need not walk it again.
                gc.freeze()
            return self._reviewer

    def _compile(self, settings: Settings) -> Reviewer:
        loaded = load_rules(settings, self._places)
        if loaded.errors:
            raise unusable(loaded)
        reviewer = Reviewer(loaded.packs, mutes(settings.rules))
        reviewer.warm()
        return reviewer


def load_rules(settings: Settings, places: Locations, packs: tuple[str, ...] = ()) -> Loaded:
    """The packs named, else the settings', else the jurisdiction's; and all of the user's own.

    What the settings change about rules is done: severities, rules switched off, own words, watched texts.
    """
    wanted = packs or settings.rules.packs or packs_for(settings.profile.jurisdiction)
    loaded = load_packs(wanted, own_packs(places))
    changed, problems = with_own_rules(loaded.packs, settings.rules, places.settings_file)
    return Loaded(changed, (*loaded.problems, *problems))


def own_packs(places: Locations) -> tuple[Path, ...]:
    """The directories with the user's own packs."""
    return (places.packs,) if places.packs.is_dir() else ()


def mutes(settings: RuleSettings) -> tuple[Mute, ...]:
    """The rules the user has silenced, in the shape the rules library takes."""
    return tuple(Mute(mute.rule, mute.until, mute.reason) for mute in settings.mute)


def unusable(loaded: Loaded) -> RulesUnusable:
    """Every broken line, as one error."""
    return RulesUnusable(
        _("Some rules cannot be read:\n{problems}").format(
            problems="\n".join(str(problem) for problem in loaded.errors)
        ),
        _("Mend these lines; until then nothing can be held or sent."),
    )
