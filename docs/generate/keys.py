"""Every key by the place it works in, as a page, made from the same commands as footer, palette and help."""

from __future__ import annotations

from outtray.commands.catalogue import PLACES
from outtray.commands.command import display_key

_HEAD = """\
# Keys

The keys as they come; `?` shows those of the screen in front, `Ctrl+P` finds a command by its name.
The name at the right is what a setting or a report calls the command. `"reading.reply" = "A"` under `[keys]`
gives it another key, a list gives it several, `"none"` frees it; on the screen of settings a key is given by
pressing it. A key that another command of the same place has is refused, and both are named. With
`keys = "arrows"` under `[interface]` no letter moves.
"""


def page() -> str:
    """The page in Markdown, ended by a newline."""
    parts = [_HEAD]
    for place in PLACES:
        parts += [f"## {place.title}\n", "| key | what it does | command |\n|---|---|---|"]
        for command in place.commands:
            keys = " ".join(f"`{display_key(key)}`" for key in command.keys) or "–"
            sentence = command.help.replace("|", "\\|")
            parts.append(f"| {keys.replace('|', chr(92) + '|')} | {sentence} | `{command.id}` |")
        parts.append("")
    return "\n".join(parts)
