"""The reference pages of the shipped rules, one a rule, made from the packs themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outtray_rules.explain import page_of
from outtray_rules.pack import Example, Pack, Rule
from outtray_rules.wording import unfilled

_MOST_EXAMPLES = 5
_MOST_WAYS = 6
_INDEX = "README.md"
_MADE = "<!-- Made by `make reference`; change the pack, then run it again. -->\n\n"
_LANGUAGES = {"en": "English", "fr": "French"}


def pages(packs: Sequence[Pack]) -> dict[str, str]:
    """Every page by its path below the folder of the pages, the index included."""
    made = {_INDEX: _MADE + _index(packs)}
    for pack in packs:
        for rule in pack.rules:
            made[f"{pack.id}/{rule.id}.md"] = _MADE + _page(rule, pack)
    return made


def _index(packs: Sequence[Pack]) -> str:
    parts = ["# The rules that ship\n\nOne page a rule: what it says, on whose word, and what it finds.\n"]
    for pack in packs:
        spoken = ", ".join(_LANGUAGES.get(code, code) for code in pack.languages)
        parts.append(f"\n## {pack.title}\n`{pack.id}`, {spoken}\n\n| rule | | |\n|---|---|---|\n")
        for rule in pack.rules:
            parts.append(
                f"| [{rule.id}]({pack.id}/{rule.id}.md) | {rule.severity} | {_cell(rule.wording.title)} |\n"
            )
    return "".join(parts)


def _page(rule: Rule, pack: Pack) -> str:
    page = page_of(rule, pack)
    source = rule.source
    name = f"[{source.name}]({source.url})" if source.url else source.name
    lines = [
        f"# {rule.wording.title}",
        f"`{rule.id}` · **{rule.severity}** · {rule.category} · [{pack.title}](../{_INDEX})",
        "",
        f"> {unfilled(rule.wording.message)}",
        ">",
        f"> {unfilled(rule.wording.advice)}",
        "",
    ]
    for code, wording in rule.translations:
        lines += [
            f"{_LANGUAGES.get(code, code)}: **{wording.title}.** {unfilled(wording.message)} "
            f"{unfilled(wording.advice)}",
            "",
        ]
    lines += [
        f"- **Source:** {name}{f', {source.clause}' if source.clause else ''}",
    ]
    if len(page.ways) == 1:
        lines.append(f"- **Looks for:** {_plain(page.ways[0])}")
    else:
        lines.append("- **Looks for** any of:")
        lines += [f"  - {_plain(way)}" for way in page.ways[:_MOST_WAYS]]
        if len(page.ways) > _MOST_WAYS:
            lines.append(f"  - and {len(page.ways) - _MOST_WAYS} more ways of saying so")
    if page.unless:
        lines.append(f"- **Unless:** {_plain(page.unless)}")
    if page.when:
        lines.append(f"- **Only when:** {_plain(page.when)}")
    lines += [
        f"- **{change.split()[0].capitalize()}** {_plain(change.partition(' ')[2])}"
        for change in page.changes
    ]
    if rule.confidence < 1:
        lines.append(f"- **Confidence:** at most {rule.confidence:g}")
    if rule.replacement is not None:
        lines.append(f"- **Offers instead:** “{rule.replacement}”")
    for title, examples in (("It finds", rule.hits), ("It leaves alone", rule.misses)):
        lines += ["", f"## {title}", *_examples(examples)]
    return "\n".join(lines) + "\n"


def _examples(examples: Sequence[Example]) -> Iterable[str]:
    for example in examples[:_MOST_EXAMPLES]:
        text = " ".join(example.text.split())
        about = " ".join(f"`{key}`" for key in example.context)
        yield f"- {_plain(text) or '(no words)'}{f' (with {about})' if about else ''}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    for sign in ("\\", "*", "_", "<", "#", "["):
        text = text.replace(sign, f"\\{sign}")
    return text
