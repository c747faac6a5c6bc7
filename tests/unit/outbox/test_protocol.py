"""The gate knows a store only by its protocol, so that another store can follow without touching it."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

import outtray
from outtray.outbox.protocol import ReleasingStore
from outtray.outbox.sending import SendingStore

OUTBOX = Path(outtray.__file__).parent / "outbox"
STORES = {"sqlite3"} | {
    f"outtray.outbox.{name}"
    for name in ("arriving", "asking", "changes", "ledger", "schema", "sending", "store", "threads")
}


def imports(name: str) -> dict[str, set[str]]:
    """The modules a file of the outbox imports, with the names it takes from each."""
    tree = ast.parse((OUTBOX / f"{name}.py").read_text(encoding="utf-8"))
    return {
        node.module: {alias.name for alias in node.names}
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }


@pytest.mark.parametrize("name", ["gate", "resolver", "dispatcher", "redrafts"])
def test_whoever_decides_and_sends_knows_no_database(name: str) -> None:
    found = imports(name)
    assert not STORES & set(found)
    assert "ReleasingStore" in found["outtray.outbox.protocol"]


def test_the_store_keeps_the_protocol_to_the_letter() -> None:
    methods = {name: method for name, method in vars(ReleasingStore).items() if inspect.isfunction(method)}
    promised = {name: method for name, method in methods.items() if not name.startswith("_")}
    assert len(promised) > 20
    for name, method in promised.items():
        assert inspect.signature(method) == inspect.signature(getattr(SendingStore, name)), name
