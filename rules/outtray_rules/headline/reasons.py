"""Why a headline says what it says: one clause for each choice, in the reader's language."""

from __future__ import annotations

from outtray_rules.headline import tables
from outtray_rules.headline.act import Story
from outtray_rules.headline.actor import Actor
from outtray_rules.headline.fragment import Fragment
from outtray_rules.headline.target import Target

_LABEL = {
    "lifted": (
        "“{0}” are the strongest words a rule points at",
        "« {0} » sont les mots les plus forts que vise une règle",
    ),
    "lifted-one": (
        "“{0}” is the strongest word a rule points at",
        "« {0} » est le mot le plus fort que vise une règle",
    ),
    "described": ("the words are described, never repeated", "les mots sont décrits, jamais répétés"),
    "target": ("“{0}” is what the post is about", "« {0} » est ce dont parle le message"),
    "no-target": (
        "no policy, office or party is named near them",
        "aucune politique, charge ni parti n'est nommé tout près",
    ),
    "act": ("it reads as {0}: {1}", "cela se lit comme {0} : {1}"),
    "actor": ("“{0}” comes from your profile", "« {0} » vient de votre profil"),
    "shares": ("a boost is read as sharing the view", "un partage se lit comme une adhésion"),
    "likes": ("a favourite is read as liking the view", "un favori se lit comme une approbation"),
    "bio": ("a bio is read as a statement", "un profil se lit comme une déclaration"),
}


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
    found: list[str] = []
    if story.described:
        found.append(_LABEL["described"][column])
    elif lifted is not None:
        found.append(_LABEL["lifted" if " " in lifted.text else "lifted-one"][column].format(lifted.text))
    if target is not None:
        found.append(_LABEL["target"][column].format(target.english if lang == "en" else target.fr))
    elif not story.described:
        found.append(_LABEL["no-target"][column])
    if story.why:
        found.append(_LABEL["act"][column].format(tables.load("acts")["names"][story.act][column], story.why))
    if wrapper:
        found.append(_LABEL[wrapper][column])
    found.append(_LABEL["actor"][column].format(actor.en if lang == "en" else actor.fr))
    return tuple(found)
