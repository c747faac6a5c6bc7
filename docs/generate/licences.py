"""What Outtray stands on: every package that is installed with it, with its licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import metadata, requires
from importlib.resources import files

from packaging.requirements import Requirement

_HEAD = """\
# Licences

Outtray itself is free software under the GNU General Public License, version 3 or later. These packages are
installed with it on Linux; the ones that it names itself are marked.

| package | licence | named by Outtray |
|---|---|---|
"""


_WORDS = """
## Word lists

Two lists of ordinary words come with the rules, which ask only whether a word is one. Every other vocabulary,
pack and table of the program is its own work.

"""


_EXTRAS = ("pillow", "textual-image")
"""What `outtray[pictures]` adds."""

_SYSTEM = {"python_version": "3.11", "python_full_version": "3.11.0", "sys_platform": "linux", "extra": ""}
"""The page is about one system, so that it is the same wherever it is made."""


def page() -> str:
    """The page in Markdown, ended by a newline."""
    own = {_plain(name) for name in _needs("outtray")}
    rows = []
    for name in sorted(_everything("outtray"), key=str.lower):
        mark = "yes" if _plain(name) in own else ""
        rows.append(f"| {name} | {_licence(name)} | {mark} |\n")
    more = " and ".join(f"{name} ({_licence(name)})" for name in _EXTRAS)
    optional = f"\nFor pictures in the terminal, `outtray[pictures]` adds {more}.\n"
    return _HEAD + "".join(rows) + optional + _WORDS + _word_lists()


def _word_lists() -> str:
    """Where the word lists come from, as the file beside them says, under headings of this page."""
    told = (files("outtray_rules") / "words" / "SOURCES.md").read_text("utf-8")
    _title, table, lists = told.partition("| file |")
    return (table + lists).replace("## ", "### ")


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needs(name: str) -> Iterator[str]:
    for line in requires(name) or ():
        need = Requirement(line)
        if need.marker is None or need.marker.evaluate(dict(_SYSTEM)):
            yield need.name


def _everything(top: str) -> set[str]:
    found: dict[str, str] = {}
    waiting = list(_needs(top))
    while waiting:
        name = waiting.pop()
        if _plain(name) not in found:
            found[_plain(name)] = metadata(name)["Name"]
            waiting += _needs(name)
    return set(found.values())


def _licence(name: str) -> str:
    data = metadata(name)
    if "License-Expression" in data:
        return data["License-Expression"]
    classifiers = [
        line.rpartition(" :: ")[2].replace(" License", "")
        for line in data.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    if classifiers:
        return ", ".join(classifiers)
    lines = data["License"].strip().splitlines() if "License" in data else []
    return lines[0] if lines else "see the package"
