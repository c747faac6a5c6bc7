"""What ``outtray headline`` prints for a person: the lead, the best of each other outlet, what is lost."""

from __future__ import annotations

from datetime import date

import pytest

from headline_kit import page
from outtray.cli.printed_page import printed
from outtray_rules.headline.model import FrontPage

DAY = date(2026, 11, 22)
TEXT = (
    "Good morning from a grey and very long commute, everybody. The new immigration levels plan is reckless "
    "and will fail newcomers. More about my cat tomorrow, as ever, with pictures of the cat."
)
FRENCH = "Bonjour. Ce plan d'immigration est irresponsable, et la ministre le sait."


def lines(text: str, match: str, columns: int = 80, *, ascii_only: bool = False) -> list[str]:
    return printed(page(text, match, "government-criticism"), text, DAY, columns, ascii_only=ascii_only)


def test_the_lead_stands_in_its_paper_and_each_other_outlet_has_one_line() -> None:
    shown = lines(TEXT, "reckless", 100)
    assert "L A N T E R N   H I L L   W I R E" in shown[3]
    assert "   Public servant criticizes immigration plan as ‘reckless’" in shown
    rows = [line.split("  ")[1] for line in shown if line.startswith("  ") and line[2].isalpha()]
    assert [row for row in rows if row in ("broadsheet", "tabloid", "trade press", "question")] == [
        "broadsheet",
        "tabloid",
        "trade press",
        "question",
    ]
    assert sum("French press" in line for line in shown) == 1


def test_the_lifted_words_are_shown_in_their_place_and_no_more_than_is_needed() -> None:
    together = " ".join(" ".join(lines(TEXT, "reckless")).split())
    assert "plan is [reckless] and will fail newcomers." in together
    assert "…" in together
    assert "grey and very long commute" not in together


def test_what_is_lost_is_listed_and_the_last_line_says_what_to_do() -> None:
    shown = lines(TEXT, "reckless")
    assert "  • The other 2 sentences of the post" in shown
    assert shown[-1].endswith("Change the lifted words first.")


def test_a_clean_text_gets_one_calm_line() -> None:
    assert printed(FrontPage((), ()), "Lovely day", DAY, 80) == ["Nothing here makes a headline."]


def test_a_french_text_leads_in_french_and_names_the_english_press_once() -> None:
    shown = lines(FRENCH, "irresponsable")
    assert any(
        "« Irresponsable »\u00a0: un fonctionnaire" in line.replace("«\u00a0", "« ").replace("\u00a0»", " »")
        for line in shown
    )
    assert sum(line.startswith("  English press") for line in shown) == 1


@pytest.mark.parametrize("columns", [20, 34, 40, 60, 80, 200])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_lines_stay_within_the_terminal(columns: int, ascii_only: bool) -> None:
    exclaimed = FRENCH.replace(",", "\u202f!")
    for text, match in ((TEXT, "reckless"), (FRENCH, "irresponsable"), (exclaimed, "irresponsable")):
        shown = lines(text, match, columns, ascii_only=ascii_only)
        assert max(len(line) for line in shown) <= max(34, min(76, columns - 2))
        if ascii_only:
            assert not set("".join(shown)) & set("═─‘’“”«»…•\u00a0\u202f")
