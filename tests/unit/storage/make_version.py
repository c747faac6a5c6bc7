"""Writes the out-tray of this version as SQL, to be opened by every later one.

Run it once for each schema that is released, before the next migration is written:
``.venv-dev/bin/python tests/unit/storage/make_version.py``. A file that exists is never written again.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VERSIONS = Path(__file__).with_name("versions")


def main() -> None:
    """Make an out-tray with an act in every state and dump it."""
    sys.path[:0] = [str(ROOT / part) for part in ("tests", "tui", "rules")]
    from hold_kit import finding
    from journal_kit import Past
    from outtray.journal.chain import MIGRATIONS as JOURNAL
    from outtray.outbox.opening import DATABASE, KEY
    from outtray.outbox.schema import MIGRATIONS as OUTBOX

    path = VERSIONS / f"{JOURNAL[-1].name}+{OUTBOX[-1].name}.sql"
    if path.exists():
        print(f"{path} exists and stays as it is.")
        return
    with tempfile.TemporaryDirectory() as made:
        past = Past(Path(made))
        past.hold("held", finding())
        past.tray.store.save_draft(past.hold("copied").act)
        status = past.send(past.hold("sent"))
        past.take_back(status)
        past.drop(past.hold("dropped"))
        past.tray.close()
        key = (Path(made) / KEY).read_bytes().hex()
        connection = sqlite3.connect(Path(made) / DATABASE)
        dump = "\n".join(connection.iterdump())
        connection.close()
    path.write_text(f"-- key {key}\n{dump}\n", encoding="utf-8")
    print(f"{path} written.")


if __name__ == "__main__":
    main()
