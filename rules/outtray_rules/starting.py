"""A pack to begin with: every part of one rule explained where it stands, sound as it is."""

from __future__ import annotations

import re

from outtray_rules.errors import RulesError

_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


class PackNameError(RulesError):
    """A pack cannot have this name."""


def starting_pack(name: str) -> str:
    """The text of a commented pack with this id. Raises PackNameError for what is no id."""
    if not _ID.fullmatch(name) or len(name) > 40:
        raise PackNameError(
            f"“{name}” cannot be the name of a pack.",
            "Use small letters, digits and hyphens, such as my-team.",
        )
    title = name.replace("-", " ").capitalize()
    return _PACK.replace("NAME", name).replace("TITLE", title)


_PACK = """\
# A rule pack for Outtray. Save it in the folder "packs" beside your settings and it is in use at once.
#   outtray rules lint FILE   quotes every mistake
#   outtray rules test FILE   runs the examples: every hit must hit, every miss must miss
# The whole format: docs/reference/packs.md

[pack]
id = "NAME"                       # stable for ever: other packs and your settings name it so
title = "TITLE"
languages = ["en"]                # of the words below; see [rule.fr] in the reference for a second one
version = "1"
extends = ["base"]                # its vocabularies can be used, such as base.insults

# A vocabulary: words and phrases that several rules can share. They are found whatever the capitals,
# accents, spaces or other disguises; a longer list can stand in a file: file = "words.txt"
[terms.NAME-projects]
any = ["Project Bluebird", "Bluebird"]
allow = ["bluebird box", "bluebird day"]       # nothing counts inside these phrases
fuzzy = 85                        # people misspell names: "Bluebrid" is found, ordinary words never are

[terms.NAME-timing]
any = ["launch", "launches", "announce", "announced", "next week", "deadline"]

[[rule]]
id = "NAME-project"               # stable for ever, never used for another rule
category = "confidential"         # outtray rules list --json shows those in use
severity = "warn"                 # note is shown; warn must be acknowledged; block needs a reason
title = "Speaks of a project before its day"
message = "“{match}” tells when a project begins that is not announced."   # {match} is what was found
advice = "Wait until it is public, or leave the date out."
source = { name = "Our own habits" }           # also clause = "…" and url = "https://…"
# Two vocabularies in one sentence, at most eight words apart.
match = { near = [ { terms = "NAME-projects" }, { terms = "NAME-timing" } ], within = 8 }
# Silent in a sentence that also says this.
unless = { phrase = ["as announced", "is out"] }
# Graver where many read it; “lower” and “when” take the same conditions.
raise = [ { when = { audience = { min = 10000 } }, to = "block" } ]
hits = [
  "Bluebird will launch on Tuesday!",
  { text = "We announce Project Bluebird next week", context = { audience = 20000 }, severity = "block" },
]
misses = [
  "A bluebird box is up at the office",
  "Bluebird launches today, as announced",
]

# A rule with a replacement: on the desk one key puts it in place of what was found.
[[rule]]
id = "NAME-word"
category = "tone"
severity = "note"
title = "A word we do not use"
message = "We write “use” where people write “{match}”."
advice = "Say it the short way."
source = { name = "Our own habits" }
match = { phrase = ["utilise", "utilize"] }
replacement = "use"
hits = ["Please utilise the new form"]
misses = ["Please use the new form"]
"""
