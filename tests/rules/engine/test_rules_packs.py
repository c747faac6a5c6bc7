"""What is wrong with a pack is told all at once, each mistake with its place and the nearest name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from outtray_rules.engine import Reviewer, load_files, load_packs, packs_for, shipped_packs
from outtray_rules.errors import Problem
from outtray_rules.examples import test_pack as run_examples
from outtray_rules.locate import KeyIndex
from outtray_rules.schema import pack_schema, schema_text
from rules_kit import HEADER, load, rule


def told(body: str, files: dict[str, str] | None = None) -> list[Problem]:
    return list(load(body, files).problems)


def write(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_mistake_of_a_file_is_told_at_once_with_its_place() -> None:
    body = (
        '[terms.parties]\nany = ["NDP"]\nfuzy = 90\n'
        "[[rule]]\n"
        'id = "one"\ncategory = "tonne"\nseverty = "warn"\ntitle = "t"\nmessage = "{matsch}"\nadvice = "a"\n'
        'source = { name = "s", clause = 4 }\n'
        'match = { terms = "partys" }\n'
        'unless = { pattern = "(" }\n'
        'raise = [ { when = { acts = ["pots"] }, to = "blok" } ]\n'
    )
    problems = told(body)
    by_message = {problem.message: problem for problem in problems}
    lines = (HEADER + body).split("\n")
    expected = {
        "unknown key “fuzy” in a vocabulary": "fuzzy",
        "there is no category “tonne”": "tone",
        "unknown key “severty” in a rule": "severity",
        "nothing is known to fill in for “{matsch}”": "match",
        "there is no vocabulary “partys”": "parties",
    }
    for message, hint in expected.items():
        assert by_message[message].nearest == hint
    assert any("this is no regular expression" in message for message in by_message)
    assert any("“pots” is not one of" in message for message in by_message)
    assert any("“blok” is not one of" in message for message in by_message)
    assert any("expected a string, found the number 4" in message for message in by_message)
    assert any("a rule has no “severity”" in message for message in by_message)
    for problem in problems:
        assert lines[problem.line - 1] == problem.source_line
        assert problem.column >= 1
    typo = by_message["unknown key “severty” in a rule"]
    assert typo.source_line[typo.column - 1 :].startswith("severty")
    inner = by_message["there is no vocabulary “partys”"]
    assert inner.source_line[inner.column - 1 :].startswith('terms = "partys"')


def test_a_problem_prints_its_place_its_line_and_a_caret() -> None:
    problem = next(problem for problem in told(rule('{ terms = "x" }')) if "vocabulary" in problem.message)
    shown = str(problem).split("\n")
    assert shown[0].endswith("error: there is no vocabulary “x”")
    assert f":{problem.line}:{problem.column}: " in shown[0]
    assert shown[2].index("^") - 4 == problem.column - 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (rule('{ terms = { any = ["—"] } }'), "so it can never be found"),
        (rule('{ near = [{ phrase = "a" }] }'), "at least 2"),
        (rule('{ near = [{ phrase = "a" }, { measure = "words", min = 1 }] }'), "must point at words"),
        (rule('{ phrase = "a", pattern = "b" }'), "this matcher has 2 kinds"),
        (rule("{ within = 3 }"), "has no kind"),
        (rule('{ phrase = "a", within = 3 }'), "“within” belongs to near"),
        (rule('{ pattern = "(a+)+$" }'), "not safe to run"),
        (rule('{ pattern = "a", check = "lunh" }'), "“lunh” is not one of"),
        (rule('{ pattern = "a", group = 2 }'), "no group 2"),
        (rule('{ pattern = "a", flags = "q" }'), "flags"),
        (rule('{ measure = "words" }'), "neither “min” nor “max”"),
        (rule('{ phrase = "(a|b" }'), "a bracket without its partner"),
        (rule('{ phrase = "… a" }'), "begins or ends with a gap"),
        (rule('{ phrase = "a <nothing>" }'), "there is no vocabulary “nothing”"),
        (rule('{ hour = "25:00-26:00" }'), "no time of day"),
        (rule('{ writing_time = { max = "60" } }'), "is not a duration"),
        (rule('{ phrase = "a" }', more='raise = [{ when = { acts = ["post"] } }]'), "either “to” or “by”"),
        (rule('{ phrase = "a" }') + rule('{ phrase = "b" }'), "a rule “a-rule” in this pack already"),
        ('[terms.a]\nalso = "a"\n' + rule('{ terms = "a" }'), "contains itself"),
        ('[terms.a]\nfile = "../x.txt"\n' + rule('{ terms = "a" }'), "beside the pack"),
        ('[[window]]\nname = "election"\nstart = 2024-02-02\nend = 2024-01-01\n', "ends before it starts"),
        ('[[adjust]]\nid = "x"\ntitle = "t"\nwhen = { acts = "post" }\n', "exactly one of"),
        ('[rules]\nid = "x"\n', "unknown key “rules”"),
    ],
)
def test_a_mistake_is_told_in_words_and_keeps_the_pack_out(body: str, message: str) -> None:
    loaded = load(body)
    assert any(message in problem.message for problem in loaded.errors), list(map(str, loaded.problems))
    assert loaded.packs == ()


def test_a_context_of_an_example_is_checked() -> None:
    body = rule('{ phrase = "a" }').replace(
        'hits = ["x"]', 'hits = [{ text = "a", context = { act = "shout", when = 1 } }]'
    )
    messages = [problem.message for problem in told(body)]
    assert any("act: “shout” is not one of" in message for message in messages)


def test_a_missing_list_names_the_nearest_file() -> None:
    problems = told(
        '[terms.a]\nfile = "lists/partis.txt"\n' + rule('{ terms = "a" }'), {"lists/parties.txt": "NDP\n"}
    )
    assert [problem.nearest for problem in problems if "there is no file" in problem.message] == [
        "lists/parties.txt"
    ]


def test_a_list_file_has_comments_and_may_hold_hashtags() -> None:
    loaded = load(
        '[terms.a]\nfile = "words.txt"\n' + rule('{ terms = "a" }'),
        {"words.txt": "# a comment\n\nNDP  # the party\n#orangewave\nBloc québécois\n"},
    )
    assert loaded.packs[0].vocabularies["a"].words == ("NDP", "#orangewave", "Bloc québécois")


def test_a_rule_without_examples_is_a_warning_for_a_user_and_the_pack_loads() -> None:
    loaded = load(rule('{ phrase = "a" }').replace('hits = ["x"]\n', ""))
    assert [problem.level for problem in loaded.problems] == ["warning"]
    assert len(loaded.packs) == 1


def test_other_packs_load_beside_a_broken_one(tmp_path: Path) -> None:
    write(tmp_path, "good.toml", HEADER.replace('"mine"', '"good"') + rule('{ phrase = "a" }'))
    write(tmp_path, "bad.toml", "[pack\nid = 3\n")
    (tmp_path / "worse.toml").write_bytes(b'[pack]\ntitle = "\xff"\n')
    loaded = load_packs([], [tmp_path])
    assert [pack.id for pack in loaded.packs] == ["good"]
    places = {Path(problem.file).name: (problem.line, problem.column) for problem in loaded.errors}
    assert places["bad.toml"][0] == 1
    assert places["worse.toml"] == (2, 10)


def test_an_unknown_pack_is_told_with_the_nearest_name() -> None:
    problem = load_packs(["bsae"]).problems[0]
    assert problem.message == "there is no pack “bsae”"
    assert problem.nearest == "base"


def test_a_users_pack_cannot_take_the_name_of_a_shipped_one_or_its_rules(tmp_path: Path) -> None:
    base = load_packs(["base"]).packs[0]
    write(tmp_path, "base2.toml", HEADER.replace('"mine"', '"base"'))
    write(tmp_path, "mine.toml", HEADER + rule('{ phrase = "a" }', name=base.rules[0].id))
    loaded = load_packs(["base"], [tmp_path])
    assert {"there is a pack “base” already; give this one another id"} <= {
        one.message for one in loaded.errors
    }
    assert [pack.id for pack in loaded.packs if pack.id in {"base", "mine"}].count("base") <= 1
    assert any(
        "already" in one.message and one.message.startswith("there is a rule") for one in loaded.errors
    )


def test_a_pack_builds_on_another_and_uses_its_words(tmp_path: Path) -> None:
    write(tmp_path, "first.toml", HEADER.replace('"mine"', '"first"') + '[terms.words]\nany = ["plan"]\n')
    second = write(
        tmp_path,
        "second.toml",
        HEADER.replace('"mine"', '"second"')
        + 'extends = ["first"]\n'
        + rule('{ terms = "words" }')
        + rule('{ terms = "first.words" }', "b-rule"),
    )
    loaded = load_files([second, tmp_path / "first.toml"])
    assert not loaded.problems
    assert [pack.id for pack in loaded.packs] == ["first", "second"]


def test_packs_that_build_on_each_other_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", HEADER.replace('"mine"', '"a"') + 'extends = ["b"]\n')
    write(tmp_path, "b.toml", HEADER.replace('"mine"', '"b"') + 'extends = ["a"]\n')
    loaded = load_packs([], [tmp_path])
    assert loaded.packs == ()
    assert any("build on each other" in problem.message for problem in loaded.errors)


def test_a_jurisdiction_brings_the_base_and_its_own_pack() -> None:
    assert packs_for("ca") == ("base", "ca-federal")
    assert packs_for("any") == packs_for("") == packs_for("mars") == ("base",)


def test_failing_examples_say_why() -> None:
    loaded = load(
        rule('{ phrase = "plan" }')
        .replace('hits = ["x"]', 'hits = ["no"]')
        .replace('misses = ["y"]', 'misses = ["a plan"]')
    )
    results = run_examples(loaded.packs[0])
    assert [(result.kind, result.passed) for result in results] == [("hit", False), ("miss", False)]
    assert results[1].why == "the rule should stay silent and finds “plan”"


def test_the_key_index_knows_every_way_to_write_a_key() -> None:
    text = (
        '# c\na.b = 1\n[t]\n"q r" = [1, {x = "]"}, """m\n"] #"""]\n'
        "[[l]]\nk = {i = {j = 2}}\n[[l]]\nk = 3 # e\n[l.s]\nz = 1\n"
    )
    places = KeyIndex(text).places
    assert places[("a", "b")] == (2, 1)
    assert places[("t", "q r")] == (4, 1)
    assert places[("t", "q r", 1, "x")] == (4, 14)
    assert places[("l", 0, "k", "i", "j")] == (7, 11)
    assert places[("l", 1, "k")] == (9, 1)
    assert places[("l", 1, "s", "z")] == (11, 1)


def _complaints(value: Any, schema: dict[str, Any], whole: dict[str, Any], path: str = "") -> list[str]:
    """A small reading of JSON Schema: as much as the pack's schema uses."""
    if "$ref" in schema:
        return _complaints(value, whole["$defs"][schema["$ref"].rsplit("/", 1)[1]], whole, path)
    if "anyOf" in schema:
        answers = [_complaints(value, one, whole, path) for one in schema["anyOf"]]
        return [] if any(not answer for answer in answers) else answers[0]
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
    }
    if not isinstance(value, kinds[schema["type"]]):
        return [f"{path} is no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{path}: {value}"]
    found: list[str] = []
    if isinstance(value, list):
        for index, one in enumerate(value):
            found += _complaints(one, schema.get("items", {}), whole, f"{path}.{index}")
    if isinstance(value, dict) and "properties" in schema:
        found += [f"{path} lacks {name}" for name in schema.get("required", []) if name not in value]
        for name, one in value.items():
            inner = schema["properties"].get(name, schema["additionalProperties"])
            found += (
                [f"{path}.{name} unknown"]
                if inner is False
                else _complaints(one, inner, whole, f"{path}.{name}")
            )
    return found


@pytest.mark.parametrize("name", shipped_packs())
def test_the_published_schema_accepts_every_shipped_pack(name: str) -> None:
    import json
    import tomllib

    from outtray_rules.library import SHIPPED

    data = tomllib.loads((SHIPPED / f"{name}.toml").read_text(encoding="utf-8"))
    schema = pack_schema()
    assert _complaints(json.loads(json.dumps(data, default=str)), schema, schema) == []


def test_the_published_schema_is_that_of_the_loader() -> None:
    published = Path(__file__).parents[3] / "docs" / "reference" / "pack.schema.json"
    assert published.read_text(encoding="utf-8") == schema_text(), "run python -m outtray_rules.schema"


def test_the_published_schema_refuses_what_the_loader_refuses() -> None:
    schema = pack_schema()
    bad = {"pack": {"id": "x"}, "rule": [{"id": "y", "severty": "warn"}], "terms": {"a": {"any": "b"}}}
    complaints = _complaints(bad, schema, schema)
    assert ".rule.0.severty unknown" in complaints
    assert ".pack lacks title" in complaints
    assert ".terms.a.any is no array" in complaints


def test_explain_tells_how_a_rule_matches_and_names_the_nearest() -> None:
    loaded = load(
        rule(
            '{ near = [{ phrase = "a" }, { phrase = "b" }], within = 3 }', more='when = { acts = ["boost"] }'
        )
    )
    one = Reviewer(loaded.packs)
    explanation = one.explain("a-rule")
    assert "within 3 words" in explanation.ways[0]
    assert explanation.when == "acts: boost"
    with pytest.raises(Exception, match="Did you mean “a-rule”"):
        one.explain("a-role")
