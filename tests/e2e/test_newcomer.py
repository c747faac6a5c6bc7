"""A newcomer, from ``make practice`` to a post that is out, with nothing to go by but what the screen says.

Every key this person presses was read from the screen a moment before: at its foot, in a notice, beside what
it acts on. In a small window as well as in a usual one, in English and in French.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from e2e.terminal import Terminal

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
_NAMED = {"Esc": "escape", "Enter": "enter", "Entrée": "enter"}


@dataclass(frozen=True, slots=True)
class Words:
    """What a newcomer looks for on the screen, and what they write."""

    language: str
    writes: str
    page: str
    post: str
    answer: str
    answered: str
    hold: str
    held: str
    look: str
    second_look: str
    sends: str
    sent: str


ENGLISH = Words(
    language="en_CA.UTF-8",
    writes=r"(\S+) writes\b",
    page="What do you want to say?",
    post="Honestly, the minister's plan is reckless.",
    answer=r"› to acknowledge +(\S+)",
    answered="acknowledged",
    hold=r"(\S+) Hold\b",
    held="Held: ready at",
    look=r"(\S+) Look\b",
    second_look="Second look",
    sends=r"(\S+) sends it",
    sent="Sent.",
)
FRENCH = Words(
    language="fr_CA.UTF-8",
    writes=r"(\S+) pour écrire",
    page="Que voulez-vous dire",
    post="Franchement, le plan du ministre est irresponsable.",
    answer=r"› prendre acte +(\S+)",
    answered="pris en compte",
    hold=r"(\S+) Retenir\b",
    held="Retenu",
    look=r"(\S+) Regarder\b",
    second_look="Second regard",
    sends=r"(\S+) l’envoie",
    sent="Envoyé",
)


class Newcomer:
    """Somebody who reads, and presses only what they have read."""

    def __init__(self, terminal: Terminal, words: Words) -> None:
        self._terminal = terminal
        self.words = words

    def reads(self, *sentences: str) -> None:
        """Wait until the screen says this."""
        self._terminal.wait_for(*sentences)

    def presses(self, told: str) -> None:
        """Press the key that the screen names: the group of this expression."""
        screen = self._terminal.wait_until(
            lambda shown: re.search(told, _in_one_line(shown)) is not None, f"“{told}”"
        )
        found = re.search(told, _in_one_line(screen))
        assert found is not None
        self._terminal.press(_NAMED.get(found[1], found[1].lower() if found[1][0] == "F" else found[1]))

    def answers_all(self) -> None:
        """Answer what the screen asks to be answered, for as long as it asks."""

        def answered(screen: str) -> bool:
            asked = re.search(self.words.answer, screen)
            if asked is None:
                return self.words.answered in screen
            self._terminal.press(asked[1].lower())
            return False

        self._terminal.wait_until(answered, "every finding answered")


def _in_one_line(screen: str) -> str:
    """The screen with sentences joined again that a narrow window broke."""
    return re.sub(r"\s*\n[█\s]*", " ", screen).replace("\xa0", " ")


def test_make_practice_is_how_it_begins() -> None:
    told = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "practice"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.splitlines()[-1].endswith("bin/outtray practice")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["en", "fr"])
def test_a_newcomer_gets_a_post_out_by_reading_the_screen(
    tmp_path: Path, words: Words, size: tuple[int, int]
) -> None:
    environment = {"OUTTRAY_HOME": str(tmp_path / "home"), "LANG": words.language, "LC_ALL": words.language}
    with Terminal(["practice"], environment=environment, columns=size[0], rows=size[1]) as terminal:
        newcomer = Newcomer(terminal, words)
        newcomer.presses(words.writes)
        newcomer.reads(words.page)
        terminal.press(words.post)
        newcomer.answers_all()
        newcomer.presses(words.hold)
        newcomer.reads(words.held)
        terminal.wait_until(lambda screen: re.search(r"\b1 (ready|prêt)", screen) is not None, "it is ready")
        newcomer.presses(words.look)
        newcomer.reads(words.second_look)
        newcomer.presses(words.sends)
        newcomer.reads(words.sent)
