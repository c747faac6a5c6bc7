"""Python's collector of cyclic garbage, kept out of the way of the first frame and of keys.

While a program starts, nearly everything it makes stays; walking it again and again finds nothing and takes
an eighth of the time to the first frame.
"""

from __future__ import annotations

import gc


def hold_collection() -> None:
    """Collect nothing until ``collect_again``."""
    gc.disable()


def collect_again() -> None:
    """Collect from here on, and leave alone what is there: it lives as long as the program."""
    gc.freeze()
    gc.enable()
