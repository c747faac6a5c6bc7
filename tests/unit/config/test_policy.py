"""An organisation's policy: what it clamps, how several merge, and that a mistaken one counts as no leave."""

from __future__ import annotations

import json
import os
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.acts.mode import Mode
from outtray.config.configuration import Configuration
from outtray.config.errors import PolicyUnusable
from outtray.config.governing import Governed, govern
from outtray.config.load import parse_settings
from outtray.config.locations import FIXED_POLICY, Locations, fixed_policy, locations
from outtray.config.policy import NO_POLICY, Policy, PolicyFile, parse_policy, read_policy
from outtray.config.schema import schema_of, schema_text
from outtray.config.settings import Hours, Settings
from outtray_rules.durations import format_duration

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"


def policy(folder: Path, text: str, *added: str) -> Policy:
    """The policy of these files: the first in the fixed place, the others added to it."""
    fixed = folder / "policy.toml"
    fixed.write_text(text, encoding="utf-8")
    more = []
    for number, one in enumerate(added):
        path = folder / f"added-{number}.toml"
        path.write_text(one, encoding="utf-8")
        more.append(path)
    return read_policy(fixed, more)


def settings(text: str = "") -> Settings:
    parsed, problems = parse_settings(text, Path("settings.toml"))
    assert problems == ()
    return parsed


# Clamping


def test_a_looser_wait_is_raised_and_the_clamp_says_where_and_why(tmp_path: Path) -> None:
    found = policy(tmp_path, '[policy]\nname = "Department of Works"\n\n[cooling]\nwarn = "30m"\n')
    governed = govern(settings('[cooling]\nwarn = "5m"\n'), found)
    assert governed.settings.cooling.warn == timedelta(minutes=30)
    [clamp] = governed.clamps_of("cooling.warn")
    assert (clamp.wanted, clamp.given) == ("5m", "30m")
    assert clamp.origin is not None
    assert (clamp.origin.name, clamp.origin.line) == ("Department of Works", 5)
    assert "cooling.warn: 30m holds instead of 5m (policy of Department of Works" in str(clamp)
    assert "policy.toml line 5)" in str(clamp)


def test_a_stricter_setting_stays_and_says_nothing(tmp_path: Path) -> None:
    governed = govern(settings('[cooling]\nwarn = "2h"\n'), policy(tmp_path, '[cooling]\nwarn = "30m"\n'))
    assert (governed.settings.cooling.warn, governed.clamps) == (timedelta(hours=2), ())


def test_no_maximum_cuts_a_wait_of_the_policy(tmp_path: Path) -> None:
    governed = govern(settings('[cooling]\nmax = "1m"\n'), policy(tmp_path, '[cooling]\nblock = "12h"\n'))
    assert governed.settings.cooling.max == timedelta(hours=12)
    assert governed.clamps_of("cooling.max")


def test_quiet_hours_of_the_policy_come_on_top_of_the_users_own(tmp_path: Path) -> None:
    own = settings('[cooling]\nquiet_hours = { from = "12:00", to = "13:00" }\n')
    governed = govern(own, policy(tmp_path, '[cooling]\nquiet_hours = { from = "20:00", to = "08:00" }\n'))
    assert governed.quiet_hours == (Hours(time(12), time(13)), Hours(time(20), time(8)))
    assert "12:00–13:00 and 20:00–08:00" in str(governed.clamps_of("cooling.quiet_hours")[0])


def test_a_checked_act_can_be_made_stricter_by_anybody_and_looser_by_a_policy_alone(tmp_path: Path) -> None:
    wish = settings('[modes]\nfollow = "immediate"\nvote = "immediate"\npin = "hold"\n')
    alone = govern(wish, NO_POLICY).settings.modes
    assert (alone.follow, alone.vote, alone.pin) == (Mode.CHECK, Mode.CHECK, Mode.HOLD)
    [clamp] = govern(wish, NO_POLICY).clamps_of("modes.vote")
    assert "needs a policy that allows it" in str(clamp)
    allowed = policy(tmp_path, '[modes]\nfollow = "immediate"\nfavourite = "hold"\n')
    modes = govern(wish, allowed).settings.modes
    assert (modes.follow, modes.vote, modes.favourite) == (Mode.IMMEDIATE, Mode.CHECK, Mode.HOLD)


def test_required_packs_are_added_to_chosen_ones_and_to_those_of_the_jurisdiction(tmp_path: Path) -> None:
    found = policy(tmp_path, '[rules]\npacks = ["uk-civil-service"]\n')
    chosen = govern(settings('[rules]\npacks = ["everyone"]\n'), found).settings.rules.packs
    assert chosen == ("everyone", "uk-civil-service")
    by_country = govern(settings('[profile]\njurisdiction = "ca"\n'), found).settings.rules.packs
    assert by_country == ("base", "ca-federal", "uk-civil-service")


def test_a_locked_rule_is_not_muted_switched_off_or_softened(tmp_path: Path) -> None:
    wish = settings(
        '[rules]\noff = ["shouting", "tone"]\nseverity = { shouting = "note", swearing = "block" }\n'
        '[[rules.mute]]\nrule = "shouting"\nuntil = 2027-01-01\nreason = "a week of football"\n'
    )
    governed = govern(wish, policy(tmp_path, '[rules]\nlocked = ["shouting", "swearing"]\n'))
    rules = governed.settings.rules
    assert (rules.off, rules.mute, rules.severity) == (("tone",), (), {"swearing": "block"})
    assert {clamp.setting for clamp in governed.clamps} == {"rules.off", "rules.mute", "rules.severity"}
    assert governed.is_locked("shouting")
    assert not governed.is_locked("tone")


def test_all_rules_can_be_locked_at_once(tmp_path: Path) -> None:
    governed = govern(settings('[rules]\noff = ["tone"]\n'), policy(tmp_path, '[rules]\nlocked = ["*"]\n'))
    assert governed.settings.rules.off == ()
    assert governed.is_locked("anything")


def test_mutes_and_overrides_can_be_forbidden(tmp_path: Path) -> None:
    wish = settings('[rules]\noff = ["tone"]\n[[rules.mute]]\nrule = "x"\nuntil = 2027-01-01\nreason = "y"\n')
    governed = govern(wish, policy(tmp_path, "[rules]\nmutes = false\noverrides = false\n"))
    assert (governed.settings.rules.off, governed.settings.rules.mute) == ((), ())
    assert (governed.overrides, governed.mutes) == (False, False)
    assert governed.clamps_of("rules.overrides")


def test_the_journal_stays_on_and_long_enough(tmp_path: Path) -> None:
    wish = settings('[journal]\nenabled = false\nkeep = "90d"\nkeep_words = "60d"\n')
    governed = govern(wish, policy(tmp_path, '[journal]\nmay_be_off = false\nkeep_at_least = "2y"\n'))
    journal = governed.settings.journal
    assert (journal.enabled, journal.keep, journal.keep_words) == (
        True,
        timedelta(days=730),
        timedelta(days=730),
    )
    assert govern(settings(), policy(tmp_path, '[journal]\nkeep_at_least = "2y"\n')).clamps == ()


def test_in_practice_the_waits_of_a_policy_do_not_count_and_everything_else_does(tmp_path: Path) -> None:
    found = policy(tmp_path, '[cooling]\nbase = "1h"\n[rules]\noverrides = false\n')
    governed = govern(Settings(), found, practice=True)
    assert governed.settings.cooling.base == timedelta(minutes=2)
    assert governed.overrides is False


# Several files


def test_several_policies_merge_to_the_strictest(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        '[cooling]\nbase = "5m"\nwarn = "1h"\nready_window = "12h"\n[rules]\noverrides = true\n',
        '[cooling]\nbase = "10m"\nwarn = "20m"\nready_window = "24h"\n[rules]\noverrides = false\n',
    )
    governed = govern(Settings(), found)
    cooling = governed.settings.cooling
    assert (cooling.base, cooling.warn, cooling.ready_window) == (
        timedelta(minutes=10),
        timedelta(hours=1),
        timedelta(hours=12),
    )
    assert governed.overrides is False


def test_a_policy_somebody_adds_for_themselves_loosens_nothing(tmp_path: Path) -> None:
    wish = settings('[modes]\nfollow = "immediate"\n')
    found = policy(tmp_path, "", '[modes]\nfollow = "immediate"\n[rules]\noverrides = true\n')
    assert govern(wish, found).settings.modes.follow is Mode.CHECK
    both = policy(tmp_path, '[modes]\nfollow = "immediate"\n', '[modes]\nfollow = "immediate"\n')
    assert govern(wish, both).settings.modes.follow is Mode.IMMEDIATE


def test_nor_does_it_where_the_organisation_has_set_none(tmp_path: Path) -> None:
    added = tmp_path / "mine.toml"
    added.write_text('[modes]\nfollow = "immediate"\nvote = "hold"\n', encoding="utf-8")
    wish = settings('[modes]\nfollow = "immediate"\n')
    governed = govern(wish, read_policy(tmp_path / "absent.toml", [added]))
    assert governed.settings.modes.follow is Mode.CHECK
    assert governed.settings.modes.vote is Mode.HOLD
    assert "needs a policy that allows it" in str(governed.clamps_of("modes.follow")[0])


def test_the_environment_adds_files_and_moves_none() -> None:
    environment = {"OUTTRAY_POLICY": os.pathsep.join(["/a/p.toml", "/b/q.toml"]), "XDG_CONFIG_DIRS": "/mine"}
    for practice in (False, True):
        places = locations({**environment, "OUTTRAY_HOME": "/home/x"}, practice=practice)
        assert places.policy == FIXED_POLICY
        assert places.added_policies == (Path("/a/p.toml"), Path("/b/q.toml"))
    assert fixed_policy("linux") == Path("/etc/outtray/policy.toml")
    assert fixed_policy("darwin") == Path("/Library/Application Support/outtray/policy.toml")
    assert locations({}).added_policies == ()


# A mistaken policy


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ('[cooling]\nwran = "1h"\n', 2, 1, "did you mean “warn”?"),
        ("[cooling]\nwarn = 30\n", 2, 1, 'such as "90s"'),
        ('[cooling]\nwarn = "soon"\n', 2, 1, "“soon” is not a duration"),
        ('[modes]\nfollow = "holdd"\n', 2, 1, "did you mean “hold”?"),
        ('[rules]\noverrides = "no"\n', 2, 1, "expected true or false without quotes, found a text"),
        ('[rules]\nlocked = "tone"\n', 2, 1, "expected a list in square brackets"),
        ("[rules]\nlocked = [1]\n", 2, 11, "expected a text in quotes, found a number"),
        ("[cooling\n", 1, 9, "not valid TOML"),
        ('[cooling]\nquiet_hours = { from = "9", to = "10:00" }\n', 2, 17, "expected a time of day"),
        ('[cooling]\nquiet_hours = { from = "09:00" }\n', 2, 1, "misses to"),
        ('[cooling]\nquiet_hours = { from = "09:00", to = "09:00" }\n', 2, 1, "says nothing"),
        ('cooling = "1h"\n', 1, 1, "expected a table"),
        ('[colling]\nbase = "1h"\n', 1, 1, "did you mean “cooling”?"),
    ],
)
def test_a_mistake_is_quoted_with_its_line_its_column_and_what_was_expected(
    tmp_path: Path, text: str, line: int, column: int, expected: str
) -> None:
    found = policy(tmp_path, text)
    [problem] = found.problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.source_line == text.splitlines()[line - 1]
    assert expected in str(problem)
    with pytest.raises(PolicyUnusable) as caught:
        found.require_sound()
    assert problem.source_line in str(caught.value)


def test_whom_to_ask_is_said(tmp_path: Path) -> None:
    found = policy(tmp_path, '[policy]\ncontact = "desk@works.example"\n[cooling]\nbase = 5\n')
    with pytest.raises(PolicyUnusable, match=r"Ask desk@works\.example to mend it"):
        found.require_sound()


def test_every_mistake_of_every_file_is_told(tmp_path: Path) -> None:
    found = policy(tmp_path, "[cooling]\nbase = 5\nwarn = 6\n", "[rules]\nmutes = 1\n")
    assert [problem.line for problem in found.problems] == [2, 3, 2]


def test_an_added_policy_that_is_not_there_makes_it_unusable_and_a_missing_fixed_one_does_not(
    tmp_path: Path,
) -> None:
    assert read_policy(tmp_path / "absent.toml") == NO_POLICY
    with pytest.raises(PolicyUnusable, match=r"absent\.toml"):
        read_policy(tmp_path / "absent.toml", [tmp_path / "absent.toml"]).require_sound()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * 1_000_001])
def test_a_policy_that_is_no_text_or_far_too_long_is_unusable(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(content)
    with pytest.raises(PolicyUnusable):
        read_policy(path).require_sound()


def test_a_directory_in_the_place_of_a_policy_makes_it_unusable(tmp_path: Path) -> None:
    with pytest.raises(PolicyUnusable):
        read_policy(tmp_path).require_sound()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120))
def test_no_text_crashes_the_reader_or_reaches_the_terminal_raw(text: str) -> None:
    parsed, problems, _reader = parse_policy(text, Path("policy.toml"))
    assert isinstance(parsed, PolicyFile)
    assert not any("\x1b" in str(problem) for problem in problems)


_waits = st.sampled_from(["10s", "90s", "5m", "1h", "2d"])
_NAMES = ("base", "warn", "block", "reply", "boost", "edit")


@given(
    st.lists(st.dictionaries(st.sampled_from(_NAMES), _waits), min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(_NAMES), _waits),
)
def test_no_setting_is_ever_looser_than_any_policy(
    policies: list[dict[str, str]], own: dict[str, str]
) -> None:
    texts = ["[cooling]\n" + "".join(f'{k} = "{v}"\n' for k, v in one.items()) for one in policies]
    parsed = [parse_policy(text, Path("p.toml"))[0] for text in texts]
    wish = settings("[cooling]\n" + "".join(f'{k} = "{v}"\n' for k, v in own.items()))
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        governed = govern(wish, policy(Path(folder), texts[0], *texts[1:]))
    for name in _NAMES:
        held = getattr(governed.settings.cooling, name)
        asked = [getattr(one.cooling, name) for one in parsed]
        assert held == max(value for value in (getattr(wish.cooling, name), *asked) if value is not None)
        assert bool(governed.clamps_of(f"cooling.{name}")) is (held > getattr(wish.cooling, name))


# The settings in force


def places(folder: Path) -> Locations:
    return Locations(folder / "c", folder / "d", folder / "e", practice=False, policy=folder / "policy.toml")


def test_a_policy_that_comes_while_the_program_runs_counts_at_the_next_release(tmp_path: Path) -> None:
    config = Configuration(places(tmp_path))
    assert config.ruling().overrides is True
    (tmp_path / "policy.toml").write_text("[rules]\noverrides = false\n", encoding="utf-8")
    before = config.version
    assert config.ruling().overrides is False
    assert config.version == before + 1
    (tmp_path / "policy.toml").write_text("[rules]\noverides = false\n", encoding="utf-8")
    with pytest.raises(PolicyUnusable, match="overrides"):
        config.ruling()


def test_a_saved_setting_holds_at_once_with_its_comments_and_is_clamped_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[cooling]\nbase = "10m"\n', encoding="utf-8")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "settings.toml").write_text("# mine\n[cooling]\n", encoding="utf-8")
    config = Configuration(places(tmp_path))
    held = config.save({"cooling": {"base": "1m", "warn": "3h"}})
    assert (held.cooling.base, held.cooling.warn) == (timedelta(minutes=10), timedelta(hours=3))
    assert config.own.cooling.base == timedelta(minutes=1)
    assert "# mine" in (tmp_path / "c" / "settings.toml").read_text(encoding="utf-8")
    assert config.save({"cooling": {"warn": None}}).cooling.warn == timedelta(minutes=15)


def test_reading_again_says_whether_anything_else_holds(tmp_path: Path) -> None:
    config = Configuration(places(tmp_path))
    assert config.reload() is False
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "settings.toml").write_text('[interface]\ntheme = "foolscap"\n', encoding="utf-8")
    assert (config.reload(), config.settings.interface.theme) == (True, "foolscap")


def test_what_is_saved_elsewhere_is_taken_once(tmp_path: Path) -> None:
    config = Configuration(places(tmp_path))
    assert config.refresh() is False
    (tmp_path / "policy.toml").write_text('[cooling]\nbase = "10m"\n', encoding="utf-8")
    assert [config.refresh(), config.refresh()] == [True, False]
    assert config.settings.cooling.base == timedelta(minutes=10)
    (tmp_path / "policy.toml").unlink()
    assert config.refresh() is True
    assert config.settings.cooling.base == timedelta(minutes=2)


def test_what_holds_is_a_plain_value(tmp_path: Path) -> None:
    found = policy(tmp_path, '[cooling]\nbase = "10m"\n')
    assert govern(Settings(), found) == govern(Settings(), found)
    assert isinstance(govern(Settings(), found), Governed)


# Everything that can be set, and its schema


def test_every_setting_of_the_design_is_read_with_its_shape() -> None:
    read = settings(
        """
        [profile]
        work_days = ["mon", "tue"]
        [rules]
        off = ["a-rule"]
        severity = { b-rule = "block" }
        [[rules.words]]
        any = ["Bluebell"]
        severity = "block"
        why = "A code name."
        [[rules.watch]]
        text = "The minister will say"
        likeness = 90
        [calendar]
        election = [["2026-08-07", 2026-11-07]]
        holiday = [[2026-12-24, 2026-12-31]]
        [interface]
        notify = "osc777"
        bell = false
        [journal]
        keep = "7y"
        keep_words = "1y"
        keep_drafts = true
        """
    )
    assert read.rules.severity == {"b-rule": "block"}
    assert (read.rules.words[0].any, read.rules.watch[0].likeness) == (("Bluebell",), 90)
    assert read.calendar.election[0][1] == datetime(2026, 11, 7).date()
    assert (read.journal.keep, read.interface.notify) == (timedelta(days=7 * 365), "osc777")


@pytest.mark.parametrize(
    ("text", "where", "expected"),
    [
        ('[[rules.words]]\nseverity = "warn"\n', "rules.words[0]", "misses any"),
        ('[[rules.watch]]\ntext = "x"\nlikeness = 101\n', "rules.watch[0].likeness", "from 50 to 100"),
        ('[[rules.watch]]\ntext = "x"\nlikenes = 90\n', "rules.watch[0].likenes", "did you mean “likeness”?"),
        ('[rules]\nseverity = { x = "grave" }\n', "rules.severity.x", 'expected one of "note"'),
        ('[calendar]\nelection = [["2026-08-07"]]\n', "calendar.election[0]", "expected 2 values, found 1"),
        ('[calendar]\nelection = [["2026-08-07", "2026-07-01"]]\n', "calendar.election[0]", "ends before"),
        ('[calendar]\nelection = [["soon", "2026-07-01"]]\n', "calendar.election[0][0]", "expected a date"),
        ('[profile]\nwork_days = ["monday"]\n', "profile.work_days[0]", "expected one of"),
        ('[cooling]\nwarn = "2y"\n', "cooling.warn", "longer than a year"),
    ],
)
def test_a_mistake_in_a_list_or_table_is_placed_exactly(text: str, where: str, expected: str) -> None:
    _settings, problems = parse_settings(text, Path("settings.toml"))
    assert [expected in str(problem) and f"{where}:" in str(problem) for problem in problems] == [True]


@pytest.mark.parametrize(("whole", "name"), [(Settings, "settings"), (PolicyFile, "policy")])
def test_the_published_schema_is_that_of_the_program(whole: type[Settings], name: str) -> None:
    published = (REFERENCE / f"{name}.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(whole), f"python -m outtray.config.schema {name} > docs/reference/{name}…"


def test_the_schema_has_every_key_of_the_reader_with_a_description() -> None:
    schema = schema_of(Settings)
    lost = [
        f"{section}.{key}"
        for section, table in schema["properties"].items()
        for key, made in table.get("properties", {"": table}).items()
        if "description" not in made
    ]
    assert lost == []
    assert json.loads(json.dumps(schema)) == schema
    assert schema["properties"]["cooling"]["properties"]["warn"]["default"] == format_duration(
        timedelta(minutes=15)
    )


def test_a_pipe_in_the_place_of_a_policy_makes_it_unusable_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    os.mkfifo(path)
    with pytest.raises(PolicyUnusable, match="is not a file"):
        read_policy(path).require_sound()


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_no_policy(tmp_path: Path, device: str) -> None:
    path = tmp_path / "policy.toml"
    path.symlink_to(device)
    with pytest.raises(PolicyUnusable):
        read_policy(path).require_sound()
