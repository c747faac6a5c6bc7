"""Writes the generated part of the documentation: ``python docs/generate``, or ``make reference``."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    sys.path.insert(0, str(DOCS))
    from generate.pages import RULES, written
    from generate.placing import write

    for line in write(DOCS, written(), only=RULES):
        print(line)
