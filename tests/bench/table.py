"""Figures with their spread, the goals they are held against, and a verdict where it is clear."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """What several runs gave."""

    runs: tuple[float, ...]

    @classmethod
    def of(cls, runs: Sequence[float]) -> Figures:
        """The figures of these runs."""
        return cls(tuple(runs))

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.runs)

    @property
    def low(self) -> float:
        """A quarter of the runs were below this."""
        return self._quartile(0)

    @property
    def high(self) -> float:
        """A quarter of the runs were above this."""
        return self._quartile(2)

    @property
    def p95(self) -> float:
        """One run in twenty was above this."""
        return sorted(self.runs)[min(len(self.runs) - 1, int(len(self.runs) * 0.95))]

    def _quartile(self, number: int) -> float:
        if len(self.runs) < 2:
            return self.runs[0]
        return statistics.quantiles(self.runs, n=4, method="inclusive")[number]


@dataclass(frozen=True, slots=True)
class Goal:
    """The most a figure may be: ``times`` the floor, ``plus`` over it, or ``most`` whatever the floor is."""

    most: float = 0.0
    times: float = 0.0
    plus: float = 0.0

    def limit(self, floor: float | None) -> float:
        """The most, in the unit of the figure."""
        if self.times and floor is not None:
            return floor * self.times
        if self.plus and floor is not None:
            return floor + self.plus
        return self.most

    def __str__(self) -> str:
        if self.times:
            return f"≤ {self.times:g} × floor"
        if self.plus:
            return f"≤ floor + {self.plus:g}"
        return f"≤ {self.most:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One goal of the design: what was measured, its floor in the same run, and what is wanted of it."""

    what: str
    unit: str
    figures: Figures
    goal: Goal | None
    floor: Figures | None = None
    floor_is: str = ""
    note: str = ""
    at_p95: bool = False
    """Whether the goal is about the slowest twentieth."""

    @property
    def value(self) -> float:
        """The figure the goal is about."""
        return self.figures.p95 if self.at_p95 else self.figures.median

    @property
    def limit(self) -> float | None:
        """The most it may be, measured against the floor's median."""
        if self.goal is None:
            return None
        return self.goal.limit(None if self.floor is None else self.floor.median)

    @property
    def verdict(self) -> str:
        """``met`` or ``missed`` when three quarters of the runs say so, else ``unclear``."""
        limit = self.limit
        if limit is None:
            return ""
        if self.at_p95:
            return "met" if self.value <= limit else "missed"
        if self.figures.high <= limit:
            return "met"
        if self.figures.low > limit:
            return "missed"
        return "met, barely" if self.value <= limit else "unclear"

    def as_json(self) -> dict[str, Any]:
        """The row for the history."""
        return {
            **asdict(self),
            "median": self.figures.median,
            "p95": self.figures.p95,
            "limit": self.limit,
            "verdict": self.verdict,
        }


HEAD = f"{'what':52} {'median':>9} {'quartiles':>17} {'p95':>9} {'floor':>9}  {'goal':20} {'verdict':12}"


def line(row: Row) -> str:
    """One row of the table."""
    spread = f"{row.figures.low:.2f}–{row.figures.high:.2f}"
    floor = f"{row.floor.median:.2f}" if row.floor is not None else ""
    goal = "" if row.goal is None else f"{row.goal}{' at p95' if row.at_p95 else ''}"
    ratio = ""
    if row.floor is not None and row.floor.median > 0:
        ratio = f" ({row.value / row.floor.median:.2f} × {row.floor_is})"
    return (
        f"{row.what + ', ' + row.unit:52} {row.figures.median:9.2f} {spread:>17} {row.figures.p95:9.2f} "
        f"{floor:>9}  {goal:20} {row.verdict:12}{ratio}{' ' + row.note if row.note else ''}"
    )
