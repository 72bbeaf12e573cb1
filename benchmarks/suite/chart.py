"""Draw results: goals, and how time and memory grow."""

from itertools import chain
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from suite.goals import GIB, verdicts
from suite.results import Results

WIDTH = 640
COLOURS = ["#1f4e79", "#c8963e", "#4f8f8b", "#8d5a83"]
GROWN = {
    ("validation", "all files"): "Validation",
    ("scale-out", "events a year by partner kind"): "Events a year",
}
"""The comparisons that are drawn by size, by item and name, and their titles."""


def picture(results: Results) -> str:
    """Return the chart as SVG; it has a panel for whatever was measured."""
    panels = [_goals(results), *chain.from_iterable(_growth(results, *place) for place in GROWN)]
    drawn = alt.vconcat(*[panel for panel in panels if panel], spacing=24)
    drawn = drawn.resolve_scale(color="independent")
    drawn = drawn.configure(font="Helvetica, Arial, sans-serif", background="white")
    drawn = drawn.configure_view(stroke=None).configure_axis(
        labelColor="#333", labelLimit=400, grid=False
    )
    svg: str = vl_convert.vegalite_to_svg(drawn.to_dict())
    return svg + "\n"


def _goals(results: Results) -> Any:
    rows: list[dict[str, Any]] = [
        {
            "goal": f"{verdict.goal.text} (×{verdict.times:,})"
            if len(verdict.goal.sizes) != 1
            else verdict.goal.text,
            "share": verdict.measured / verdict.goal.at_most,
            "verdict": {True: "met", False: "missed", None: "not known"}[verdict.met],
        }
        for verdict in verdicts(results)
        if verdict.measured is not None
    ]
    frame = pd.DataFrame(rows, columns=["goal", "share", "verdict"])
    colours = alt.Scale(domain=["met", "missed", "not known"], range=[*COLOURS[:2], "#888"])
    dots = (
        alt.Chart(frame, title=_title("Measured, as a share of what the goal allows"), width=WIDTH)
        .mark_circle(size=90, opacity=1)
        .encode(
            x=alt.X("share:Q", title=None, scale=alt.Scale(type="log")),
            y=alt.Y("goal:N", title=None, sort=None),
            color=alt.Color("verdict:N", title=None, scale=colours, legend=_legend()),
        )
    )
    bound = alt.Chart(pd.DataFrame({"share": [1]})).mark_rule(color="#333").encode(x="share:Q")
    return alt.layer(bound, dots)


def _growth(results: Results, item: str, name: str) -> list[Any]:
    """Return a panel of times beside one of memory; none if fewer than two sizes were measured.

    A contender that gave up stands where it did.
    """
    measured = results[item].comparisons if item in results else []
    comparisons = [comparison for comparison in measured if comparison.name == name]
    sizes = [comparison.times for comparison in comparisons]
    if len(sizes) < 2:
        return []
    frame = pd.DataFrame(
        [
            {
                "times": comparison.times,
                "contender": outcome.name,
                "seconds": outcome.lasted,
                "GiB": outcome.peak_bytes / GIB,
                "end": "measured" if outcome.median else "gave up",
            }
            for comparison in comparisons
            for outcome in comparison.outcomes
            if outcome.peak_bytes and outcome.lasted
        ],
        columns=["times", "contender", "seconds", "GiB", "end"],
    )
    colours = alt.Scale(domain=frame["contender"].unique().tolist(), range=COLOURS)
    ends = alt.Scale(domain=["measured", "gave up"], range=["circle", "cross"])
    panels = []
    for quantity in ("seconds", "GiB"):
        lines = alt.Chart(
            frame,
            title=_title(f"{GROWN[item, name]}: {quantity}"),
            width=WIDTH / 2 - 40,
            height=180,
        ).encode(
            x=alt.X(
                "times:Q",
                title="times the rows",
                scale=alt.Scale(type="log"),
                axis=alt.Axis(values=sizes, format=",d"),
            ),
            y=alt.Y(f"{quantity}:Q", title=None, scale=alt.Scale(type="log")),
            color=alt.Color("contender:N", title=None, scale=colours, legend=_legend()),
        )
        points = lines.mark_point(filled=True, size=60, opacity=1).encode(
            shape=alt.Shape("end:N", title=None, scale=ends, legend=None)
        )
        panels.append(lines.mark_line() + points)
    return [alt.hconcat(*panels, spacing=40)]


def _title(text: str) -> alt.Title:
    return alt.Title(text, anchor="start", fontSize=15)


def _legend() -> alt.Legend:
    return alt.Legend(orient="top", labelLimit=300, columns=2)
