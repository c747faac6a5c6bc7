"""Which file is made from what; the test that compares them reads this, too."""

from __future__ import annotations

from generate import commands, completions, features, gallery, keys, licences, manual, settings
from outtray.config.policy import PolicyFile
from outtray.config.schema import schema_text as settings_schema_text
from outtray.config.settings import Settings
from outtray_rules import pages as rule_pages
from outtray_rules.library import load_packs, shipped_packs
from outtray_rules.schema import schema_text

RULES = "reference/rules"
"""A folder that holds nothing but made pages; those of rules that are gone are removed."""


def written() -> dict[str, str]:
    """Every generated file below ``docs``, by its path, with the text it must have."""
    return {
        "reference/commands.md": commands.page(),
        "reference/keys.md": keys.page(),
        "reference/settings.md": settings.page(),
        "reference/features.md": features.page(),
        "reference/headlines.md": gallery.page(),
        "reference/licences.md": licences.page(),
        "reference/pack.schema.json": schema_text(),
        "reference/settings.schema.json": settings_schema_text(Settings),
        "reference/policy.schema.json": settings_schema_text(PolicyFile),
        "shell/outtray.1": manual.page(),
        "shell/outtray.bash": completions.script("bash"),
        "shell/outtray.zsh": completions.script("zsh"),
        **{f"{RULES}/{name}": text for name, text in _rules().items()},
    }


def _rules() -> dict[str, str]:
    return rule_pages.pages(load_packs(shipped_packs()).packs)
