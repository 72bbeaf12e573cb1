"""Show results as a page of Markdown; all that it says comes from the samples."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import jinja2

from suite import building, first_table, scale_out, size, start, validation, warm
from suite.goals import GIB, Verdict, ratio, verdicts
from suite.results import Comparison, Item, Outcome, Results

ITEMS = {
    "start": start,
    "first-table": first_table,
    "warm": warm,
    "validation": validation,
    "build": building,
    "size": size,
    "scale-out": scale_out,
}
"""The module of every item, in the order of the report."""


def page(results: Results, samples: str, chart: str) -> str:
    """Return the report.

    Parameters
    ----------
    results
        What was measured.
    samples, chart
        The names of the files with the samples and the chart.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).resolve().parent),
        autoescape=False,  # noqa: S701 - Markdown, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "measured": measured,
        "met": met,
        "memory": memory,
        "cell": _cell,
        "size": _size,
    }
    environment.globals |= {"rows": rows, "growth": growth, "groups": groups}
    return environment.get_template("RESULTS.md.jinja").render(
        items={name: (ITEMS[name], results[name]) for name in ITEMS if name in results},
        missing=[ITEMS[name].TITLE for name in ITEMS if name not in results],
        verdicts=verdicts(results),
        samples=samples,
        chart=chart,
    )


def groups(item: Item) -> dict[str, list[Comparison]]:
    """Return the comparisons of an item by name, each at its sizes."""
    found: dict[str, list[Comparison]] = {}
    for comparison in item.comparisons:
        found.setdefault(comparison.name, []).append(comparison)
    return found


def rows(comparisons: list[Comparison]) -> list[list[str]]:
    """Return the rows of a table: what each contender did at each size."""
    return [
        [
            f"×{comparison.times:,}",
            outcome.name,
            _median(outcome, comparison.unit),
            _ratio(outcome, comparison.outcomes[0]),
            _spread(outcome),
            memory(outcome.peak_bytes),
            str(len(outcome.samples)),
        ]
        for comparison in comparisons
        for outcome in comparison.outcomes
    ]


def growth(comparisons: list[Comparison], memory_bytes: int) -> list[list[str]]:
    """Return for each contender how time and memory grow from each size to the next.

    The last column says at which size it would fill the memory of the machine.
    """
    names = [outcome.name for outcome in comparisons[0].outcomes]
    return [
        [
            name,
            *(_step(name, smaller, larger) for smaller, larger in pairwise(comparisons)),
            _end(name, comparisons[-2], comparisons[-1], memory_bytes),
        ]
        for name in names
    ]


def measured(verdict: Verdict) -> str:
    """Return what was measured of a goal."""
    if verdict.measured is None:
        return verdict.failure or "not measured"
    bound = {"<": "less than ", ">": "more than ", "": ""}[verdict.bound]
    if verdict.goal.reference:
        return f"{bound}×{verdict.measured:.2f}"
    return f"{bound}{verdict.measured / GIB:.2f} GiB"


def met(verdict: Verdict) -> str:
    """Return whether a goal was met."""
    if verdict.met is None:
        return "not known"
    return "met" if verdict.met else "**missed**"


def memory(size: int | None) -> str:
    """Return a number of bytes as people write it.

    Examples
    --------
    >>> memory(3 * 2**20), memory(None)
    ('3 MiB', '')
    """
    if size is None:
        return ""
    return f"{size / GIB:.2f} GiB" if size >= GIB else f"{size / 2**20:,.0f} MiB"


def seconds(value: float) -> str:
    """Return a time as people write it.

    Examples
    --------
    >>> seconds(0.0123), seconds(2), seconds(250)
    ('12.3 ms', '2.00 s', '250 s')
    """
    number, unit = (value * 1000, "ms") if value < 1 else (value, "s")
    return f"{number:,.0f} {unit}" if number >= 100 else f"{number:#.3g} {unit}"


def _quantity(value: float, unit: str) -> str:
    return seconds(value) if unit == "s" else f"{value / 1000:,.0f} kB"


def _median(outcome: Outcome, unit: str) -> str:
    if outcome.median is None:
        return str(outcome.failure)
    shown = _quantity(outcome.median, unit)
    return f"{shown}, then {outcome.failure}" if outcome.failure else shown


def _spread(outcome: Outcome) -> str:
    if outcome.quartiles is None or len(outcome.samples) < 2:
        return ""
    return " to ".join(map(seconds, outcome.quartiles))


def _ratio(outcome: Outcome, reference: Outcome) -> str:
    value, bound = ratio(outcome, reference)
    if value is None:
        return ""
    shown = f"{value:.2f}" if value < 10 else f"{value:,.0f}"
    return f"{bound} {shown}".strip()


def _step(name: str, smaller: Comparison, larger: Comparison) -> str:
    before, after = smaller.outcome(name), larger.outcome(name)
    if not before or not after or before.median is None or after.median is None:
        return "not known"
    step = f"time ×{after.median / before.median:.1f}"
    if before.peak_bytes and after.peak_bytes:
        step += f", memory ×{after.peak_bytes / before.peak_bytes:.1f}"
    return step


def _end(name: str, smaller: Comparison, larger: Comparison, memory_bytes: int) -> str:
    """Extrapolate the growth between two sizes in a straight line."""
    before, after = smaller.outcome(name), larger.outcome(name)
    if not before or not after or not before.samples or not after.samples:
        return "not known"
    if not before.peak_bytes or not after.peak_bytes or after.peak_bytes <= before.peak_bytes:
        return "not known"
    slope = (after.peak_bytes - before.peak_bytes) / (larger.times - smaller.times)
    times = larger.times + (memory_bytes - after.peak_bytes) / slope
    return f"about ×{float(f'{times:.1g}'):,.0f}"


def _size(comparison: Comparison) -> str:
    """Return the size of the tables, and how many rows these are."""
    return f"×{comparison.times:,}" + (f" ({comparison.rows:,} rows)" if comparison.rows else "")


def _cell(text: Any) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")
