"""Our review beside other linters of prose on the same text: proselint, write-good, alex, textlint.

    python tests/bench/linters.py            what is installed, or can be, in a folder that is thrown away
    python tests/bench/linters.py --offline  ours alone, with the reason why each other is left out

Goals, with the packs one user has: a whole text takes no longer than proselint, textlint and alex take; after
a keystroke, at least ten times less than they take to lint again. All nine packs at once are shown, too.
Each tool is asked in its own process, warm: what a start costs is not counted, for an editor starts a linter
once.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "rules")]

from outtray_rules.compiled import load_compiled  # noqa: E402 - found through the path above
from outtray_rules.draft import Context, Draft  # noqa: E402
from outtray_rules.engine import Reviewer  # noqa: E402
from outtray_rules.library import packs_for, shipped_packs  # noqa: E402

ROUNDS = 25
TEXT = (
    "Door-knocking went well this weekend. As someone who works on the file, I think the new immigration "
    "levels plan is reckless and will fail newcomers. Honestly the Minister should have listened to the "
    "people who do this every day! Happy to talk about it at the conference on Tuesday, come say hi at the "
    "open data booth. My colleagues at the department have been wonderful, and the coffee is very much "
    "better than last year. Details: https://www.canada.ca/student-aid #opendata @statcan@social.example"
)[:500]

# Each prints milliseconds a text, as JSON; the texts differ by their last word, as while somebody types.
_PROSELINT = """
import json, sys, time
from proselint.registry import CheckRegistry
from proselint.checks import __register__
from proselint.tools import LintFile
CheckRegistry().register_many(__register__)
times = []
for number in range(int(sys.argv[1]) + 2):
    start = time.perf_counter()
    LintFile("post", content=sys.argv[2] + f" word{number}").lint()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps(times[2:]))
"""
_NODE = """
(async () => {
  const [rounds, text, tool] = process.argv.slice(2);
  let lint;
  if (tool === "write-good") { const made = require("write-good"); lint = async (one) => made(one); }
  if (tool === "alex") { const { markdown } = await import("alex"); lint = async (one) => markdown(one); }
  if (tool === "textlint") {
    const { createLinter } = require("textlint");
    const { TextlintKernelDescriptor } = require("@textlint/kernel");
    const pick = (made) => made.default || made;
    const descriptor = new TextlintKernelDescriptor({
      rules: [
        { ruleId: "write-good", rule: pick(require("textlint-rule-write-good")) },
        { ruleId: "alex", rule: pick(require("textlint-rule-alex")) },
      ],
      plugins: [{ pluginId: "text", plugin: pick(require("@textlint/textlint-plugin-text")) }],
      filterRules: [],
    });
    const made = createLinter({ descriptor });
    lint = (one) => made.lintText(one, "post.txt");
  }
  const times = [];
  for (let number = 0; number < Number(rounds) + 2; number++) {
    const start = performance.now();
    await lint(text + " word" + number);
    times.push(performance.now() - start);
  }
  console.log(JSON.stringify(times.slice(2)));
})();
"""
_PACKAGES = {
    "write-good": ["write-good@1"],
    "alex": ["alex@11"],
    "textlint": ["textlint@14", "@textlint/kernel@14", "@textlint/textlint-plugin-text@14",
                 "textlint-rule-write-good@2", "textlint-rule-alex@5"],
}  # fmt: skip


class Absent(Exception):
    """A tool cannot be had here; the message says why."""


def ours(packs: Sequence[str]) -> tuple[float, float]:
    """Milliseconds for a text never seen, and for the next keystroke in it: the medians."""
    reviewer = Reviewer(load_compiled(packs).program)
    reviewer.warm()

    def took(text: str) -> float:
        start = time.perf_counter()
        reviewer.review(Draft(text), Context())
        return (time.perf_counter() - start) * 1_000

    words = TEXT.split()
    took(TEXT)
    whole = [took(" ".join([*words[number:], f"word{number}", *words[:number]])) for number in range(ROUNDS)]
    took(TEXT)
    keys = [took(f"{TEXT} {'word'[: number % 5]}{number}") for number in range(ROUNDS)]
    return statistics.median(whole), statistics.median(keys)


def proselint(folder: Path) -> list[float]:
    """Proselint in an environment of its own."""
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    _run([str(python), "-m", "pip", "install", "-q", "proselint==0.16.0"], "pip cannot install it")
    return _times([str(python), "-c", _PROSELINT, str(ROUNDS), TEXT])


def of_node(tool: str, folder: Path) -> list[float]:
    """One of the tools that npm has."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise Absent("npm is not here")
    place = folder / tool
    place.mkdir()
    _run([npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
          "--prefix", str(place), *_PACKAGES[tool]], "npm cannot install it")  # fmt: skip
    script = place / "lint.cjs"
    script.write_text(_NODE, encoding="utf-8")
    return _times([node, str(script), str(ROUNDS), TEXT, tool])


def _run(command: list[str], told: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()
        raise Absent(f"{told}: {said[-1] if said else 'no reason given'}") from error
    return done.stdout


def _times(command: list[str]) -> list[float]:
    times: list[float] = json.loads(_run(command, "it fails on this text"))
    return times


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offline", action="store_true", help="install nothing")
    offline = parser.parse_args().offline
    for name, packs in (("all packs", shipped_packs()), ("base, ca-federal", packs_for("ca"))):
        whole, key = ours(packs)
        print(f"{f'ours, {name}':24}{whole:9.2f} ms  a keystroke {key:.2f} ms")
    missed = False
    with tempfile.TemporaryDirectory() as name:
        for tool in ("proselint", *_PACKAGES):
            try:
                if offline:
                    raise Absent("nothing is installed with --offline")
                folder = Path(name)
                times = proselint(folder) if tool == "proselint" else of_node(tool, folder)
            except Absent as why:
                print(f"{tool:24}  skipped: {why}")
                continue
            theirs = statistics.median(times)
            times_ours = f"whole {theirs / whole:6.1f}x, keystroke {theirs / key:6.1f}x ours"
            print(f"{tool:24}{theirs:9.2f} ms  {times_ours}")
            # write-good looks for six things; it is shown, and no goal.
            missed = missed or (tool != "write-good" and (whole > theirs or key * 10 > theirs))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
