"""A user's settings under an organisation's policy: what holds, and what was made stricter, where and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from outtray.acts.mode import Mode
from outtray.base.translation import gettext as _
from outtray.config.policy import NO_POLICY, Origin, Policy, Ruling
from outtray.config.settings import CoolingTerms, Hours, JournalSettings, ModeSettings, RuleSettings, Settings
from outtray_rules.durations import format_duration

EVERY_RULE = "*"
"""Stands in ``rules.locked`` for all rules there are."""

_WAITS = ("base", "warn", "block", "reply", "boost", "edit")


@dataclass(frozen=True, slots=True)
class Clamp:
    """One setting that a policy rules: what the user has, what holds instead, and where the policy says so.

    ``wanted`` and ``given`` are as a person types them. ``setting`` is a name such as ``cooling.warn``.
    ``origin`` is None for what only a policy could allow, and none does.
    """

    setting: str
    wanted: str
    given: str
    origin: Origin | None

    def __str__(self) -> str:
        if self.origin is None:
            return _("{setting}: {wanted} needs a policy that allows it, so {given} holds").format(
                setting=self.setting, wanted=self.wanted, given=self.given
            )
        return _("{setting}: {given} holds instead of {wanted} ({origin})").format(
            setting=self.setting, wanted=self.wanted, given=self.given, origin=self.origin
        )


@dataclass(frozen=True, slots=True)
class Governed:
    """What holds: the settings with every looser one clamped, and what a policy adds to them.

    ``quiet_hours`` are the user's and each policy's. ``overrides`` says whether blocks may be overridden;
    ``mutes`` whether rules may be muted. ``locked`` are rules nobody may change, ``*`` for all.
    """

    settings: Settings
    clamps: tuple[Clamp, ...] = ()
    quiet_hours: tuple[Hours, ...] = ()
    overrides: bool = True
    mutes: bool = True
    locked: frozenset[str] = frozenset()
    policy: Policy = NO_POLICY

    def clamps_of(self, setting: str) -> tuple[Clamp, ...]:
        """What the policy has to say of one setting, for the place where that is set."""
        return tuple(clamp for clamp in self.clamps if clamp.setting == setting)

    def is_locked(self, rule: str) -> bool:
        """Whether the policy keeps anybody from muting, switching off or softening a rule."""
        return EVERY_RULE in self.locked or rule in self.locked


def govern(settings: Settings, policy: Policy, *, practice: bool = False) -> Governed:
    """The settings under a policy. In practice its waits do not count: nothing leaves the machine there."""
    clamps: list[Clamp] = []
    own_hours = settings.cooling.quiet_hours
    hours = [own_hours] if own_hours is not None else []
    cooling = settings.cooling
    if not practice:
        cooling = _cooling(cooling, policy, clamps)
        for ruling in policy.all("cooling.quiet_hours"):
            if ruling.value not in hours:
                hours.append(ruling.value)
                clamps.append(
                    Clamp(ruling.setting, _hours(own_hours), _also(own_hours, ruling.value), ruling.origin)
                )
    rules = _rules(settings.rules, settings.profile.jurisdiction, policy, clamps)
    governed = msgspec.structs.replace(
        settings,
        cooling=cooling,
        modes=_modes(settings.modes, policy, clamps),
        rules=rules,
        journal=_journal(settings.journal, policy, clamps),
    )
    overrides = policy.forbids("rules.overrides")
    if overrides is not None:
        clamps.append(Clamp("rules.overrides", _("allowed"), _("not allowed"), overrides.origin))
    return Governed(
        settings=governed,
        clamps=tuple(clamps),
        quiet_hours=tuple(hours),
        overrides=overrides is None,
        mutes=policy.forbids("rules.mutes") is None,
        locked=_locked(policy),
        policy=policy,
    )


def _cooling(terms: CoolingTerms, policy: Policy, clamps: list[Clamp]) -> CoolingTerms:
    changes: dict[str, Any] = {}
    largest: Ruling | None = None
    for name in _WAITS:
        ruling = policy.longest(f"cooling.{name}")
        if ruling is None:
            continue
        largest = ruling if largest is None or ruling.value > largest.value else largest
        if getattr(terms, name) < ruling.value:
            changes[name] = ruling.value
            clamps.append(_duration_clamp(ruling, getattr(terms, name)))
    if largest is not None and terms.max < largest.value:
        # A shorter maximum would cut the policy's own wait.
        changes["max"] = largest.value
        clamps.append(_duration_clamp(largest, terms.max, "cooling.max"))
    window = policy.shortest("cooling.ready_window")
    if window is not None and terms.ready_window > window.value:
        changes["ready_window"] = window.value
        clamps.append(_duration_clamp(window, terms.ready_window))
    restart = next(iter(policy.all("cooling.on_edit")), None)
    if restart is not None and terms.on_edit == "keep":
        changes["on_edit"] = "restart"
        clamps.append(Clamp("cooling.on_edit", '"keep"', '"restart"', restart.origin))
    return msgspec.structs.replace(terms, **changes)


def _modes(modes: ModeSettings, policy: Policy, clamps: list[Clamp]) -> ModeSettings:
    """Each mode no looser than the policy's, or than ``check`` where it says nothing."""
    changes: dict[str, Mode] = {}
    for field in msgspec.structs.fields(modes):
        wanted: Mode = getattr(modes, field.name)
        ruling = policy.mode(f"modes.{field.name}")
        least = Mode.CHECK if ruling is None else ruling.value
        if wanted.strictness >= least.strictness:
            continue
        changes[field.name] = least
        origin = None if ruling is None else ruling.origin
        clamps.append(Clamp(f"modes.{field.name}", f'"{wanted}"', f'"{least}"', origin))
    return msgspec.structs.replace(modes, **changes)


def _rules(rules: RuleSettings, jurisdiction: str, policy: Policy, clamps: list[Clamp]) -> RuleSettings:
    changes: dict[str, Any] = {}
    required = policy.all("rules.packs")
    packs = rules.packs or (_packs_for(jurisdiction) if required else ())
    for ruling in required:
        missing = tuple(pack for pack in ruling.value if pack not in packs)
        if missing:
            wanted, packs = packs, (*packs, *missing)
            changes["packs"] = packs
            clamps.append(Clamp(ruling.setting, ", ".join(wanted), ", ".join(packs), ruling.origin))
    no_mutes = policy.forbids("rules.mutes")
    locks = policy.all("rules.locked")

    def ruling_for(rule: str) -> Ruling | None:
        if no_mutes is not None:
            return no_mutes
        return _lock_of(rule, locks)

    mute = tuple(one for one in rules.mute if ruling_for(one.rule) is None)
    off = tuple(one for one in rules.off if ruling_for(one) is None)
    severity = {
        rule: given
        for rule, given in rules.severity.items()
        if given == "block" or _lock_of(rule, locks) is None
    }
    for setting, dropped, kept in (
        ("rules.mute", [one.rule for one in rules.mute], {one.rule for one in mute}),
        ("rules.off", list(rules.off), set(off)),
    ):
        for rule in dropped:
            found = ruling_for(rule)
            if rule not in kept and found is not None:
                clamps.append(Clamp(setting, rule, _("the rule speaks"), found.origin))
    for rule in rules.severity:
        lock = _lock_of(rule, locks)
        if rule not in severity and lock is not None:
            wanted_severity = f'{rule} = "{rules.severity[rule]}"'
            clamps.append(Clamp("rules.severity", wanted_severity, _("its own severity"), lock.origin))
    return msgspec.structs.replace(rules, mute=mute, off=off, severity=severity, **changes)


def _packs_for(jurisdiction: str) -> tuple[str, ...]:
    # The library of packs is not needed before the first frame unless a policy names some.
    from outtray_rules.library import packs_for

    return packs_for(jurisdiction)


def _lock_of(rule: str, locks: tuple[Ruling, ...]) -> Ruling | None:
    return next((lock for lock in locks if rule in lock.value or EVERY_RULE in lock.value), None)


def _locked(policy: Policy) -> frozenset[str]:
    return frozenset(rule for ruling in policy.all("rules.locked") for rule in ruling.value)


def _journal(journal: JournalSettings, policy: Policy, clamps: list[Clamp]) -> JournalSettings:
    changes: dict[str, Any] = {}
    off = policy.forbids("journal.may_be_off")
    least = policy.longest("journal.keep_at_least")
    if not journal.enabled and (off is not None or least is not None):
        changes["enabled"] = True
        ruling = off if off is not None else least
        assert ruling is not None
        clamps.append(Clamp("journal.enabled", "false", "true", ruling.origin))
    if least is not None:
        for name in ("keep", "keep_words"):
            wanted: timedelta | None = getattr(journal, name)
            if wanted is not None and wanted < least.value:
                changes[name] = least.value
                clamps.append(_duration_clamp(least, wanted, f"journal.{name}"))
    return msgspec.structs.replace(journal, **changes)


def _duration_clamp(ruling: Ruling, wanted: timedelta, setting: str = "") -> Clamp:
    given: timedelta = ruling.value
    return Clamp(setting or ruling.setting, format_duration(wanted), format_duration(given), ruling.origin)


def _hours(hours: Hours | None) -> str:
    if hours is None:
        return _("none")
    return f"{hours.start:%H:%M}–{hours.end:%H:%M}"


def _also(own: Hours | None, imposed: Hours) -> str:
    if own is None:
        return _hours(imposed)
    return _("{own} and {imposed}").format(own=_hours(own), imposed=_hours(imposed))
