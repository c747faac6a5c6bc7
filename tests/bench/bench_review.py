"""What a review costs with all shipped packs: start-up, keystroke, whole text, paste, large vocabulary.

Run with ``python tests/bench/bench_review.py``. Milliseconds, the goal at the end of each line.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "rules"))

from outtray_rules.draft import Context, Draft
from outtray_rules.engine import Reviewer, load_packs, shipped_packs

TEXT = (
    "Door-knocking went well this weekend. As someone who works on the file, I think the new immigration "
    "levels plan is reckless and will fail newcomers. Honestly the Minister should have listened to the "
    "people who do this every day! Happy to talk about it at the conference on Tuesday, come say hi at the "
    "open data booth. My colleagues at the department have been wonderful, and the coffee is better than "
    "last year. Details: https://www.canada.ca/student-aid #opendata @statcan@social.example "
    "Nothing here is final."
)[:500]
CONTEXT = Context()


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def report(what: str, times: list[float], goal: str) -> None:
    """Print the median, the 95th percentile and the worst."""
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    median = statistics.median(ordered)
    print(f"{what:42} median {median:8.3f}  p95 {p95:8.3f}  worst {ordered[-1]:8.3f}   goal {goal}")


def reviews(reviewer: Reviewer, texts: Iterable[str]) -> list[float]:
    """How long the review of each text takes."""
    return [milliseconds(partial(reviewer.review, Draft(text), CONTEXT)) for text in texts]


def shuffled(seed: int) -> str:
    """500 characters in an order nobody has seen, with words nobody has seen."""
    chance = random.Random(seed)
    words = [word + str(seed) if word.isalpha() and chance.random() < 0.5 else word for word in TEXT.split()]
    chance.shuffle(words)
    return " ".join(words)[:500]


def main() -> None:
    """Measure and print."""
    packs = shipped_packs()
    start_up = [milliseconds(lambda: Reviewer(load_packs(packs).packs)) for _ in range(5)]
    loaded = load_packs(packs)
    rules = sum(len(pack.rules) for pack in loaded.packs)
    print(f"{len(loaded.packs)} packs, {rules} rules, {len(loaded.problems)} problems")
    report("load and compile all packs", start_up, "150")
    reviewer = Reviewer(loaded.packs)
    reviewer.warm()
    reviews(reviewer, [TEXT])
    typed = reviews(reviewer, (TEXT[:length] for length in range(400, 501)))
    report("keystroke at the end of 400-500 characters", typed, "0.5 median")
    edits = reviews(reviewer, (f"{TEXT[:place]}x{TEXT[place:]}" for place in range(0, 500, 3)))
    report("keystroke inside 500 characters", edits, "0.5 median")
    report("whole new text of 500 characters", reviews(reviewer, map(shuffled, range(100))), "4")
    pastes = [" ".join(shuffled(paste * 300 + part) for part in range(200)) for paste in range(1, 4)]
    report("paste of 100,000 characters", reviews(reviewer, pastes), "a second")
    report("500 characters, 50,000 terms more", large_vocabulary(), "10")


def large_vocabulary() -> list[float]:
    """Whole new texts against a pack of 50,000 invented names, a tenth of them fuzzy."""
    chance = random.Random(7)
    names = ["".join(chance.choices("abcdefghilmnoprstuv", k=chance.randint(5, 12))) for _ in range(50_000)]
    rule = (
        'category = "tone"\nseverity = "note"\ntitle = "t"\nmessage = "m"\nadvice = "a"\n'
        'source = { name = "s" }\n'
        'hits = ["x"]\nmisses = ["y"]\n'
    )
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        (directory / "names.txt").write_text("\n".join(names[5_000:]), encoding="utf-8")
        (directory / "fuzzy.txt").write_text("\n".join(names[:5_000]), encoding="utf-8")
        (directory / "large.toml").write_text(
            '[pack]\nid = "large"\ntitle = "Large"\nlanguages = ["en"]\nversion = "1"\n'
            '[terms.names]\nfile = "names.txt"\n[terms.fuzzy]\nfile = "fuzzy.txt"\nfuzzy = 80\n'
            f'[[rule]]\nid = "one"\nmatch = {{ terms = "names" }}\n{rule}'
            f'[[rule]]\nid = "two"\nmatch = {{ terms = "fuzzy" }}\n{rule}',
            encoding="utf-8",
        )
        reviewer = Reviewer(load_packs(shipped_packs(), [directory]).packs)
    reviews(reviewer, [TEXT])
    return reviews(reviewer, map(shuffled, range(50)))


if __name__ == "__main__":
    main()
