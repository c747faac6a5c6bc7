"""The page of a rule, and the health of all of them, as text."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from outtray.base.translation import gettext as _
from outtray.base.translation import language, ngettext
from outtray.journal.wording import severity_words
from outtray.services.muting import RuleHealth
from outtray.widgets.icons import Icons
from outtray.widgets.text import block, line, printable
from outtray_rules.explain import Explanation, title_of
from outtray_rules.mutes import MuteReport, MuteState
from outtray_rules.wording import unfilled


def rule_content(page: Explanation, icons: Icons) -> Content:
    """Everything a rule says about itself."""
    return Content("\n").join(list(_rule(page, icons)))


def _rule(page: Explanation, icons: Icons) -> Iterator[Content]:
    rule, lang = page.rule, language()
    wording = rule.wording_in(lang)
    colour = f"$ot-{rule.severity}"
    yield Content.assemble(
        (f"{icons.severity(rule.severity)} {severity_words(rule.severity)}  ", f"bold {colour}"),
        line(wording.title, "bold $ot-ink"),
    )
    yield block(printable(unfilled(wording.message, lang), icons), "$ot-ink")
    yield block(printable(unfilled(wording.advice, lang), icons), "$ot-ink")
    source = " ".join(part for part in (rule.source.name, rule.source.clause, rule.source.url) if part)
    yield Content.assemble((_("Source: "), "$ot-muted"), line(source, "$ot-ink"))
    yield Content.assemble((_("Pack: "), "$ot-muted"), line(title_of(page.pack, lang), "$ot-ink"))
    yield Content("")
    yield Content.styled(_("Looks for"), "bold $ot-accent")
    for way in page.ways:
        yield line(f"{icons.bullet} {way}")
    if page.unless:
        yield Content.assemble((_("Unless: "), "$ot-muted"), line(page.unless))
    if page.when:
        yield Content.assemble((_("Only when: "), "$ot-muted"), line(page.when))
    for change in page.changes:
        yield line(change)
    for title, sign, examples in (
        (_("Finds"), icons.good, rule.hits),
        (_("Leaves alone"), icons.bullet, rule.misses),
    ):
        yield Content("")
        yield Content.styled(title, "bold $ot-accent")
        for example in examples:
            yield line(f"{sign} {example.text}")


def health_content(health: RuleHealth, icons: Icons) -> Content:
    """What became of each mute, and the rules that are always ignored."""
    return Content("\n").join(list(_health(health, icons)))


def _health(health: RuleHealth, icons: Icons) -> Iterator[Content]:
    yield Content.styled(_("Muted rules"), "bold $ot-accent")
    if not health.mutes:
        yield Content.styled(_("No rule is muted."), "$ot-muted")
    for report in health.mutes:
        good = report.state is MuteState.ACTIVE
        sign, colour = (icons.good, "$ot-good") if good else (icons.warn, "$ot-warn")
        yield Content.assemble(
            (f"{sign} ", colour), line(report.mute.rule, "bold"), "  ", line(_mute_words(report))
        )
    yield Content("")
    yield Content.styled(_("Always ignored"), "bold $ot-accent")
    if not health.ignored:
        yield Content.styled(_("No rule is ignored each time it speaks."), "$ot-muted")
    for lesson in health.ignored:
        told = ngettext(
            "{count} time, and what was written was sent unchanged",
            "{count} times, and what was written was always sent unchanged",
            lesson.tally.decided,
        ).format(count=lesson.tally.decided)
        yield Content.assemble((f"{icons.warn} ", "$ot-warn"), line(lesson.rule, "bold"), "  ", line(told))


def _mute_words(report: MuteReport) -> str:
    match report.state:
        case MuteState.ACTIVE:
            return ngettext(
                "silenced it {count} time in 90 days", "silenced it {count} times in 90 days", report.silenced
            ).format(count=report.silenced)
        case MuteState.IDLE:
            return _("holds, and the rule would not have spoken in 90 days: the mute can go")
        case MuteState.EXPIRED:
            return _("has ended: the rule speaks again, and the mute can go")
        case MuteState.LOCKED:
            return _("has no effect: the policy locks the rule")
        case MuteState.UNKNOWN:
            if report.nearest:
                return _("there is no such rule; {near} may be meant").format(near=report.nearest)
            return _("there is no such rule")
