"""The shape of a pack file, key by key: what the loader checks, and ``schema`` turns into JSON Schema."""

from __future__ import annotations

from outtray_rules.finding import Severity
from outtray_rules.kinds.registry import MATCHER, MATCHER_REFERENCE
from outtray_rules.kinds.terms import VOCABULARY
from outtray_rules.pack import CATEGORIES
from outtray_rules.spec import ANYTHING, STRINGS, Flag, Key, ListOf, Moment, Named, Number, OneOf, Table, Text

_MESSAGE = "one sentence on what it is; {match}, {organisation} and {minister} are filled in"
SEVERITIES = tuple(severity.value for severity in Severity)
FIELDS = ("text", "content_warning", "poll", "media", "profile")
PLACEHOLDERS = ("match", "organisation", "minister")
LANGUAGE_CODES = ("en", "fr", "de", "es", "ga", "it", "mi", "nl", "pt", "cy")

_WHERE = Key(
    "where",
    Text(("text", "sentence")),
    "where words are looked for: the whole field, or the sentence of the find",
)
CONDITION = Table("a condition", (*(key for key in MATCHER.keys if key.name != "where"), _WHERE))


def _condition() -> Table:
    return CONDITION


CONDITION_REFERENCE = Named("condition", _condition)

_CHANGE = Table(
    "a change of severity",
    (
        Key("when", CONDITION_REFERENCE, "the condition", required=True),
        Key("to", Text(SEVERITIES), "the severity it becomes"),
        Key("by", Number(1, 2, whole=True), "by how many steps it changes"),
    ),
)

_EXAMPLE = OneOf(
    (
        Text(),
        Table(
            "an example",
            (
                Key("text", Text(blank=True), "the text", required=True),
                Key("lang", Text(LANGUAGE_CODES, open_choices=True), "its language"),
                Key("context", ANYTHING, "the context, as `--context` takes it"),
                Key("severity", Text(SEVERITIES), "the severity a hit must have"),
            ),
        ),
    )
)

_SOURCE = Table(
    "a source",
    (
        Key("name", Text(), "the document", required=True),
        Key("clause", Text(blank=True), "the clause; left out when nobody has read it"),
        Key("url", Text(blank=True), "where to read it"),
    ),
)

_WORDING = Table(
    "a translation",
    (
        Key("title", Text(), "a few words", required=True),
        Key(
            "message",
            Text(),
            _MESSAGE,
            required=True,
        ),
        Key("advice", Text(), "what to do", required=True),
    ),
)

RULE = Table(
    "a rule",
    (
        Key("id", Text(), "its name, stable for ever, never reused", required=True),
        Key("category", Text(CATEGORIES, open_choices=True), "what it is about", required=True),
        Key("severity", Text(SEVERITIES), "note, warn or block", required=True),
        Key("title", Text(), "a few words", required=True),
        Key(
            "message",
            Text(),
            _MESSAGE,
            required=True,
        ),
        Key("advice", Text(), "what to do", required=True),
        Key("source", _SOURCE, "where the rule comes from", required=True),
        Key("match", MATCHER_REFERENCE, "what it finds", required=True),
        Key(
            "unless",
            CONDITION_REFERENCE,
            'what excuses a find; looked for in its sentence unless where = "text"',
        ),
        Key("when", CONDITION_REFERENCE, "what must hold besides"),
        Key("raise", ListOf(_CHANGE), "when it weighs more"),
        Key("lower", ListOf(_CHANGE), "when it weighs less; never below note"),
        Key("hits", ListOf(_EXAMPLE), "texts it must find"),
        Key("misses", ListOf(_EXAMPLE), "texts it must leave alone"),
        Key("fields", ListOf(Text(FIELDS), least=1), "the parts of a draft it looks at; all unless said"),
        Key(
            "languages",
            ListOf(Text(LANGUAGE_CODES, open_choices=True), least=1),
            "the languages its words are in",
        ),
        Key(
            "sensitive",
            Flag(),
            "its find is never repeated; true by itself for pii, secret and security-marking",
        ),
        Key("confidence", Number(0, 1), "how far a find is to be believed, 1 unless said"),
        Key(
            "replacement",
            Text(blank=True),
            "what to put in place of the find, offered as one key on the desk",
        ),
        *(Key(code, _WORDING, f"title, message and advice in “{code}”") for code in LANGUAGE_CODES),
    ),
)

_LANGUAGES = ListOf(Text(LANGUAGE_CODES, open_choices=True), least=1)
_TITLE = Table("a translation", (Key("title", Text(), "what people call it", required=True),))
_PACK = Table(
    "the [pack] table",
    (
        Key("id", Text(), "the pack's name", required=True),
        Key("title", Text(), "what people call it", required=True),
        Key("languages", _LANGUAGES, "the languages of its words", required=True),
        Key("version", Text(), "such as 2026.11", required=True),
        Key("extends", ListOf(Text()), "packs it builds on"),
        Key("categories", ListOf(Text()), "categories of its own"),
        *(Key(code, _TITLE, f"the title in “{code}”") for code in LANGUAGE_CODES),
    ),
)

_ADJUST = Table(
    "an adjustment",
    (
        Key("id", Text(), "its name", required=True),
        Key("title", Text(), "why, in a few words", required=True),
        Key("when", CONDITION_REFERENCE, "the condition", required=True),
        Key("categories", STRINGS, "findings of these categories"),
        Key("rules", STRINGS, "findings of these rules"),
        Key("raise_by", Number(1, 2, whole=True), "raise by so many steps"),
        Key("raise_to", Text(SEVERITIES), "raise to this severity"),
        Key("lower_by", Number(1, 2, whole=True), "lower by so many steps"),
    ),
)

_WINDOW = Table(
    "a window",
    (
        Key(
            "name",
            Text(("election", "holiday"), open_choices=True),
            "what `calendar` conditions call it",
            required=True,
        ),
        Key("start", Moment(), "the first moment; a date begins at midnight", required=True),
        Key("end", Moment(), "the last moment; a date ends with its day", required=True),
        Key("what", Text(), "what it is"),
        Key("jurisdiction", Text(), "for whom; everybody unless said"),
    ),
)

PACK = Table(
    "a pack",
    (
        Key("pack", _PACK, "what this pack is", required=True),
        Key("terms", Table("vocabularies", (), others=VOCABULARY), "vocabularies by name"),
        Key(
            "matchers",
            Table("matchers", (), others=MATCHER_REFERENCE),
            "matchers by name, for rules to share",
        ),
        Key("rule", ListOf(RULE), "rules"),
        Key("adjust", ListOf(_ADJUST), "changes of severity for many rules at once"),
        Key("window", ListOf(_WINDOW), "dated windows, such as elections"),
    ),
)
