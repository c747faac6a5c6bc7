"""Each kind of matcher finds what it says and nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest

from outtray_rules.draft import Context, Correspondent, Draft, Media, Profile
from outtray_rules.finding import Severity
from rules_kit import found, load, review, reviewer, rule

PARTIES = """
[terms.parties]
any = ["NDP", "Bloc québécois", "Lib Dems", "S&D", "actblue.com", "#orangewave"]
ambiguous = ["Labour", "Liberal", "Reform", "Green", "ACT"]
allow = ["labour market", "liberal arts", "reform of"]
cues = ["verbs"]
[terms.verbs]
any = ["campaign for", "vote", "door-knocking", "fier d'appuyer"]
"""
TERMS = reviewer(PARTIES + rule('{ terms = "parties" }'))
NEAR = reviewer(PARTIES + rule('{ near = [{ terms = "parties" }, { terms = "verbs" }], within = 4 }'))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The NDP and the bloc quebecois", ["NDP", "bloc quebecois"]),
        ("The NDP's plan, the Lib-Dems", ["NDP's", "Lib-Dems"]),
        ("S&D meets S &amp; D", ["S&D", "S &amp; D"]),
        ("give at https://secure.actblue.com/donate/reyes now", ["https://secure.actblue.com/donate/reyes"]),
        ("join us #OrangeWave", ["OrangeWave"]),
        ("l'NDP, d'NDP", ["NDP", "NDP"]),
        ("ndpx xndp N_DP", []),
    ],
)
def test_terms_are_whole_words_after_folding(text: str, expected: list[str]) -> None:
    assert found(TERMS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I vote Labour",
        "The Labour candidate came by",
        "Vote Labour",
        "#VoteLabour",
        "#votelabour",
        "The NDP and Reform agree",
        "She is a Green MP",
        "le Parti Reform",
    ],
)
def test_an_ambiguous_word_counts_as_a_name_in_company(text: str) -> None:
    assert len(found(TERMS, text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "Labour market statistics, then we vote",
        "a vote on liberal arts",
        "Reform is hard, and after a long debate about it everybody may vote",
        "green energy gets my vote",
        "The Labour of love",
        "#labour rights",
        "I read Reform of Planning before I vote",
        "Green Spaces For Every Candidate Town",
    ],
)
def test_an_ambiguous_word_without_company_is_left_alone(text: str) -> None:
    assert found(TERMS, text) == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        ("Door-knocking for the NDP today", "Door-knocking for the NDP"),
        ("NDP one two three vote", "NDP one two three vote"),
        ("NDP one two three four vote", None),
        ("The NDP won. I vote by mail.", None),
        ("Fier d’appuyer le Bloc Québécois!", "Fier d’appuyer le Bloc Québécois"),
    ],
)
def test_near_counts_words_within_one_sentence(text: str, hit: str | None) -> None:
    assert found(NEAR, text) == ([hit] if hit else [])


def test_near_can_ask_for_the_order() -> None:
    ordered = reviewer(
        rule('{ near = [{ phrase = "one" }, { phrase = "two" }], within = 3, ordered = true }')
    )
    assert found(ordered, "one and two") == ["one and two"]
    assert found(ordered, "two and one") == []


def test_near_can_point_at_one_of_its_members() -> None:
    one = reviewer(rule(r"{ near = [{ phrase = 'SIN' }, { pattern = '\d{3}' }], within = 4, points_at = 2 }"))
    assert found(one, "the SIN is 123") == ["123"]


def test_an_ambiguous_acronym_must_be_in_capitals() -> None:
    assert found(TERMS, "The Act says who may vote") == []
    assert found(TERMS, "I will vote ACT") == ["ACT"]


@pytest.mark.parametrize(
    ("phrase", "text", "hit"),
    [
        ("(we|they) will vote", "so they will vote", "they will vote"),
        ("will (probably|) win", "we will win", "will win"),
        ("going to _ next week", "going to Cabinet next week", "going to Cabinet next week"),
        ("going to _ next week", "going to next week", None),
        ("we have … decided", "we have now at last decided", "we have now at last decided"),
        ("we have … decided", "we have decided", "we have decided"),
        ("we have … decided", "we have a b c d e decided", None),
        ("don't quote me", "dont quote me", "dont quote me"),
        ("au nom d'", "Parler au nom d’IRCC", "au nom d’"),
        ("on (ne|n') appuie pas", "on n'appuie pas ceci", "on n'appuie pas"),
        ("jusqu' (à|au) demain", "sous embargo jusqu'à demain", "jusqu'à demain"),
    ],
)
def test_a_phrase_allows_the_freedom_it_spells_out(phrase: str, text: str, hit: str | None) -> None:
    assert found(reviewer(rule(f'{{ phrase = "{phrase}" }}')), text) == ([hit] if hit else [])


def test_a_phrase_may_hold_a_vocabulary_and_the_users_own_words() -> None:
    one = reviewer(
        '[terms.verbs]\nany = ["decided", "ruled out"]\n'
        + rule('{ phrase = "we at <organisation> have <verbs>" }')
    )
    context = Context(profile=Profile(organisation="Health Canada", organisation_names=("HC",)))
    assert found(one, "We at Health Canada have ruled out that", context) == [
        "We at Health Canada have ruled out"
    ]
    assert found(one, "We at HC have decided", context) == ["We at HC have decided"]
    assert found(one, "We at HC have decided") == []


def test_a_phrase_with_many_readings_is_matched_without_spelling_them_out() -> None:
    many = "(a1|a2|a3|a4|a5) (b1|b2|b3|b4|b5|) (c1|c2|c3|c4|c5)"
    one = reviewer(rule(f'{{ phrase = "{many}" }}'))
    assert found(one, "so a3 b5 c1 it is, and a1 c5, not a1 b1 b2 c1") == ["a3 b5 c1", "a1 c5"]


def test_case_and_accents_count_when_asked() -> None:
    one = reviewer(
        '[terms.acronyms]\nany = ["SIN"]\ncase = true\n[terms.french]\nany = ["péché"]\naccents = true\n'
        + rule('{ terms = ["acronyms", "french"] }')
    )
    assert found(one, "my SIN, a sin, le péché de la pêche") == ["SIN", "péché"]


def test_a_pattern_sees_one_line_and_its_checks_decide() -> None:
    one = reviewer(rule(r"{ pattern = '\b\d{3}[ -]?\d{3}[ -]?\d{3}\b', check = 'sin' }"))
    assert found(one, "046 454 286 or 123 456 789 or 0464542861") == ["046 454 286"]
    assert found(one, "046 454\n286") == []
    assert review(one, "046-454-286")[0].confidence == 1


def test_a_pattern_may_look_at_the_folded_text_and_point_at_a_group() -> None:
    one = reviewer(rule(r"{ pattern = 'code: (\w+)', on = 'folded', group = 1 }"))
    assert found(one, "ＣＯＤＥ: Ａbc") == ["Ａbc"]


def test_a_pattern_can_be_anchored_to_lines_sentences_or_run_over_the_text() -> None:
    lines = reviewer(rule(r"{ pattern = '^SECRET' }"))
    assert found(lines, "It is a mess. SECRET sauce\nSECRET report") == ["SECRET"]
    sentences = reviewer(rule(r"{ pattern = '^SECRET', scope = 'sentence' }"))
    assert len(found(sentences, "It is a mess. SECRET sauce\nSECRET report")) == 2
    text = reviewer(rule(r"{ pattern = 'one\s+two', scope = 'text' }"))
    assert found(text, "one\ntwo") == ["one\ntwo"]


def test_skip_and_entropy_throw_out_what_looks_like_nothing() -> None:
    one = reviewer(rule(r"{ pattern = '\b[\w.]+@[\w.]+\b', skip = '^(?:info|press)@' }"))
    assert found(one, "info@a.example, jo@a.example") == ["jo@a.example"]
    keys = reviewer(rule(r"{ pattern = '\b\w{16}\b', entropy = 3.0 }"))
    assert found(keys, "aaaaaaaaaaaaaaaa q8Zk2LxP0vTn5RwY") == ["q8Zk2LxP0vTn5RwY"]


def test_all_needs_every_part_and_points_at_the_first_with_words() -> None:
    one = reviewer(
        rule('{ all = [{ measure = "words", min = 2 }, { phrase = "tender" }, { phrase = "vendor" }] }')
    )
    assert found(one, "The tender is out. Ask the vendor.") == ["tender"]
    assert found(one, "The tender is out.") == []
    together = reviewer(rule('{ all = [{ phrase = "tender" }, { phrase = "vendor" }], where = "sentence" }'))
    assert found(together, "The tender is out. Ask the vendor.") == []
    assert found(together, "The vendor of the tender. A tender.") == ["tender"]


def test_any_finds_what_its_parts_find_and_not_finds_their_absence() -> None:
    one = reviewer(rule('{ any = [{ phrase = "tender" }, { pattern = "[A-Z]{4}" }] }'))
    assert found(one, "tender for ABCD") == ["tender", "ABCD"]
    without = reviewer(rule('{ all = [{ phrase = "percent" }, { not = { token = "link" } }] }'))
    assert found(without, "40 percent more") == ["percent"]
    assert found(without, "40 percent more https://a.example") == []


@pytest.mark.parametrize(
    ("measure", "hit", "miss"),
    [
        (
            'measure = "capitals", min = 0.7, least_words = 4',
            "THIS CANNOT CONTINUE LIKE THAT",
            "CSPS, TBS, PSPC, SSC: acronym bingo",
        ),
        ('measure = "exclamations", min = 3', "no! no! no!", "no! no!"),
        ('measure = "mentions", min = 2', "@a @b@c.example hi", "@a hi, mail a@b.example"),
        ('measure = "hashtags", min = 2', "#one #TwoThree", "#one C# &#39;"),
        ('measure = "text-left", max = 0', "https://a.example #b @c", "see https://a.example"),
        ('measure = "emoji", min = 2', "🎉 🙃", "🎉"),
        (
            'measure = "reading-grade", min = 12',
            "Interdepartmental harmonization necessitates comprehensive administrative reorganization.",
            "The cat sat on the mat.",
        ),
    ],
)  # fmt: skip
def test_measures_are_compared_with_their_bounds(measure: str, hit: str, miss: str) -> None:
    one = reviewer(rule(f"{{ {measure} }}"))
    assert len(review(one, hit)) == 1
    assert review(one, hit)[0].span == (0, 0)
    assert review(one, miss) == ()


def test_tone_weighs_praise_against_blame() -> None:
    one = reviewer(
        '[terms.good]\nany = ["great", "kind"]\n[terms.bad]\nany = ["awful", "sad"]\n'
        + rule('{ measure = "tone", positive = "good", negative = "bad", max = -0.5 }')
    )
    assert len(review(one, "awful, sad and awful; one was kind")) == 1
    assert review(one, "awful but kind") == ()


def test_similar_finds_a_watched_text_that_was_reworded_a_little() -> None:
    watched = "Options for the closure of regional offices in the north"
    one = reviewer(f'[terms.watch]\nany = ["{watched}"]\n' + rule('{ similar = "watch", score = 80 }'))
    assert len(found(one, "Read: options for the closures of regional office in the north, page 2")) == 1
    assert found(one, "The northern office has a new kettle") == []


def test_own_words_come_from_the_profile_and_follow_it() -> None:
    one = reviewer(rule('{ own = ["topics", "organisation"] }'))
    profile = Profile(topics=("immigration levels",), organisation="Transport Canada")
    assert found(one, "The immigration levels at Transport Canada", Context(profile=profile)) == [
        "immigration levels",
        "Transport Canada",
    ]
    assert found(one, "The immigration levels at Transport Canada") == []


def test_tokens_can_be_asked_for_by_kind() -> None:
    one = reviewer(rule('{ token = ["mention", "link", "hashtag"] }'))
    assert found(one, "@a@b.example see https://c.example/d and #EfG") == [
        "@a@b.example",
        "https://c.example/d",
        "#EfG",
    ]


def test_unless_excuses_only_its_own_sentence_unless_told_otherwise() -> None:
    body = PARTIES + rule('{ terms = "parties" }', more='unless = { phrase = "I read" }')
    assert found(reviewer(body), "I read about the NDP. Join the NDP.") == ["NDP"]
    whole = PARTIES + rule('{ terms = "parties" }', more='unless = { phrase = "I read", where = "text" }')
    assert found(reviewer(whole), "I read a lot. Join the NDP.") == []


def test_raise_takes_the_highest_and_lower_never_goes_below_note() -> None:
    one = reviewer(
        rule(
            '{ phrase = "plan" }',
            more=(
                'raise = [{ when = { profile = { grade = "executive" } }, to = "block" }]\n'
                "lower = [{ when = { reply_to = { mutual = true } }, by = 2 }]"
            ),
        )
    )
    friend = Correspondent("a@b.example", mutual=True)
    assert review(one, "plan")[0].severity is Severity.WARN
    assert review(one, "plan", Context(profile=Profile(grade="Executive")))[0].severity is Severity.BLOCK
    assert review(one, "plan", Context(reply_to=friend))[0].severity is Severity.NOTE
    both = Context(reply_to=friend, profile=Profile(grade="executive"))
    assert review(one, "plan", both)[0].severity is Severity.BLOCK


def test_adjustments_change_findings_of_many_rules_in_a_window() -> None:
    one = reviewer(
        rule('{ phrase = "plan" }', severity="note")
        + '[[window]]\nname = "election"\nstart = 2024-05-25T00:01:00\nend = 2024-07-04\n'
        + '[[adjust]]\nid = "writ"\ntitle = "Election"\nwhen = { calendar = "election" }\n'
        + 'categories = ["tone"]\nraise_by = 1\n'
    )
    for moment, severity in (
        (datetime(2024, 5, 25, 0, 0), Severity.NOTE),
        (datetime(2024, 5, 25, 0, 1), Severity.WARN),
        (datetime(2024, 7, 4, 23, 59), Severity.WARN),
        (datetime(2024, 7, 5), Severity.NOTE),
    ):
        assert review(one, "plan", Context(at=moment))[0].severity is severity


def test_every_field_of_a_draft_is_reviewed_and_named() -> None:
    one = reviewer(rule('{ phrase = "plan" }'))
    draft = Draft(
        "a plan",
        content_warning="the plan",
        media=(Media("image", "x"), Media("image", "plan")),
        poll_options=("no", "plan"),
        profile_fields={"note": "plan"},
    )
    names = {finding.field for finding in one.review(draft, Context())}
    assert names == {"text", "content_warning", "media.1.description", "poll.1", "profile.note"}
    only = reviewer(rule('{ phrase = "plan" }', more='fields = ["poll"]'))
    assert [finding.field for finding in only.review(draft, Context())] == ["poll.1"]


SHARED = """
[terms.rulers]
any = ["minister", "cabinet"]
[terms.papers]
any = ["memo", "deck"]
[terms.days]
any = ["monday", "friday"]
[matchers.leak]
some = [{ terms = "rulers" }, { terms = "papers" }, { terms = "days" }]
least = 2
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The memo is out. The minister knows.", ["minister"]),
        ("A deck for Monday", ["deck"]),
        ("Monday, deck, cabinet", ["cabinet"]),
        ("The memo, the deck, the memo", []),
        ("Monday", []),
    ],
)
def test_some_finds_the_first_of_enough_parts(text: str, expected: list[str]) -> None:
    assert found(reviewer(SHARED + rule('{ matcher = "leak" }')), text) == expected


def test_some_in_one_sentence_counts_only_there() -> None:
    match = '{ some = [{ terms = "rulers" }, { terms = "papers" }], least = 2, where = "sentence" }'
    one = reviewer(SHARED + rule(match))
    assert found(one, "The memo is out. The minister knows.") == []
    assert found(one, "The minister knows the memo. And the deck.") == ["minister"]


def test_a_named_matcher_is_shared_and_can_stand_inside_others() -> None:
    match = '{ all = [{ matcher = "leak" }, { not = { phrase = "public" } }] }'
    one = reviewer(SHARED + rule(match) + rule('{ matcher = "leak" }', "b-rule"))
    assert {finding.rule for finding in review(one, "A deck for Monday")} == {"a-rule", "b-rule"}
    assert {finding.rule for finding in review(one, "A public deck for Monday")} == {"b-rule"}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (rule('{ matcher = "leek" }'), "there is no matcher “leek”"),
        ('[matchers.one]\nany = [{ matcher = "one" }]\n' + rule('{ phrase = "x" }'), "contains itself"),
        (rule('{ some = [{ phrase = "x" }, { phrase = "y" }], least = 3 }'), "there are only 2 matchers"),
    ],
)
def test_a_mistake_about_shared_matchers_is_told(body: str, message: str) -> None:
    assert any(message in problem.message for problem in load(SHARED + body).errors)


def test_rules_asked_last_are_silent_where_one_of_their_pack_has_spoken() -> None:
    quiet = 'unless = { context = { found = { categories = ["tone"], packs = ["mine"] } } }'
    other = 'unless = { context = { found = { categories = ["tone"], packs = ["other"] } } }'
    body = (
        SHARED + rule('{ matcher = "leak" }', "a-rule", quiet) + rule('{ terms = "papers" }', "b-rule", quiet)
    )
    told = review(reviewer(body), "The memo is for Monday. The deck, too, and the minister.")
    assert [finding.rule for finding in told] == ["a-rule"]
    told = review(reviewer(SHARED + rule('{ terms = "papers" }', "a-rule", other)), "The memo. The deck.")
    assert [finding.match for finding in told] == ["memo", "deck"]
