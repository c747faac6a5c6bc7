"""What one account has for itself: over what holds for all, and under the policy like everything else."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from outtray.config.configuration import Configuration
from outtray.config.load import parse_settings
from outtray.config.locations import Locations, locations
from outtray.config.settings import Hours, as_account

FILE = """\
[profile]
jurisdiction = "ca"
organisation = "Works"

[posting]
visibility = "unlisted"
language = "en"

[accounts."Clerk@harbour.example"]
colour = 3
visibility = "private"
quiet_hours = { from = "18:00", to = "08:00" }

[accounts."union@elsewhere.example"]
language = "fr"
packs = ["everyone"]

[accounts."union@elsewhere.example".profile]
jurisdiction = "everyone"
"""


def configuration(folder: Path, file: str, policy: str = "") -> Configuration:
    """The settings of this file under this policy."""
    (folder / "policy.toml").write_text(policy, encoding="utf-8")
    environment = {"OUTTRAY_HOME": str(folder), "OUTTRAY_POLICY": str(folder / "policy.toml")}
    places: Locations = locations(environment)
    places.make()
    places.settings_file.write_text(file, encoding="utf-8")
    return Configuration(places)


@pytest.mark.feature("accounts.own-settings")
def test_each_account_has_its_own_settings_over_those_for_all(tmp_path: Path) -> None:
    config = configuration(tmp_path, FILE)
    assert config.problems == ()
    clerk = config.governed_for("clerk@harbour.example")
    assert clerk.settings.posting.visibility == "private"
    assert clerk.settings.posting.language == "en", "what it does not name is as for all"
    assert clerk.quiet_hours == (Hours(time(18), time(8)),)
    assert config.colour_of("@clerk@HARBOUR.example") == 2
    union = config.governed_for("union@elsewhere.example").settings
    assert (union.posting.visibility, union.posting.language) == ("unlisted", "fr")
    assert union.rules.packs == ("everyone",)
    assert (union.profile.jurisdiction, union.profile.organisation) == ("everyone", ""), "as a whole"
    assert config.colour_of("union@elsewhere.example") is None
    nobody = config.governed_for("else@elsewhere.example")
    assert nobody is config.governed
    assert not config.has_own("else@elsewhere.example")


def test_a_policy_narrows_what_one_account_has_as_well(tmp_path: Path) -> None:
    policy = '[cooling]\nquiet_hours = { from = "22:00", to = "06:00" }\n[rules]\npacks = ["ca-federal"]\n'
    config = configuration(tmp_path, FILE, policy)
    union = config.governed_for("union@elsewhere.example")
    assert set(union.settings.rules.packs) == {"everyone", "ca-federal"}
    assert [clamp.setting for clamp in union.clamps_of("rules.packs")] == ["rules.packs"]
    clerk = config.governed_for("clerk@harbour.example")
    assert clerk.quiet_hours == (Hours(time(18), time(8)), Hours(time(22), time(6)))


def test_what_is_saved_counts_at_once(tmp_path: Path) -> None:
    config = configuration(tmp_path, FILE)
    assert config.governed_for("clerk@harbour.example").settings.posting.visibility == "private"
    before = config.version
    config.save({"accounts": {"Clerk@harbour.example": {"visibility": "direct"}}})
    assert config.governed_for("clerk@harbour.example").settings.posting.visibility == "direct"
    assert config.version > before
    assert config.colour_of("clerk@harbour.example") is None


def test_a_mistake_of_one_account_is_named_and_takes_nothing_else_with_it() -> None:
    text = """
[accounts."clerk@harbour.example"]
colour = 9
visibility = "everybody"
quiet_hours = { from = "18:00", to = "08:00" }
colur = 1
[accounts."a@b.example"]
quiet_hours = { from = "18:00", to = "18:00" }
[accounts]
plain = 3
"""
    settings, problems = parse_settings(text, Path("settings.toml"))
    told = [str(problem) for problem in problems]
    assert len(told) == 5
    for number, words in enumerate(
        ("from 0 to 6", "expected one of", "did you mean “colour”", "expected a table", "says nothing")
    ):
        assert words in told[number], told
    assert as_account(settings, "clerk@harbour.example").cooling.quiet_hours == Hours(time(18), time(8))
    assert as_account(settings, "a@b.example").cooling.quiet_hours is None
