"""Packs loaded and compiled once, and kept on disk for the next start.

The file is named for everything that went into it: the contents of every pack and list, the engine's own
modules and the Python that runs them. It is a pickle, because nothing else rebuilds thousands of small
objects in the time a start can spare, and it is read as carefully as that asks for: only from a directory
and a file that nobody else can write, only when its digest is right, and by an unpickler that knows the
classes of this library and nothing that could run a command. Whatever does not fit is compiled anew.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from outtray_rules.errors import Problem
from outtray_rules.library import SHIPPED, Loaded, load_packs
from outtray_rules.program import Program, compile_packs

_MAGIC = b"outtray rules 1\n"
_KEPT = 4
"""So many files stay: for the packs in use, and for those of the command line's last questions."""
_MOST_FILES = 2_000
_PLAIN = {
    ("builtins", "set"),
    ("datetime", "date"),
    ("datetime", "datetime"),
    ("datetime", "time"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("pathlib", "PosixPath"),
    ("pathlib", "WindowsPath"),
}
_MISFIT = (
    pickle.UnpicklingError,
    AttributeError,
    EOFError,
    ImportError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)
_ENGINE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Compiled:
    """The sound packs, compiled for one reviewer, and every problem found while loading."""

    program: Program
    problems: tuple[Problem, ...]
    from_cache: bool = False

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that kept a pack out."""
        return tuple(problem for problem in self.problems if problem.is_error)


@dataclass(frozen=True, slots=True)
class Changed:
    """What is changed about packs after loading; ``key`` must differ whenever the outcome could."""

    key: bytes
    apply: Callable[[Loaded], Loaded]


def load_compiled(
    ids: Sequence[str],
    extra_dirs: Sequence[Path] = (),
    cache: Path | None = None,
    changed: Changed | None = None,
) -> Compiled:
    """Load packs as ``load_packs`` does and compile them; out of ``cache``, a directory, when they are there.

    Never raises for a bad pack or a bad cache. Packs with errors are left out, and nothing is kept then.
    """
    with _undisturbed():
        file = _file(cache, ids, extra_dirs, changed) if cache is not None else None
        if file is not None:
            kept = _read(file)
            if kept is not None:
                return kept
        loaded = load_packs(ids, extra_dirs)
        if changed is not None:
            loaded = changed.apply(loaded)
        made = compile_loaded(loaded)
        if file is not None and not made.errors:
            _write(file, made)
        return made


def compile_loaded(loaded: Loaded) -> Compiled:
    """Compile what was loaded."""
    with _undisturbed():
        return Compiled(compile_packs(loaded.packs), loaded.problems)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would walk over every new object again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _file(
    cache: Path, ids: Sequence[str], extra_dirs: Sequence[Path], changed: Changed | None
) -> Path | None:
    """Where these packs are kept, by a digest of all they are made from; None when that is too much."""
    digest = hashlib.sha256("\n".join((sys.version, *ids)).encode())
    digest.update(b"\0" + (changed.key if changed is not None else b"") + b"\0")
    for module in sorted(_ENGINE.rglob("*.py")):
        about = module.stat()
        digest.update(f"{module.relative_to(_ENGINE)}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    for directory in (SHIPPED, *extra_dirs):
        digest.update(f"{directory}\n".encode())
        files = sorted(path for path in directory.rglob("*") if path.is_file())
        if len(files) > _MOST_FILES:
            return None
        for path in files:
            try:
                contents = path.read_bytes()
            except OSError:
                return None
            digest.update(f"{path.relative_to(directory)}\0{len(contents)}\n".encode())
            digest.update(contents)
    return cache / f"{digest.hexdigest()[:32]}.rules"


def _read(file: Path) -> Compiled | None:
    """What is kept in a file, or None when there is none, or none that can be trusted."""
    if not _private(file.parent, stat.S_ISDIR) or not _private(file, stat.S_ISREG):
        return None
    try:
        contents = file.read_bytes()
    except OSError:
        return None
    head, body = contents[: len(_MAGIC) + 32], memoryview(contents)[len(_MAGIC) + 32 :]
    if head != _MAGIC + hashlib.sha256(body).digest():
        return None
    try:
        program, problems = _Unpickler(io.BytesIO(body)).load()
    except _MISFIT:
        return None
    return Compiled(program, problems, from_cache=True) if isinstance(program, Program) else None


def _private(path: Path, kind: Any) -> bool:
    """Whether this is a directory or a file of our own that nobody else can write."""
    try:
        about = path.lstat()
    except OSError:
        return False
    if not kind(about.st_mode):
        return False
    # Elsewhere (Windows) the cache lies in the profile, which the system keeps to its user.
    return not hasattr(os, "geteuid") or (about.st_uid == os.geteuid() and not about.st_mode & 0o022)


def _write(file: Path, made: Compiled) -> None:
    """Keep what was made, whole or not at all; a disk that will not take it changes nothing else."""
    body = pickle.dumps((made.program, made.problems), protocol=5)
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _private(file.parent, stat.S_ISDIR):
            return
        descriptor, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as part:
                part.write(_MAGIC + hashlib.sha256(body).digest() + body)
            Path(name).replace(file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        kept = sorted(file.parent.glob("*.rules"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)


class _Unpickler(pickle.Unpickler):
    """Builds objects of this library's own classes, and dates and paths; refuses everything else."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of that name, when it is one of those."""
        if (module, name) in _PLAIN:
            return getattr(import_module(module), name)
        if module.startswith("outtray_rules.") and "." not in name:
            found = getattr(import_module(module), name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into compiled rules")
