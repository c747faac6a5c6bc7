"""Why a headline says what it says: one clause for each choice, in the reader's language."""

from __future__ import annotations

from outtray_rules.headline import tables
from outtray_rules.headline.act import Story
from outtray_rules.headline.actor import Actor
from outtray_rules.headline.fragment import Fragment
from outtray_rules.headline.target import Target


def reasons(
    reader: str,
    story: Story,
    actor: Actor,
    lifted: Fragment | None,
    target: Target | None,
    *,
    lang: str,
    wrapper: str,
) -> tuple[str, ...]:
    """The reasons for one headline: lifted words, target, act, actor."""
    column = 1 if reader == "fr" else 0

    def label(name: str) -> str:
        return str(tables.load("told")["reasons"][name][column])

    found: list[str] = []
    if story.described:
        found.append(label("described"))
    elif lifted is not None:
        found.append(label("lifted" if " " in lifted.text else "lifted-one").format(lifted.text))
    if target is not None:
        found.append(label("target").format(target.english if lang == "en" else target.fr))
    elif not story.described:
        found.append(label("no-target"))
    if story.why:
        found.append(label("act").format(tables.load("acts")["names"][story.act][column], story.why))
    if wrapper:
        found.append(label(wrapper))
    found.append(label("actor").format(actor.en if lang == "en" else actor.fr))
    return tuple(found)
