"""Every screen of the program, each reached the way a person at the keys reaches it.

The snapshots (``tests/tui/snapshots``) and the pictures of the docs (``docs/screenshots``) are taken on it. A
scene begins at the home timeline and leaves its screen in front; ``tour_kit.at_home`` clears it away. The
screens before there is an account are in ``tour_beginnings``.
"""

from __future__ import annotations

import tour_held
import tour_reading
import tour_settings
import tour_writing
from tour_kit import Scene

SCENES: dict[str, Scene] = {
    **tour_reading.SCENES,
    **tour_writing.SCENES,
    **tour_settings.SCENES,
    **tour_held.SCENES,
}
"""By name, in the order in which they are played: time passes in those of what is held."""
