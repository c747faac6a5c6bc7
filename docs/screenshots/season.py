"""A made-up season of posts, for pictures of the register and the lessons.

What was held, and what came of it. Findings are those of the real rules. Nothing is asked of a server.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from hold_kit import HandClock
from journal_kit import Past
from outtray.acts.act import AccountKey
from outtray_rules.draft import Context, Draft, Profile
from outtray_rules.engine import Reviewer, load_packs
from outtray_rules.finding import Finding

SENT, DROPPED, REGRETTED = "sent", "dropped", "regretted"
SEASON: dict[str, list[tuple[int, int, str, str]]] = {
    "en": [
        (34, 9, "The counter on Mill Lane opens an hour earlier in April.", SENT),
        (33, 21, "This OneForm plan is a farce, and the minister knows it.", DROPPED),
        (31, 13, "The OneForm rollout is reckless.", "The OneForm rollout raises questions."),
        (30, 22, "THIS IS THE WORST WEEK OF THE YEAR!!!", REGRETTED),
        (27, 10, "Two new chairs by the door. Sit down while you wait.", SENT),
        (26, 22, "The new fee is a joke. Vote them out.", DROPPED),
        (24, 12, "The minister's plan is a disaster.", "The plan is out for comment until Friday."),
        (20, 9, "Box 4 is optional. It always was.", SENT),
        (19, 18, "Big changes are coming to OneForm, watch this space.", SENT),
        (17, 11, "Our department's plan is a shambles.", "I wrote down what I think of the plan."),
        (13, 20, "What an idiot.", DROPPED),
        (12, 9, "The ferry timetable hangs at eye level from today.", SENT),
        (9, 13, "Honestly, the rollout is a mess.", "The rollout takes longer than we said."),
        (6, 8, "Open until six on Thursday.", SENT),
        (5, 21, "OneForm is a waste of everybody's time.", DROPPED),
        (2, 10, "Thank you for 212 answers on box 4.", SENT),
    ],
    "fr": [
        (34, 9, "Le guichet de la rue du Moulin ouvre une heure plus tôt en avril.", SENT),
        (33, 21, "Ce plan OneForm est une farce, et la ministre le sait.", DROPPED),
        (31, 13, "OneForm est un échec honteux.", "Le déploiement de OneForm appelle des questions."),
        (30, 22, "C'EST LA PIRE SEMAINE DE L'ANNÉE !!!", REGRETTED),
        (27, 10, "Deux chaises de plus près de la porte. Assoyez-vous en attendant.", SENT),
        (26, 22, "Ces nouveaux frais sont une honte. Votez contre eux.", DROPPED),
        (24, 12, "Le plan de la ministre est un désastre.", "Commentez le plan d'ici vendredi."),
        (20, 9, "La case 4 est facultative. Elle l'a toujours été.", SENT),
        (19, 18, "De grands changements arrivent pour OneForm, restez à l'écoute.", SENT),
        (17, 11, "Le plan de notre ministère est un fiasco.", "J'ai écrit à qui de droit."),
        (13, 20, "Quel idiot.", DROPPED),
        (12, 9, "L'horaire du traversier est à hauteur des yeux.", SENT),
        (9, 13, "Franchement, ce déploiement est un gâchis.", "Le déploiement prend du retard."),
        (6, 8, "Ouvert jusqu'à dix-huit heures jeudi.", SENT),
        (5, 21, "OneForm est une perte de temps pour tout le monde.", DROPPED),
        (2, 10, "Merci pour 212 réponses sur la case 4.", SENT),
    ],
}  # fmt: skip
"""Days ago, the hour, the words, and what became of them: an outcome, or the words they were changed to."""


def lay_down(folder: Path, account: AccountKey, now: datetime, language: str) -> None:
    """Write the season into the out-tray of this folder, as if it had been lived until ``now``."""
    clock = HandClock()
    past = Past(folder, clock)
    reviewer = Reviewer(load_packs(["base", "ca-federal"], []).packs)

    def found(words: str) -> tuple[Finding, ...]:
        about = Profile(
            jurisdiction="ca", minister="Beatrix Holloway", topics=("OneForm",), languages=(language,)
        )
        return tuple(reviewer.review(Draft(words, language=language), Context(profile=about)))

    try:
        for days, hour, words, fate in SEASON[language]:
            clock.wall = now.replace(hour=hour, minute=(days * 7) % 60) - timedelta(days=days)
            item = past.hold(words, *found(words), account=account, language=language)
            if fate == DROPPED:
                past.drop(item)
            elif fate == REGRETTED:
                past.send(item)
                clock.pass_time(timedelta(hours=9))
                past.take_back(str(past._sent))
            elif fate == SENT:
                past.send(item)
            else:
                changed = past.rewrite(item, fate, *found(fate))
                past.send(changed)
    finally:
        past.tray.close()
