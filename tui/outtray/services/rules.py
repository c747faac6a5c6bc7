"""The rules in use: packs as the settings ask, compiled off the interface thread, reloaded when saved."""

from __future__ import annotations

import gc
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from outtray.base.errors import OuttrayError
from outtray.base.translation import gettext as _
from outtray.base.translation import ngettext
from outtray.config.locations import Locations
from outtray.config.settings import RuleSettings, Settings
from outtray.services.own_rules import with_own_rules
from outtray_rules.compiled import Changed, Compiled, load_compiled
from outtray_rules.engine import Mute, Reviewer
from outtray_rules.errors import Problem
from outtray_rules.headline import generator
from outtray_rules.library import Loaded, packs_for

_LOOK_AGAIN = 1.0
"""Seconds between two looks at the files of the user's own packs."""
_KEEPING = threading.Lock()
"""Held while sound packs are copied aside: each account may have rules of its own, and all share one copy."""
_Seen = tuple[tuple[str, int, int], ...]


class RulesUnusable(OuttrayError):
    """A rule pack cannot be read, so nothing can be reviewed and nothing released."""


@dataclass(frozen=True, slots=True)
class RulesNews:
    """What came of reading changed packs: a sentence, what to do about it, and the mistakes if any."""

    sentence: str
    next_step: str = ""
    problems: tuple[Problem, ...] = ()


class Rules:
    """Compiled once, in whichever thread asks first; the others wait for it.

    The user's own packs are looked at again while the program runs. Changed ones are compiled aside and
    take the place of the old when they are sound; otherwise the last good ones stay in use, over a restart,
    too, and ``on_news`` is called, in a thread of its own, to say so.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        places: Locations,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``settings`` is asked for each review: what holds may change while the program runs."""
        self._settings = settings
        self._places = places
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._reviewer: Reviewer | None = None
        self._compiled_for: tuple[RuleSettings, str] | None = None
        self._seen: _Seen = ()
        self._looked = 0.0
        self._reloading: threading.Thread | None = None
        self.on_news: Callable[[RulesNews], None] = lambda news: None
        self.news: RulesNews | None = None
        """What was said last, for a screen that opens later; None while all is as it should be."""

    @property
    def ready(self) -> bool:
        """Whether asking for the reviewer costs nothing: it is there, and for what the settings say now."""
        settings = self._settings()
        wanted = (settings.rules, settings.profile.jurisdiction)
        return self._reviewer is not None and wanted == self._compiled_for

    def __call__(self) -> Reviewer:
        """The reviewer; raises ``RulesUnusable`` when a pack is broken and there is no good version of it."""
        settings = self._settings()
        wanted = (settings.rules, settings.profile.jurisdiction)
        with self._lock:
            if self._reviewer is None or wanted != self._compiled_for:
                self._seen = _look(self._places.packs)
                self._use(self._first(settings), settings)
                self._compiled_for = wanted
                generator.warm()
                # What was built here lives as long as the program: the collector need not walk it again.
                gc.freeze()
            elif self._changed():
                self._reloading = threading.Thread(
                    target=self._reload, args=(settings,), name="reload rules", daemon=True
                )
                self._reloading.start()
            assert self._reviewer is not None
            return self._reviewer

    def settle(self) -> None:
        """Wait until packs that are being read again are in use, or refused."""
        reloading = self._reloading
        if reloading is not None:
            reloading.join()

    def _use(self, made: Compiled, settings: Settings) -> None:
        reviewer = Reviewer(made.program, mutes(settings.rules))
        reviewer.warm()
        self._reviewer = reviewer

    def _first(self, settings: Settings) -> Compiled:
        made = compile_rules(settings, self._places, own_packs(self._places))
        if not made.errors:
            self._keep_good()
            return made
        kept = self._places.good_packs
        last_good = compile_rules(settings, self._places, (kept,)) if kept.is_dir() else made
        if last_good.errors:
            raise unusable(made.errors)
        self._say(_kept_news(made.errors), aside=True)
        return last_good

    def _changed(self) -> bool:
        if self._reloading is not None and self._reloading.is_alive():
            return False
        now = self._monotonic()
        if now - self._looked < _LOOK_AGAIN:
            return False
        self._looked = now
        seen = _look(self._places.packs)
        if seen == self._seen:
            return False
        self._seen = seen
        return True

    def _reload(self, settings: Settings) -> None:
        made = compile_rules(settings, self._places, own_packs(self._places))
        if made.errors:
            self._say(_kept_news(made.errors))
            return
        with self._lock:
            self._use(made, settings)
        self._keep_good()
        self._say(RulesNews(_("Your own rules were saved: the new ones are in use.")))
        self.news = None

    def _keep_good(self) -> None:
        """Copy the sound packs aside, for a start that finds them broken."""
        own, kept = self._places.packs, self._places.good_packs
        with _KEEPING, suppress(OSError):
            if kept.is_dir():
                shutil.rmtree(kept)
            if own.is_dir():
                shutil.copytree(own, kept)

    def _say(self, news: RulesNews, aside: bool = False) -> None:
        self.news = news
        if aside:
            threading.Thread(target=self.on_news, args=(news,), name="rules news", daemon=True).start()
        else:
            self.on_news(news)


def compile_rules(
    settings: Settings, places: Locations, own: Sequence[Path], packs: tuple[str, ...] = ()
) -> Compiled:
    """The packs named, else the settings', else the jurisdiction's, and all in ``own``; cached.

    What the settings change about rules is done: severities, rules switched off, own words, watched texts.
    """
    return load_compiled(
        _wanted(settings, packs),
        own,
        places.compiled_rules,
        Changed(_key(settings.rules), _apply(settings, places)),
    )


def own_packs(places: Locations) -> tuple[Path, ...]:
    """The directories with the user's own packs."""
    return (places.packs,) if places.packs.is_dir() else ()


def mutes(settings: RuleSettings) -> tuple[Mute, ...]:
    """The rules the user has silenced, in the shape the rules library takes."""
    return tuple(Mute(mute.rule, mute.until, mute.reason) for mute in settings.mute)


def unusable(problems: Sequence[Problem]) -> RulesUnusable:
    """Every broken line, as one error."""
    return RulesUnusable(
        _("Some rules cannot be read:\n{problems}").format(problems="\n".join(map(str, problems))),
        _("Mend these lines; until then nothing can be held or sent."),
    )


def _wanted(settings: Settings, packs: tuple[str, ...]) -> tuple[str, ...]:
    return packs or settings.rules.packs or packs_for(settings.profile.jurisdiction)


def _apply(settings: Settings, places: Locations) -> Callable[[Loaded], Loaded]:
    def apply(loaded: Loaded) -> Loaded:
        changed, problems = with_own_rules(loaded.packs, settings.rules, places.settings_file)
        return Loaded(changed, (*loaded.problems, *problems))

    return apply


def _key(settings: RuleSettings) -> bytes:
    """All that changes rules; their own words are written in the language of the program."""
    changes = (settings.off, settings.severity, settings.words, settings.watch, _("Your own words"))
    return msgspec.json.encode(changes, order="sorted")


def _look(directory: Path) -> _Seen:
    """Name, size and time of every file of the user's own packs: enough to see that one was saved."""
    seen: list[tuple[str, int, int]] = []
    with suppress(OSError):
        for path in sorted(directory.rglob("*")):
            about = path.stat()
            seen.append((str(path), about.st_size, about.st_mtime_ns))
    return tuple(seen)


def _kept_news(errors: tuple[Problem, ...]) -> RulesNews:
    told = ngettext(
        "Your own rules have a mistake, so their last good version stays in use:\n{problem}",
        "Your own rules have {count} mistakes, so their last good version stays in use. First:\n{problem}",
        len(errors),
    )
    return RulesNews(
        told.format(count=len(errors), problem=errors[0]),
        _("Mend the line and save. outtray rules lint quotes every one."),
        errors,
    )
