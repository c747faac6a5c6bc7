"""``python -m outtray.practice``: the practice server as a process of its own."""

from __future__ import annotations

import asyncio
import sys

from outtray.practice.options import parse
from outtray.practice.server import serve


def main() -> int:
    """Serve until told to stop; answers the exit code."""
    return asyncio.run(serve(parse(sys.argv[1:])))


if __name__ == "__main__":
    sys.exit(main())
