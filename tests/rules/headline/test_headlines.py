"""The headlines a post draws: fragment, target, actor, act and frame, as a sub-editor would check them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from headline_kit import finding, page, texts
from outtray_rules.draft import ActKind, Context, Correspondent, Draft, Profile
from outtray_rules.headline.generator import front_page

NBSP = "\u00a0"
PLAN = (
    "As someone who works on the file: the new immigration levels plan is reckless and will fail newcomers."
)


def test_each_outlet_tells_the_same_story_in_its_own_shape() -> None:
    front = page(PLAN, "levels plan is reckless", "government-criticism")
    assert "Public servant criticizes immigration plan as ‘reckless’" in texts(front, "wire", "en")
    assert "‘Reckless’: public servant’s post on immigration plan" in texts(front, "broadsheet", "en")
    assert "Public servant BLASTS ‘reckless’ immigration plan" in texts(front, "tabloid", "en")
    assert "Does the Minister agree that the immigration plan is ‘reckless’?" in texts(
        front, "question", "en"
    )
    assert f"«{NBSP}Reckless{NBSP}»{NBSP}: un fonctionnaire critique le plan d'immigration" in texts(
        front, "french"
    )


def test_the_owner_of_a_plan_is_named_by_office() -> None:
    front = page("The minister's reckless plan will fail us all.", "reckless", "government-criticism")
    assert "Public servant BLASTS minister’s ‘reckless’ plan" in texts(front, "tabloid", "en")


def test_a_french_draft_leads_with_french_headlines_and_offers_english_ones() -> None:
    front = page("Ce plan d'immigration est irresponsable.", "irresponsable", "government-criticism")
    assert front.headlines[0].text == (
        f"«{NBSP}Irresponsable{NBSP}»{NBSP}: un fonctionnaire critique le plan d'immigration"
    )
    assert "Public servant criticizes immigration plan as ‘irresponsable’" in texts(front, "wire", "en")


CRITICISM = "government-criticism"
CASES = [
    ("The carbon tax is a disgrace.", "disgrace", CRITICISM, "criticises"),
    ("The minister should resign over the pay system.", "minister should resign", CRITICISM, "demands"),
    ("Great, another brilliant decision from the Minister. 🙃", "brilliant decision", CRITICISM, "mocks"),
    ("Door-knocking for the NDP in Ottawa, who's in?", "Door-knocking for the NDP", "partisan", "campaigns"),
    ("The Tories are a disgrace to this country", "Tories are a disgrace", "partisan", "opposes"),
    ("Kick out the Liberals. They lied.", "Kick out the Liberals", "partisan", "opposes"),
    ("I'm running for city council! My site is live.", "I'm running", "partisan", "runs"),
    ("Big news for rural broadband, can't say more 🤐", "can't say more", "confidential", "hints"),
    ("Our position is clear, says Health Canada.", "Our position", "speaking-for-government", "speaks"),
    ("My manager is a clown and I'm sick of this.", "sick of this", "workplace-grievance", "complains"),
    ("Good riddance to the deputy minister!", "Good riddance", CRITICISM, "gloats"),
    ("Why is the Department hiding the housing report?", "hiding the housing report", CRITICISM, "questions"),
    ("What a brilliant budget, bravo!", "brilliant budget", "government-praise", "praises"),
    ("Tabarnak, encore une panne du système!", "Tabarnak", "profanity", "swears"),
    ("Le NPD est la seule option, votez pour lui!", "votez pour", "partisan", "urges"),
]
TOPS = [
    "Public servant criticizes carbon tax as ‘disgrace’",
    "Public servant says minister ‘should resign’ in post",
    "Public servant mocks minister’s ‘brilliant decision’ in post",
    "Public servant campaigns for NDP: ‘Door-knocking’",
    "Public servant opposes Conservatives: ‘disgrace’",
    "Public servant opposes Liberals: ‘Kick out’",
    "Public servant announces run for office: ‘I'm running’",
    "Public servant hints at rural broadband: ‘can't say more’",
    "Public servant speaks for Health Canada: ‘Our position is clear’",
    "Public servant complains about manager: ‘sick of this’",
    "Public servant gloats over deputy minister in post: ‘Good riddance’",
    "Public servant questions housing report in social media post",
    "Public servant praises budget as ‘brilliant’",
    f"«{NBSP}Tabarnak{NBSP}»{NBSP}: un fonctionnaire peste contre la panne du système",
    f"«{NBSP}Votez{NBSP}»{NBSP}: un fonctionnaire appelle à voter pour le NPD",
]


@pytest.mark.parametrize(("case", "top"), list(zip(CASES, TOPS, strict=True)))
def test_the_top_headline_names_the_act_and_lifts_the_words(
    case: tuple[str, str, str, str], top: str
) -> None:
    text, match, category, act = case
    first = page(text, match, category).headlines[0]
    assert (first.act, first.text) == (act, top)


def test_a_verdict_goes_to_what_it_is_said_of() -> None:
    text = "This government is corrupt and the minister should listen."
    first = page(text, "government is corrupt", "government-criticism").headlines[0]
    assert first.target == "government"
    assert "minister" not in first.text


def test_a_negation_is_never_cut_off() -> None:
    front = page("The plan is not reckless, it is overdue.", "plan is not reckless", "government-criticism")
    for headline in front.headlines:
        assert "reckless" not in headline.text or "not reckless" in headline.text


@pytest.mark.parametrize(
    ("category", "match", "telling", "text"),
    [
        (
            "pii",
            "046 454 286",
            ("046", "454", "286"),
            "My SIN is 046 454 286 and the pay centre never answers.",
        ),
        (
            "secret",
            "Winter2026!",
            ("winter", "2026"),
            "Wi-Fi password: Winter2026! see you at the training centre",
        ),
        (
            "security-marking",
            "PROTECTED B",
            ("protected",),
            "PROTECTED B // options for the regional office closures",
        ),
        (
            "medical",
            "Bruno Tessier has leukaemia",
            ("bruno", "tessier", "leukaemia"),
            "Bruno Tessier has leukaemia, says the clinic",
        ),
    ],
)
def test_personal_data_secrets_and_markings_are_described_and_never_repeated(
    category: str, match: str, telling: tuple[str, ...], text: str
) -> None:
    front = page(text, match, category, "block")
    assert front.headlines
    for headline in front.headlines:
        assert headline.quotes == ()
        for word in telling:
            assert word.casefold() not in headline.text.casefold()
        assert match not in "".join(headline.reasons)


def test_a_marked_document_is_named_by_its_subject() -> None:
    front = page(
        "PROTECTED B // Briefing note: options for the regional office closures",
        "PROTECTED B",
        "security-marking",
    )
    assert front.headlines[0].text == "Public servant posts marked document on regional office closures"


def test_a_person_is_a_role_and_never_a_name() -> None:
    text = "Chip in $10 for Councilwoman Reyes before midnight"
    front = page(text, "Chip in", "partisan", "block", jurisdiction="us")
    assert front.headlines[0].text == "Federal employee seeks donations for councilwoman: ‘Chip in’"
    assert not [headline for headline in front.headlines if "reyes" in headline.text.casefold()]


@pytest.mark.parametrize(
    ("jurisdiction", "text"),
    [
        ("ca", "Public servant criticizes carbon tax as ‘reckless’"),
        ("us", "Federal employee criticizes carbon tax as ‘reckless’"),
        ("uk", "Civil servant criticises carbon tax as ‘reckless’"),
        ("au", "Public servant criticises carbon tax as ‘reckless’"),
        ("nz", "Public servant criticises carbon tax as ‘reckless’"),
        ("ie", "Civil servant criticises carbon tax as ‘reckless’"),
    ],
)
def test_actor_and_spelling_follow_the_jurisdiction(jurisdiction: str, text: str) -> None:
    front = page("The carbon tax is reckless.", "reckless", "government-criticism", jurisdiction=jurisdiction)
    assert front.headlines[0].text == text


def test_the_actor_comes_from_the_profile_alone() -> None:
    context = Context(profile=Profile(jurisdiction="ca", organisation="Health Canada", gender="f"))
    front = page("The carbon tax is reckless.", "reckless", "government-criticism", context=context)
    assert front.headlines[0].text == "Health Canada official criticizes carbon tax as ‘reckless’"
    assert "Health Canada" in front.headlines[0].actor
    french = [headline.actor for headline in front.headlines if headline.lang == "fr"]
    assert french
    assert all(actor.startswith("une fonctionnaire") for actor in french)


def test_a_boost_shares_and_a_favourite_likes() -> None:
    text = "Only the Liberals will protect pharmacare. Add your name."
    for act, verb, french in ((ActKind.BOOST, "shares", "relaie"), (ActKind.FAVOURITE, "likes", "aime")):
        context = Context(
            act=act, boosted=Correspondent("party@social.example"), profile=Profile(jurisdiction="ca")
        )
        front = page(text, "the Liberals", "partisan", context=context)
        assert front.headlines[0].act == verb
        assert f"Public servant {verb} post backing Liberals" in front.headlines[0].text
        assert any(
            f"un fonctionnaire {french} un message" in text.lower() for text in texts(front, lang="fr")
        )
        assert "That the words were written by @party@social.example, not by you" in front.lost


def test_a_bio_says() -> None:
    text = "Policy adviser. Labour member. Views my own."
    context = Context(act=ActKind.PROFILE, profile=Profile(jurisdiction="uk"))
    front = page(text, "Labour member", "partisan", context=context)
    assert front.headlines[0].text == "Civil servant’s social media bio says ‘Labour member’"
    assert "“Views my own”: it protects nobody" in front.lost


def test_words_of_another_field_are_quoted_without_spans() -> None:
    fields: Mapping[str, str] = MappingProxyType({"note": "Proud Labour member"})
    found = finding(fields["note"], "Labour member", "partisan", field="profile.note")
    context = Context(act=ActKind.PROFILE, profile=Profile(jurisdiction="uk"))
    front = front_page(Draft("", profile_fields=fields), [found], context)
    assert "Labour member" in front.headlines[0].text
    assert all(headline.quotes == () for headline in front.headlines)


def test_the_person_answered_is_named_by_the_role_in_their_bio() -> None:
    answered = Correspondent("someone@example.social", profile="Reporter, parliamentary bureau")
    context = Context(act=ActKind.REPLY, reply_to=answered, profile=Profile(jurisdiction="ca"))
    front = page(
        "Happy to talk off the record, message me.", "off the record", "media-contact", context=context
    )
    assert front.headlines[0].text == "Public servant offers reporter talk ‘off the record’"
    insult = page(
        "You're an idiot and everyone knows it.", "You're an idiot", "harassment", "block", context=context
    )
    assert insult.headlines[0].text == "Public servant insults reporter online: ‘You're an idiot’"


@pytest.mark.parametrize(
    "category", ["accessibility", "link-only", "tone", "official-languages", "whistle-blowing"]
)
def test_findings_about_form_make_no_story(category: str) -> None:
    front = page("What a reckless plan, minister.", "reckless", category, "note")
    assert front.headlines == ()
    assert front.lost == ()


def test_a_note_makes_no_story() -> None:
    assert page("The NDP met today.", "NDP", "partisan", "note").headlines == ()
    praise = page("What a brilliant budget!", "brilliant budget", "government-praise", "note")
    assert praise.headlines == ()


def test_no_findings_no_story() -> None:
    front = front_page(Draft("The picnic was lovely."), [], Context())
    assert (front.headlines, front.lost) == ((), ())


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", ""),
        ("🤡🤡🤡", "🤡"),
        ("Useless", "Useless"),
        ("<p>The <b>asylum policy</b> is cruel &amp; inhumane</p>", "cruel"),
        ("Die Regierung ist unfähig und der Minister ein Witz", "ist unfähig"),
        ("He called it “a ‘total’ disaster” and I say ‘it is «worse»’", "disaster"),
        ("大臣の計画は無謀だ", "無謀"),
        ("reckless " * 555, "reckless"),
        ("a" * 5000, "a"),
        ("The plan is a " + "very " * 1000 + "bad plan", "bad plan"),
    ],
)
def test_odd_input_still_makes_whole_headlines(text: str, match: str) -> None:
    front = page(text, match, "government-criticism")
    assert len(front.headlines) >= 6
    for headline in front.headlines:
        assert len(headline.text) <= 75
        assert "<" not in headline.text
        assert headline.text.count("‘") <= 1


def test_another_language_falls_back_to_the_pull_quote() -> None:
    text = "Die Regierung ist unfähig und der Minister ein Witz"
    front = page(text, "ist unfähig", "government-criticism")
    assert front.headlines[0].text.startswith("‘Ist unfähig’: public servant")
    assert all(headline.target == "" for headline in front.headlines)


def test_reasons_follow_the_reader_and_name_each_choice() -> None:
    english = page(PLAN, "reckless", "government-criticism").headlines[0].reasons
    french = page(PLAN, "reckless", "government-criticism", lang="fr").headlines[0].reasons
    assert "“reckless” is the strongest word a rule points at" in english
    assert "“immigration plan” is what the post is about" in english
    assert "« reckless » est le mot le plus fort que vise une règle" in french
    assert "it reads as criticism: government-criticism" in english
    assert "cela se lit comme une critique : government-criticism" in french


def test_achievements_in_an_election_period_are_promotion() -> None:
    text = "So proud of what my department has delivered. The new childcare offer is transforming lives."
    first = page(text, "my department has delivered", "election-period", jurisdiction="uk").headlines[0]
    assert first.act == "promotes"
    assert first.text == "Civil servant promotes childcare offer in election period"


FIRST = [
    ("uk", "The Home Secretary's small boats plan is cruel.", "small boats plan is cruel",
     CRITICISM, "Civil servant criticises home secretary’s small boats plan as ‘cruel’"),
    ("eu", "The Commission's migration pact is shameful.", "migration pact is shameful",
     CRITICISM, "EU official criticises commission’s migration pact as ‘shameful’"),
    ("au", "The Minister's answer in Question Time was embarrassing.", "Question Time was embarrassing",
     CRITICISM, "Public servant criticises answer in question time as ‘embarrassing’"),
    ("au", "Labor's housing policy is a joke.", "Labor's housing policy is a joke",
     "partisan", "Public servant opposes Labor: ‘joke’"),
    ("nz", "National's cuts to our ministry are disgraceful.", "our ministry are disgraceful",
     "partisan", "Public servant opposes National: ‘disgraceful’"),
    ("uk", "I'd vote Green tomorrow if they stood here.", "vote Green",
     "partisan", "Civil servant backs Greens: ‘vote Green’"),
    ("uk", "Sorry for my earlier post about the Treasury.", "Sorry for my earlier post about the Treasury",
     "tone", "Civil servant apologises in post on Treasury"),
    ("ca", "La CAQ est en train de détruire nos services publics.", "CAQ est en train de détruire",
     "partisan", f"«{NBSP}Détruire nos services publics{NBSP}»{NBSP}: un fonctionnaire s'oppose à la CAQ"),
    ("ca", "Le PQ mérite notre vote.", "PQ mérite notre vote",
     "partisan", "Un fonctionnaire appelle à voter pour le Parti québécois"),
    ("ca", "Je ne peux rien dire, mais jeudi il y aura une grosse annonce.", "il y aura une grosse annonce",
     "confidential", f"«{NBSP}Ne peux rien dire{NBSP}»{NBSP}: un fonctionnaire fait allusion à l'annonce"),
]  # fmt: skip


@pytest.mark.parametrize(("jurisdiction", "text", "match", "category", "wanted"), FIRST)
def test_whose_it_is_and_for_or_against_are_heard_right(
    jurisdiction: str, text: str, match: str, category: str, wanted: str
) -> None:
    assert texts(page(text, match, category, jurisdiction=jurisdiction))[0] == wanted


@pytest.mark.parametrize("note", ["deputy minister's memo is an insult", "our deputy minister's memo"])
def test_what_is_revealed_is_never_a_person(note: str) -> None:
    text = "I have read our deputy minister's memo is an insult to us."
    front = page(text.replace("have read ", "say "), note, "confidential", "block")
    assert all(headline.target not in ("deputy minister", "le sous-ministre") for headline in front.headlines)
    assert texts(front)


def test_no_quotation_ends_with_a_loose_preposition_though_a_rule_points_at_it() -> None:
    front = page("Shame on the Nationals, shame on them all.", "Shame on", CRITICISM, jurisdiction="au")
    assert texts(front)
    assert not [text for text in texts(front) if "hame on’" in text or f"hame on{NBSP}»" in text]


def test_a_second_note_makes_the_story_when_the_first_makes_none() -> None:
    text = "Bravo à la ministre, enfin quelqu'un qui écoute !"
    notes = [
        finding(text, "Bravo à la ministre", CRITICISM, "note"),
        finding(text, "Bravo à la ministre", "government-praise", "note"),
    ]
    front = front_page(Draft(text), notes, Context(profile=Profile(jurisdiction="ca")))
    assert front.headlines[0].act == "praises"
    assert front_page(Draft(text), notes[:1], Context()).headlines == ()


def test_a_broken_promise_is_blame_even_in_a_note() -> None:
    front = page("The minister broke her promise again.", "The minister", CRITICISM, "note")
    assert front.headlines[0].act == "criticises"
    assert "‘broke her promise’" in front.headlines[0].text
    assert not page("The minister kept her promise again.", "The minister", CRITICISM, "note").headlines
