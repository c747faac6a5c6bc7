"""What the first frame waits for: nothing but Textual, the cache and the timeline."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from bench import homes
from bench.meter import ROOT, python

# Third parties; then what decides, what acts, what speaks with servers, and screens nobody has opened.
LATER = (
    "click", "numpy", "requests", "httpx", "httpcore", "h11", "idna", "certifi", "aiohttp", "mastodon",
    "rapidfuzz", "ahocorasick", "keyring", "stdnum", "tomlkit", "rich_argparse", "argparse",
    "webbrowser", "outtray_rules.engine", "outtray_rules.draft", "outtray_rules.cooling",
    "outtray_rules.headline", "outtray.acts.act", "outtray.journal", "outtray.outbox",
    "outtray.practice", "outtray.commands.catalogue", "outtray.commands.remapping", "outtray.commands.desk",
    "outtray.cli.terms", "outtray.mastodon.client", "outtray.mastodon.reader",
    "outtray.mastodon.stream", "outtray.mastodon.decode", "outtray.services.connection",
    "outtray.services.feeds", "outtray.services.machinery", "outtray.services.outtray",
    "outtray.services.review", "outtray.screens.acting", "outtray.screens.desk",
    "outtray.screens.confirm", "outtray.screens.help", "outtray.screens.look",
    "outtray.screens.outtray", "outtray.screens.palette", "outtray.screens.home.later",
    "outtray.widgets.desk",
)  # fmt: skip

CHILD = """
import sys
from outtray.screens.main import MainScreen

def first_frame(screen):
    shown = screen.timeline.book
    print(len(shown), *sorted(sys.modules), sep="\\n")
    screen.app.exit()

MainScreen._prepare = first_frame
from outtray.app import OuttrayApp
run = OuttrayApp.run
OuttrayApp.run = lambda app, **_how: run(app, headless=True)
from outtray.cli import client
client._need_terminal = lambda: None
from outtray.__main__ import main
sys.argv = ["outtray"]
main()
"""


def test_the_first_frame_waits_for_nothing_it_does_not_show(tmp_path: Path) -> None:
    homes.read_before(homes.log_in(tmp_path), 80)
    roots = os.pathsep.join(str(ROOT / part) for part in ("tui", "rules", "themes"))
    environment = {**os.environ, **homes.environment(tmp_path), "PYTHONPATH": roots}
    told = subprocess.run(
        [python(), "-c", CHILD], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert told.returncode == 0, told.stderr
    posts, *modules = told.stdout.split()
    assert int(posts) >= 40, "the posts on disk stand in the first frame"
    loaded = {name for name in modules if name in LATER or name.startswith(tuple(f"{one}." for one in LATER))}
    assert not loaded, f"loaded before the first frame: {sorted(loaded)}"
