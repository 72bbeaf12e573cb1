"""Make docs/overview.svg, the picture of the data that the README shows.

python scripts/build_picture.py            # writes it if it is out of date
python scripts/build_picture.py --check    # only tells whether it is up to date
"""

import datetime
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from generated import run

PICTURE = Path("docs", "overview.svg")
WIDTH = 760
BLUE, GOLD, TEAL, PALE = "#1f4e79", "#c8963e", "#4f8f8b", "#b9c9d6"
KINDS = {
    "Summits and ministerial meetings": (BLUE, ["summit", "ministerial-meeting", "consultations"]),
    "Meetings and visits": (TEAL, ["meeting", "visit", "conference", "special-event"]),
    "Signings and adoptions": (GOLD, ["signing", "adoption"]),
    "Words, missions and the rest": (PALE, []),
}
STANDINGS = {
    "Members": (BLUE, ["founding-member", "member"]),
    "Observers": (TEAL, ["observer"]),
    "Dialogue partners": (GOLD, ["dialogue-partner"]),
    "Partners (from 2025)": (PALE, ["partner"]),
}


def chart(folder: Path) -> dict[str, Any]:
    """Return the chart in Vega-Lite: events a year by kind, states by standing with the SCO."""
    events = _events_a_year(folder)
    years = list(range(events["year"].min(), events["year"].max() + 1))
    panels = alt.vconcat(
        _bars(events, years, KINDS, "Events a year"),
        _bars(_states_a_year(folder, years), years, STANDINGS, "States at the end of each year"),
        spacing=24,
    ).resolve_scale(color="independent")
    panels = panels.configure(font="Helvetica, Arial, sans-serif", background="white")
    drawn: dict[str, Any] = (
        panels.configure_view(stroke=None).configure_axis(grid=False, labelColor="#333").to_dict()
    )
    return drawn


def picture(folder: Path) -> str:
    """Return the chart as SVG."""
    drawing = chart(folder)
    drawn: str = vl_convert.vegalite_to_svg(drawing)
    return f"{drawn}\n<!-- {mark(drawing)} -->\n"


def mark(drawing: dict[str, Any]) -> str:
    """Return what tells a picture of this chart from one that is out of date."""
    content = json.dumps(drawing, sort_keys=True, default=str)
    return f"drawn from {hashlib.sha256(content.encode()).hexdigest()}"


def _events_a_year(folder: Path) -> pd.DataFrame:
    events = pd.read_parquet(folder / "data" / "events.parquet", columns=["type", "start_on"])
    kinds = {type_: kind for kind, (_, types) in KINDS.items() for type_ in types}
    kind = events["type"].astype(str).map(kinds).fillna(list(KINDS)[-1])
    year = pd.to_datetime(events["start_on"]).dt.year
    return pd.DataFrame({"year": year, "kind": kind}).value_counts().reset_index(name="number")


def _states_a_year(folder: Path, years: list[int]) -> pd.DataFrame:
    statuses = pd.read_parquet(folder / "data" / "statuses.parquet")
    rows = []
    for year in years:
        day = datetime.date(year, 12, 31)
        holds = (statuses["start_on"] <= day) & ~(statuses["end_on"] <= day)
        now = statuses.loc[holds, "status"]
        for standing, (_, values) in STANDINGS.items():
            rows.append({"year": year, "kind": standing, "number": int(now.isin(values).sum())})
    return pd.DataFrame(rows)


def _bars(
    numbers: pd.DataFrame, years: list[int], kinds: dict[str, tuple[str, Any]], title: str
) -> alt.Chart:
    colours = alt.Scale(domain=list(kinds), range=[colour for colour, _ in kinds.values()])
    order = {kind: position for position, kind in enumerate(kinds)}
    data = numbers.assign(position=numbers["kind"].map(order))
    return (
        alt.Chart(
            data, title=alt.Title(title, anchor="start", fontSize=15), width=WIDTH, height=150
        )
        .mark_bar()
        .encode(
            x=alt.X(
                "year:O",
                title=None,
                scale=alt.Scale(domain=years),
                axis=alt.Axis(labelAngle=0, labelFontSize=9),
            ),
            y=alt.Y("number:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color("kind:N", scale=colours, title=None, legend=alt.Legend(orient="top")),
            order="position:Q",
        )
    )


def outdated(folder: Path) -> dict[Path, Any]:
    """Return how to make the picture if it is out of date."""
    file = folder / PICTURE
    if file.exists() and mark(chart(folder)) in file.read_text(encoding="utf-8"):
        return {}
    return {file: lambda: picture(folder)}


if __name__ == "__main__":
    sys.exit(run(outdated, __doc__))
