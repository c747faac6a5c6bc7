"""Which packs there are, and loading some of them together with everything they build on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outtray_rules.document import Document, open_document
from outtray_rules.errors import Problem, nearest
from outtray_rules.loader import PackReader
from outtray_rules.pack import Pack

SHIPPED = Path(__file__).parent / "packs"
"""Where the packs that ship are."""

_BY_JURISDICTION = {
    "ca": "ca-federal",
    "uk": "uk-civil-service",
    "gb": "uk-civil-service",
    "us": "us-federal",
    "au": "au-aps",
    "nz": "nz-public-service",
    "eu": "eu-institutions",
    "ie": "ie-civil-service",
    "everyone": "everyone",
}
JURISDICTIONS = ("any", "au", "ca", "eu", "everyone", "ie", "nz", "uk", "us")
"""What ``--as`` takes."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading: the sound packs, each after those it extends, and every problem found."""

    packs: tuple[Pack, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept a pack out."""
        return tuple(problem for problem in self.problems if problem.is_error)


def packs_for(jurisdiction: str) -> tuple[str, ...]:
    """The packs for a jurisdiction (``ca``, ``uk`` …); for any other, the base alone."""
    pack = _BY_JURISDICTION.get(jurisdiction.strip().casefold())
    if pack is None or not _file(SHIPPED, pack):
        return ("base",)
    return ("base", pack)


def shipped_packs() -> tuple[str, ...]:
    """The ids of all packs that ship."""
    return tuple(sorted(_files(SHIPPED)))


def load_packs(ids: Sequence[str], extra_dirs: Sequence[Path] = ()) -> Loaded:
    """Load packs by id, with every pack they extend; and all packs of ``extra_dirs``, the user's own.

    Never raises for a bad pack: it is left out, and its problems say why. A user's pack cannot take
    the id of another.
    """
    return _Loading(extra_dirs).load(ids)


def load_files(paths: Sequence[Path], extra_dirs: Sequence[Path] = ()) -> Loaded:
    """Load pack files wherever they are, with the shipped packs they extend: for linting and testing."""
    return _Loading(extra_dirs).load([], paths)


def _file(directory: Path, pack: str) -> Path | None:
    for path in (directory / f"{pack}.toml", directory / pack / "pack.toml"):
        if path.is_file():
            return path
    return None


def _files(directory: Path) -> dict[str, Path]:
    if not directory.is_dir():
        return {}
    found = {path.stem: path for path in sorted(directory.glob("*.toml"))}
    found.update({path.parent.name: path for path in sorted(directory.glob("*/pack.toml"))})
    return found


class _Loading:
    """One load: documents by id, packs in the order in which they may build on each other."""

    def __init__(self, extra_dirs: Sequence[Path]) -> None:
        self._shipped = _files(SHIPPED)
        self._extra = [path for directory in extra_dirs for path in _files(directory).values()]
        self._documents: dict[str, Document] = {}
        self._packs: dict[str, Pack] = {}
        self._failed: set[str] = set()
        self._problems: list[Problem] = []

    def load(self, ids: Sequence[str], paths: Sequence[Path] = ()) -> Loaded:
        """Load everything asked for."""
        wanted: list[str] = []
        for path in dict.fromkeys(path.resolve() for path in (*self._extra, *paths)):
            shipped = path.resolve().is_relative_to(SHIPPED.resolve())
            name = self._open(path, shipped)
            if name is not None:
                wanted.append(name)
        for pack in (*ids, *wanted):
            self._require(pack, ())
        self._check_across()
        return Loaded(tuple(self._packs.values()), tuple(self._problems))

    def _open(self, path: Path, shipped: bool) -> str | None:
        document, problems = open_document(path, shipped)
        self._problems.extend(problems)
        if document is None:
            return None
        if document.id in self._documents or (not shipped and document.id in self._shipped):
            document.complain(
                ("pack", "id"), f"there is a pack “{document.id}” already; give this one another id"
            )
            self._problems.extend(document.problems)
            return None
        self._documents[document.id] = document
        return document.id

    def _require(self, name: str, path: tuple[str, ...]) -> Pack | None:
        if name in self._packs or name in self._failed:
            return self._packs.get(name)
        if name not in self._documents:
            if name not in self._shipped:
                self._failed.add(name)
                self._problems.append(
                    Problem(
                        name,
                        0,
                        0,
                        "",
                        f"there is no pack “{name}”",
                        nearest(name, [*self._shipped, *self._documents]),
                    )
                )
                return None
            if self._open(self._shipped[name], True) != name:
                self._failed.add(name)
                return None
        document = self._documents[name]
        bases = self._bases(document, (*path, name))
        pack = PackReader(document, bases).read()
        self._problems.extend(document.problems)
        if pack is None:
            self._failed.add(name)
            return None
        self._packs[name] = pack
        return pack

    def _bases(self, document: Document, path: tuple[str, ...]) -> list[Pack]:
        bases: dict[str, Pack] = {}
        for index, name in enumerate(document.extends):
            place = ("pack", "extends", index)
            if name in path:
                document.complain(place, f"“{name}” and this pack build on each other")
                continue
            if name not in self._documents and name not in self._shipped:
                document.complain(
                    place, f"there is no pack “{name}”", nearest(name, [*self._shipped, *self._documents])
                )
                continue
            base = self._require(name, path)
            if base is None:
                document.complain(
                    place, f"the pack “{name}” has errors of its own, so nothing can build on it"
                )
                continue
            for further in (*(self._packs[one] for one in _reach(base, self._packs)), base):
                bases[further.id] = further
        return list(bases.values())

    def _check_across(self) -> None:
        owners: dict[str, str] = {}
        for pack in list(self._packs.values()):
            clash = next((rule.id for rule in pack.rules if rule.id in owners), None)
            if clash is None:
                owners.update({rule.id: pack.id for rule in pack.rules})
                continue
            document = self._documents[pack.id]
            before = len(document.problems)
            index = next(number for number, rule in enumerate(pack.rules) if rule.id == clash)
            document.complain(
                ("rule", index, "id"), f"there is a rule “{clash}” in the pack “{owners[clash]}” already"
            )
            self._problems.extend(document.problems[before:])
            del self._packs[pack.id]


def _reach(pack: Pack, packs: dict[str, Pack]) -> list[str]:
    found: list[str] = []
    for name in pack.extends:
        if name in packs and name not in found:
            found.extend(one for one in _reach(packs[name], packs) if one not in found)
            found.append(name)
    return found
