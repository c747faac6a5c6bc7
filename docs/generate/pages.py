"""Which file is made from what; the test that compares them reads this, too."""

from __future__ import annotations

from generate import commands, completions, gallery, keys, licences, manual, settings
from outtray_rules.schema import schema_text


def written() -> dict[str, str]:
    """Every generated file below ``docs``, by its path, with the text it must have."""
    return {
        "reference/commands.md": commands.page(),
        "reference/keys.md": keys.page(),
        "reference/settings.md": settings.page(),
        "reference/headlines.md": gallery.page(),
        "reference/licences.md": licences.page(),
        "reference/pack.schema.json": schema_text(),
        "shell/outtray.1": manual.page(),
        "shell/outtray.bash": completions.script("bash"),
        "shell/outtray.zsh": completions.script("zsh"),
    }
