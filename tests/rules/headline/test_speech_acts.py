"""What a post does, in both languages: the act, what it is about, and the words that stay whole."""

from __future__ import annotations

import pytest

from headline_kit import finding, page, texts
from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Profile
from outtray_rules.headline.generator import front_page

NBSP = "\u00a0"
CRITICISM = "government-criticism"
GRIEVANCE = "workplace-grievance"
SPEAKING = "speaking-for-government"
PRAISE = "government-praise"

HEARD = [
    ("Proud to stand with the Minister today.", "Proud to stand with the Minister", PRAISE, "praises"),
    ("What a mess of a plan, minister.", "a mess of a plan", CRITICISM, "criticises"),
    ("Funny how the minister's targets always move 🙄", "the minister's targets", CRITICISM, "mocks"),
    ("My director cancelled leave again, I'm sick of it.", "sick of it", GRIEVANCE, "complains"),
    ("I can't say more, but look at the levy soon.", "can't say more", "confidential", "hints"),
    ("The bridge will close on Monday, not public yet.", "not public yet", "confidential", "reveals"),
    ("I promise we will fix the pay system.", "we will fix the pay system", SPEAKING, "promises"),
    ("We will reopen the ferry on Friday.", "We will reopen the ferry", SPEAKING, "speaks"),
    ("Best tablet on the market, use my code.", "Best tablet on the market", "endorsement", "endorses"),
    ("Mark my words, this government won't last.", "this government won't last", CRITICISM, "predicts"),
    ("You're a gobshite and you know it.", "You're a gobshite", "harassment", "insults"),
    ("Why did the minister cross the road?", "minister cross the road", CRITICISM, "jests"),
    ("Why is the Department hiding the report?", "the Department hiding the report", CRITICISM, "questions"),
    ("40% of claimants lie. Fact.", "40% of claimants", "accuracy", "claims"),
    ("Told you so! The minister is gone.", "The minister is gone", CRITICISM, "gloats"),
    ("I apologise for the joke about the levy.", "the joke about the levy", "tone", "apologises"),
    ("New job on Monday, I start at the levy office.", "the levy office", "opinion", "news"),
    ("I quit this toxic department.", "toxic department", CRITICISM, "departs"),
    ("Donate to my team's charity row.", "Donate to my team's charity", "fundraising", "fundraises"),
    ("Chip in for the NDP before midnight.", "Chip in for the NDP", "partisan", "donates"),
    ("Voting Yes in the referendum, are you?", "Voting Yes in the referendum", "partisan", "sides"),
    ("Anything but the Tories, please.", "Anything but the Tories", "partisan", "opposes"),
    ("The Liberals don't deserve another term.", "Liberals don't deserve", "partisan", "opposes"),
    ("Time to kick every Republican out of Congress.", "kick every Republican", "partisan", "opposes"),
    ("Put the Greens last on Saturday.", "Put the Greens last", "partisan", "opposes"),
    ("Number 1 to the Greens, no. 2 to Labour.", "Number 1 to the Greens", "partisan", "backs"),
    ("You could do worse than the Greens.", "do worse than the Greens", "partisan", "backs"),
    ("La ministre devrait démissionner.", "ministre devrait démissionner", CRITICISM, "demands"),
    ("Fier d'une ministre aussi remarquable.", "ministre aussi remarquable", PRAISE, "praises"),
    ("Faut croire que la réforme est géniale 🙄", "la réforme est géniale", CRITICISM, "mocks"),
    ("Tanné de ce ministère.", "Tanné de ce ministère", GRIEVANCE, "complains"),
    ("Je peux pas en dire plus sur la taxe.", "la taxe", "confidential", "hints"),
    ("Ce gouvernement va perdre, vous verrez.", "gouvernement va perdre", CRITICISM, "predicts"),
    ("Comment appelle-t-on un ministre pressé?", "un ministre pressé", CRITICISM, "jests"),
    ("Bon débarras, le ministre est parti.", "le ministre est parti", CRITICISM, "gloats"),
    ("Je m'excuse pour mes mots sur la taxe.", "mes mots sur la taxe", "tone", "apologises"),
    ("Ma dernière journée dans ce ministère toxique.", "ministère toxique", CRITICISM, "departs"),
    ("Donnez à la collecte de mon équipe.", "Donnez à la collecte", "fundraising", "fundraises"),
    ("Plus jamais les libéraux.", "Plus jamais les libéraux", "partisan", "opposes"),
    ("Votez Oui au référendum dimanche.", "Votez Oui au référendum", "partisan", "sides"),
    ("Je vous promets que le pont rouvrira.", "le pont rouvrira", SPEAKING, "promises"),
    ("30 % des demandeurs mentent.", "30 % des demandeurs", "accuracy", "claims"),
]


@pytest.mark.parametrize(("text", "match", "category", "act"), HEARD, ids=lambda value: str(value)[:30])
def test_an_act_is_heard(text: str, match: str, category: str, act: str) -> None:
    front = page(text, match, category)
    assert front.headlines[0].act == act
    assert len(front.headlines) >= 6


@pytest.mark.parametrize(
    ("text", "match", "category", "jurisdiction", "lead"),
    [
        (
            "Never kissed a Tory and never will",
            "Never kissed a Tory",
            "partisan",
            "uk",
            "Civil servant opposes Conservatives: ‘Never kissed a Tory’",
        ),
        (
            "These health cuts are a disgrace",
            "health cuts are a disgrace",
            CRITICISM,
            "uk",
            "Civil servant criticises health cuts as ‘disgrace’",
        ),
        (
            "The department cuts jobs again, what a shambles",
            "what a shambles",
            CRITICISM,
            "uk",
            "Civil servant criticises department: ‘what a shambles’",
        ),
        (
            "Le gouvernement hongrois est une honte",
            "gouvernement hongrois est une honte",
            CRITICISM,
            "eu",
            f"«{NBSP}Honte{NBSP}»{NBSP}: un fonctionnaire européen critique le gouvernement hongrois",
        ),
        (
            "Question Time was an embarrassment, and the minister said nothing",
            "Question Time was an embarrassment",
            CRITICISM,
            "au",
            "Public servant criticises question time as ‘embarrassment’",
        ),
        (
            "The way this government treats asylum seekers is shameful",
            "government treats asylum seekers is shameful",
            CRITICISM,
            "au",
            "Public servant criticises government: ‘shameful’",
        ),
        (
            "The Cabinet paper is done. 40 stations will close.",
            "Cabinet paper",
            "confidential",
            "ca",
            "Public servant reveals Cabinet paper details: ‘40 stations will close’",
        ),
    ],
)
def test_what_was_once_misread_reads_right(
    text: str, match: str, category: str, jurisdiction: str, lead: str
) -> None:
    assert page(text, match, category, jurisdiction=jurisdiction).headlines[0].text == lead


def test_a_vote_on_a_question_is_no_support_of_a_party() -> None:
    text = "I'll be voting Yes in the referendum and so should you"
    front = page(text, "voting Yes in the referendum", "partisan", jurisdiction="ie")
    assert not [headline for headline in front.headlines if "party" in headline.text]
    assert front.headlines[0].quotes


@pytest.mark.parametrize(
    ("text", "match", "kept"),
    [
        ("The levy should be banned.", "levy should be banned", "should be banned"),
        ("Ministers could not run a bath.", "Ministers could not run", "could not run a bath"),
        ("The plan may cost lives.", "plan may cost lives", "may cost lives"),
        (
            "Nobody upstairs read it. The minister would sell his own chair.",
            "The minister would sell",
            "would sell his own chair",
        ),
    ],
)
def test_a_modal_keeps_its_claim(text: str, match: str, kept: str) -> None:
    front = page(text, match, CRITICISM)
    assert f"‘{kept}’" in front.headlines[0].text


@pytest.mark.parametrize(
    ("text", "match", "category", "never"),
    [
        ("Nobody is being deported next week.", "being deported next week", SPEAKING, "‘deported next week"),
        ("Nous ne reculerons pas sur la taxe.", "ne reculerons pas", SPEAKING, "« Ne reculerons »"),
        ("The new rules will not apply to renters.", "rules will not apply", SPEAKING, "‘apply"),
    ],
)
def test_a_denial_is_never_cut_from_what_it_denies(text: str, match: str, category: str, never: str) -> None:
    for headline in page(text, match, category).headlines:
        assert never.casefold() not in headline.text.replace(NBSP, " ").casefold()


def test_a_note_is_news_only_when_its_own_words_judge() -> None:
    assert page(
        "Proud to stand with the Minister.", "Proud to stand with the Minister", PRAISE, "note"
    ).headlines
    assert page("The reform is a disgrace.", "reform is a disgrace", CRITICISM, "note").headlines
    assert not page("The reform starts in May.", "reform starts", CRITICISM, "note").headlines
    assert not page("The NDP met today, lovely weather.", "NDP", "partisan", "note").headlines
    assert not page("Proud of nothing this government did.", "Proud of nothing", "partisan", "note").headlines


def test_an_answer_to_a_reporter_without_an_offer_is_an_answer() -> None:
    text = "That figure is wrong, the levy is nine percent."
    reporter = Correspondent("desk@news.example", profile="Reporter")
    context = Context(act=ActKind.REPLY, reply_to=reporter, profile=Profile(jurisdiction="ca"))
    front = front_page(Draft(text), [finding(text, "figure is wrong", "media-contact")], context)
    assert front.headlines[0].act == "answers"
    assert "reporter" in front.headlines[0].text


def test_the_words_set_in_quotation_marks_by_the_writer_are_what_is_scorned() -> None:
    text = "So the layoffs are a “talent refresh” now, says the department."
    first = page(text, "the layoffs are a “talent refresh”", CRITICISM).headlines[0]
    assert "‘talent refresh’" in first.text


def test_another_press_may_be_asked_to_lead() -> None:
    text = "The levy is reckless."
    found = [finding(text, "levy is reckless", CRITICISM)]
    context = Context(profile=Profile(jurisdiction="ca"))
    front = front_page(Draft(text), found, context, press="fr")
    assert front.headlines[0].lang == "fr"
    assert texts(front, "wire", "en")
    best = front.best_of_each()
    assert [headline.lang for headline in best].count("en") == 1
    assert len({headline.outlet for headline in best if headline.lang == "fr"}) == len(best) - 1


@pytest.mark.parametrize(
    ("bio", "role", "french"),
    [
        ("Minister for Ferries", "minister", "un ministre"),
        ("Newsroom editor, harbour desk", "reporter", "un journaliste"),
        ("Councillor for the east ward", "politician", "un élu"),
        ("Official account of the party", "party", "un parti"),
    ],
)
def test_a_quoted_or_answered_account_is_named_by_its_role(bio: str, role: str, french: str) -> None:
    text = "You're a useless clown and you know it."
    found = [finding(text, "You're a useless clown", "harassment", "block")]
    other = Correspondent("quill@harbour.example", profile=bio)
    profile = Profile(jurisdiction="ca")
    for context in (
        Context(act=ActKind.REPLY, reply_to=other, profile=profile),
        Context(act=ActKind.QUOTE, quoted=other, profile=profile),
    ):
        front = front_page(Draft(text), found, context)
        assert front.headlines[0].text == f"Public servant insults {role} online: ‘You're a useless clown’"
        assert any(french in headline.text for headline in front.headlines if headline.lang == "fr")
        assert not [headline for headline in front.headlines if "quill" in headline.text]


def test_two_languages_in_one_post_make_whole_headlines_in_the_stronger_one() -> None:
    text = "Honnêtement, le nouveau système est une honte. Le ministre le sait. Sorry, this plan is a joke."
    front = page(text, "système est une honte", CRITICISM)
    assert front.headlines[0].lang == "fr"
    assert "« Honte »" in front.headlines[0].text.replace(NBSP, " ")
    english = page("The plan is a joke, and le ministre le sait.", "plan is a joke", CRITICISM)
    assert english.headlines[0].text == "Public servant criticizes plan as ‘joke’"
