"""What the measurements are to show, and whether they do."""

from dataclasses import dataclass
from typing import Literal

from suite.results import Comparison, Outcome, Results

GIB = 2**30


@dataclass(frozen=True)
class Goal:
    """A bound that a contender of a comparison should keep.

    Attributes
    ----------
    text
        The goal, for people.
    item, comparison
        Where it is measured.
    contender, reference
        Whose time is divided by whose. Without a reference, the peak of memory counts.
    at_most
        The bound of the ratio, or in bytes.
    sizes
        The sizes that it is for; all if empty.
    """

    text: str
    item: str
    comparison: str
    contender: str
    reference: str
    at_most: float
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What was measured of a goal at one size."""

    goal: Goal
    times: int
    measured: float | None
    """Ratio or bytes; None if it was not measured."""
    bound: Literal["", "<", ">"] = ""
    """Whether the truth is only known to be less or more, as a contender gave up."""
    failure: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal was met; None if the measurements do not tell."""
        if self.measured is None:
            return False if self.failure else None
        if self.bound == "<":
            return True if self.measured <= self.goal.at_most else None
        if self.bound == ">":
            return False if self.measured > self.goal.at_most else None
        return self.measured <= self.goal.at_most


FLOORS = {
    "pandas": "pandas.read_parquet",
    "arrow": "pyarrow.parquet.ParquetFile",
    "polars": "polars.read_parquet",
}
"""What loads the same Parquet file without us, by engine."""

GOALS = [
    Goal(
        "Import at most 1.3 times a bare start",
        "start",
        "import",
        "sco_data",
        "python -c pass",
        1.3,
    ),
    *(
        Goal(
            f"First table in {engine} at most 1.05 times its floor",
            "first-table",
            engine,
            "sco.load",
            floor,
            1.05,
        )
        for engine, floor in FLOORS.items()
    ),
    *(
        Goal(
            f"Warm load in {engine} at most 1.1 times its floor",
            "warm",
            f"load, {engine}",
            "sco.load",
            floor,
            1.1,
        )
        for engine, floor in FLOORS.items()
    ),
    Goal(
        "Full validation at most 1.5 times plain Frictionless",
        "validation",
        "all files",
        "sco-data validate",
        "frictionless validate",
        1.5,
        (1,),
    ),
    Goal(
        "Full validation faster than plain Frictionless",
        "validation",
        "all files",
        "sco-data validate",
        "frictionless validate",
        1.0,
        (100, 1000),
    ),
    Goal(
        "Memory of the full validation below 2 GiB",
        "validation",
        "all files",
        "sco-data validate",
        "",
        2 * GIB,
        (1000,),
    ),
    Goal(
        "Build of nothing new under 1.5 times hashing the files",
        "build",
        "package, nothing changed",
        "build.py",
        "hashing the files",
        1.5,
    ),
]


def ratio(
    outcome: Outcome | None, reference: Outcome | None
) -> tuple[float | None, Literal["", "<", ">"]]:
    """Return the ratio of the medians, and whether it is only a bound.

    Of a contender that was stopped for its time no more is known than that it takes longer.

    Examples
    --------
    >>> from suite.results import Failure, Sample
    >>> quick, slow = Outcome("quick", [Sample(2)]), Outcome("slow", [], Failure("time", 10))
    >>> ratio(quick, slow)
    (0.2, '<')
    """
    if outcome is None or reference is None:
        return None, ""
    own, other = outcome.lasted, reference.lasted
    if not own or not other or (outcome.median is None and reference.median is None):
        return None, ""
    if outcome.median is None:
        return own / other, ">"
    return own / other, "<" if reference.median is None else ""


def verdicts(results: Results) -> list[Verdict]:
    """Return what the results say of every goal, by size where it was measured at several."""
    found = []
    for goal in GOALS:
        item = results.get(goal.item)
        measured = [
            comparison
            for comparison in (item.comparisons if item else [])
            if comparison.name == goal.comparison
            and (not goal.sizes or comparison.times in goal.sizes)
        ]
        found += [_verdict(goal, comparison) for comparison in measured]
        missing = set(goal.sizes or [1]) - {comparison.times for comparison in measured}
        if goal.sizes or not measured:
            found += [Verdict(goal, times, None) for times in sorted(missing)]
    return found


def _verdict(goal: Goal, comparison: Comparison) -> Verdict:
    outcome = comparison.outcome(goal.contender)
    failure = str(outcome.failure) if outcome and outcome.failure else ""
    if goal.reference:
        measured, bound = ratio(outcome, comparison.outcome(goal.reference))
        return Verdict(goal, comparison.times, measured, bound, failure)
    if outcome is None or outcome.peak_bytes is None:
        return Verdict(goal, comparison.times, None, failure=failure)
    stopped = outcome.median is None
    return Verdict(goal, comparison.times, outcome.peak_bytes, ">" if stopped else "", failure)
