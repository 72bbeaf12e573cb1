"""The charts of the site, in Vega-Lite through Altair; drawing.py makes pictures of them."""

import datetime
import json
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
from build_picture import KINDS

from site_builder.drawing import COLOURS, FONT, SITE
from site_builder.relations import Relations
from site_builder.tables import Row
from site_builder.text import words

Chart = dict[str, Any]

LAND = Path(__file__).parent / "vendor" / "land-110m.json"
SHADES = ["accent", "accent-2", "accent-3", "neutral"]
GROUPS = {group: types for group, (_, types) in KINDS.items()}


def timeline(events: list[Row]) -> Chart:
    """Draw events a year, by group of kinds; a bar leads to the list of its events."""
    rest = list(GROUPS)[-1]
    group_of = {type_: group for group, types in GROUPS.items() for type_ in types}
    numbers = Counter(
        (event["start_on"].year, group_of.get(event["type"], rest)) for event in events
    )
    years = [event["start_on"].year for event in events] or [2001]
    types = sorted({event["type"] for event in events})
    bars = pd.DataFrame(
        {
            "year": year,
            "group": group,
            "number": number,
            "order": list(GROUPS).index(group),
            "what": f"{year}, {group}: {number}",
            "address": f"{SITE}events.html?from={year}&to={year}"
            + "".join(f"&type={type_}" for type_ in types if group_of.get(type_, rest) == group),
        }
        for (year, group), number in sorted(numbers.items())
    )
    chart = (
        alt.Chart(bars, width=880, height=220)
        .mark_bar(cornerRadiusEnd=1)
        .encode(
            x=alt.X(
                "year:O",
                title=None,
                scale=alt.Scale(domain=list(range(min(years), max(years) + 1)), paddingInner=0.25),
                axis=alt.Axis(labelAngle=0, labelExpr="datum.value % 5 == 0 ? datum.label : ''"),
            ),
            y=alt.Y("number:Q", title=None, axis=alt.Axis(tickCount=4, domain=False, ticks=False)),
            color=alt.Color("group:N", title=None, scale=_scale(GROUPS), legend=_legend()),
            order="order:Q",
            description="what:N",
            href="address:N",
        )
    )
    return _finished(chart)


def world(places: list[tuple[Row, int]]) -> Chart:
    """Draw where events took place: a circle a place, its area the number of events."""
    labelled: list[Row] = []
    for place, number in sorted(places, key=lambda pair: -pair[1]):
        if number >= 3 and not any(_close(place, other) for other in labelled):
            labelled.append(place)
    dots = pd.DataFrame(
        {
            "name": place["name"],
            "number": number,
            "latitude": place["latitude"],
            "longitude": place["longitude"],
            "label": place["name"] if place in labelled else "",
            "what": f"{place['name']}: {number} events",
            "address": f"{SITE}places/{place['place_id']}.html",
        }
        for place, number in places
    )
    base = alt.Chart(dots).encode(latitude="latitude:Q", longitude="longitude:Q")
    circles = base.mark_circle(
        color=COLOURS["accent"], opacity=0.75, stroke=COLOURS["paper"], strokeWidth=0.7
    ).encode(
        size=alt.Size("number:Q", scale=alt.Scale(range=[14, 900]), legend=None),
        description="what:N",
        href="address:N",
    )
    names = base.mark_text(
        align="left",
        dx=9,
        fontSize=11,
        color=COLOURS["ink"],
        stroke=COLOURS["paper"],
        strokeWidth=3,
        strokeOpacity=0.7,
    ).encode(text="label:N")
    # The text is drawn twice: first its halo, then itself.
    plain = base.mark_text(align="left", dx=9, fontSize=11, color=COLOURS["ink"]).encode(
        text="label:N"
    )
    return _finished(
        alt.layer(_land(), circles, names, plain)
        .project("equalEarth", rotate=[-38, 0, 0], scale=200, translate=[440, 285])
        .properties(width=880, height=400),
        clip=[[0, 0], [880, 400]],
    )


def locator(place: Row) -> Chart:
    """Draw a place among the coasts around it."""
    dot = alt.Chart(pd.DataFrame([{k: place[k] for k in ("latitude", "longitude")}]))
    dot = dot.encode(latitude="latitude:Q", longitude="longitude:Q")
    layers = [
        _land(),
        dot.mark_circle(size=420, color=COLOURS["accent"], opacity=0.22),
        dot.mark_circle(size=60, color=COLOURS["accent"], opacity=1),
    ]
    centre = [-place["longitude"], -place["latitude"], 0]
    return _finished(
        alt.layer(*layers)
        .project("azimuthalEqualArea", rotate=centre, scale=320, translate=[160, 95])
        .properties(width=320, height=190),
        clip=[[0, 0], [320, 190]],
    )


def network(relations: Relations, partners: int = 28) -> Chart:
    """Draw who deals with whom: bodies of the SCO on the left, partners on the right."""
    ties = relations.ties()
    weight: Counter[str] = Counter()
    for (_, partner), number in ties.items():
        weight[partner] += number
    right = [partner for partner, _ in weight.most_common(partners)]
    ours: Counter[str] = Counter()
    for (body, partner), number in ties.items():
        if partner in right:
            ours[body] += number
    left = [body for body, _ in ours.most_common(9)]
    heights = {
        **{body: (n + 0.5) * len(right) / len(left) for n, body in enumerate(left)},
        **{partner: n + 0.5 for n, partner in enumerate(right)},
    }
    lines = pd.DataFrame(
        {
            "x": 0,
            "x2": 1,
            "y": heights[body],
            "y2": heights[partner],
            "number": number,
            "what": f"{relations.short(body)} and {relations.short(partner)}: {number}",
        }
        for (body, partner), number in sorted(ties.items())
        if body in left and partner in right
    )
    ends = pd.DataFrame(
        {
            "x": 0 if body in left else 1,
            "y": height,
            "name": relations.short(body),
            "side": "left" if body in left else "right",
            "what": f"{relations.short(body)}: {(ours if body in left else weight)[body]}",
            "address": f"{SITE}organisations/{body}.html",
        }
        for body, height in heights.items()
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.55, 1.55]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[len(right), 0]))
    rules = (
        alt.Chart(lines)
        .mark_rule(color=COLOURS["accent"], opacity=0.28, strokeCap="round")
        .encode(
            x=x,
            x2="x2",
            y=y,
            y2="y2",
            strokeWidth=alt.StrokeWidth(
                "number:Q", scale=alt.Scale(type="sqrt", range=[0.5, 16]), legend=None
            ),
            description="what:N",
        )
    )
    points = alt.Chart(ends).encode(x=x, y=y, href="address:N", description="what:N")
    dots = points.mark_circle(size=34, color=COLOURS["accent"], opacity=1)
    texts = [
        points.transform_filter(alt.datum.side == side)
        .mark_text(align=align, dx=dx, fontSize=12, color=COLOURS["ink"])
        .encode(text="name:N")
        for side, align, dx in (("left", "right", -9), ("right", "left", 9))
    ]
    return _finished(alt.layer(rules, dots, *texts).properties(width=880, height=19 * len(right)))


def relations_a_year(meetings: dict[int, int], signed: list[int], years: Iterable[int]) -> Chart:
    """Draw the events of an organisation a year, and a diamond over each year it signed in."""
    domain = list(years)
    bars = (
        alt.Chart(
            pd.DataFrame(
                [
                    {"year": year, "number": number, "what": f"{year}: {number}"}
                    for year, number in sorted(meetings.items())
                ],
                columns=["year", "number", "what"],
            )
        )
        .mark_bar(color=COLOURS["accent-2"], cornerRadiusEnd=1)
        .encode(
            x=_year_axis(domain),
            y=alt.Y(
                "number:Q",
                title=None,
                axis=alt.Axis(tickCount=3, format="d", tickMinStep=1, domain=False, ticks=False),
            ),
            description="what:N",
        )
    )
    diamonds = (
        alt.Chart(pd.DataFrame({"year": sorted(signed)}, columns=["year"]))
        .mark_point(shape="diamond", size=70, filled=True, color=COLOURS["ink"], opacity=1)
        .encode(x=_year_axis(domain), y=alt.value(-8))
    )
    return _finished(alt.layer(bars, diamonds).properties(width=640, height=90), top=16)


def glance(relations: Relations, partners: list[str], years: list[int]) -> Chart:
    """Draw every partner against the years: circles for meetings, diamonds for agreements."""
    names = [relations.short(partner) for partner in partners]
    met = pd.DataFrame(
        [
            {
                "partner": relations.short(partner),
                "year": year,
                "number": number,
                "what": f"{relations.short(partner)}, {year}: {number}",
                "address": f"{SITE}events.html?organisation={partner}&from={year}&to={year}",
            }
            for partner in partners
            for year, number in sorted(relations.meetings(partner).items())
        ],
        columns=["partner", "year", "number", "what", "address"],
    )
    signed = pd.DataFrame(
        [
            {
                "partner": relations.short(partner),
                "year": agreement["signed_on"].year,
                "what": agreement["title"],
                "address": f"{SITE}agreements/{agreement['agreement_id']}.html",
            }
            for partner in partners
            for agreement in relations.signed(partner)
        ],
        columns=["partner", "year", "what", "address"],
    )
    x = alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(domain=years),
        axis=alt.Axis(
            orient="top", labelAngle=0, labelExpr="slice(datum.label, 2)", domain=False, ticks=False
        ),
    )
    y = alt.Y(
        "partner:N",
        title=None,
        sort=names,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(
            domain=False,
            ticks=False,
            grid=True,
            labelLimit=220,
            labelFontSize=11,
            labelColor=COLOURS["ink"],
        ),
    )
    circles = (
        alt.Chart(met)
        .mark_circle(color=COLOURS["accent-2"], opacity=0.9)
        .encode(
            x=x,
            y=y,
            size=alt.Size("number:Q", scale=alt.Scale(range=[18, 330]), legend=None),
            href="address:N",
            description="what:N",
        )
    )
    diamonds = (
        alt.Chart(signed)
        .mark_point(
            shape="diamond",
            size=54,
            filled=True,
            opacity=1,
            color=COLOURS["ink"],
            stroke=COLOURS["paper"],
            strokeWidth=1,
        )
        .encode(x=x, y=y, href="address:N", description="what:N")
    )
    return _finished(
        alt.layer(circles, diamonds).properties(width=alt.Step(24), height=alt.Step(20))
    )


def standing(spells: list[Row], last: datetime.date) -> Chart:
    """Draw a state's standing with the SCO over the years."""
    bands = pd.DataFrame(
        {
            "status": words(spell["status"]),
            "start": _decimal(spell["start_on"]),
            "end": _decimal(spell["end_on"] or last),
            "what": words(spell["status"]),
        }
        for spell in spells
    )
    order = list(dict.fromkeys(bands["status"]))
    chart = (
        alt.Chart(bands)
        .mark_bar(height=12, color=COLOURS["accent-2"], cornerRadius=2)
        .encode(
            x=alt.X(
                "start:Q",
                title=None,
                scale=alt.Scale(domain=[2001, _decimal(last)], nice=False),
                axis=alt.Axis(format="d", tickCount=8),
            ),
            x2="end",
            y=alt.Y(
                "status:N",
                title=None,
                sort=order,
                axis=alt.Axis(domain=False, ticks=False, labelColor=COLOURS["ink"]),
            ),
            description="what:N",
        )
    )
    return _finished(chart.properties(width=520, height=alt.Step(26)))


def _year_axis(domain: list[int]) -> alt.X:
    return alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(domain=domain, paddingInner=0.25),
        axis=alt.Axis(labelAngle=0, labelExpr="datum.value % 5 == 0 ? datum.label : ''"),
    )


def _decimal(day: datetime.date) -> float:
    return round(day.year + (day.timetuple().tm_yday - 1) / 365.25, 3)


def _land() -> alt.Chart:
    land = alt.Chart(alt.NamedData("land"))
    return land.mark_geoshape(
        fill=COLOURS["land"], stroke=COLOURS["line"], strokeWidth=0.6, aria=False
    )


@cache
def _outlines() -> Chart:
    return {
        "values": json.loads(LAND.read_text(encoding="utf-8")),
        "format": {"type": "topojson", "feature": "land"},
    }


def _close(place: Row, other: Row) -> bool:
    """Tell whether the names of two places would overlap on the map of the world."""
    return (
        abs(place["longitude"] - other["longitude"]) < 17
        and abs(place["latitude"] - other["latitude"]) < 4.5
    )


def _scale(groups: Iterable[str]) -> alt.Scale:
    return alt.Scale(domain=list(groups), range=[COLOURS[shade] for shade in SHADES])


def _legend() -> alt.Legend:
    return alt.Legend(
        orient="top",
        labelColor=COLOURS["ink"],
        symbolType="square",
        labelLimit=0,
        columnPadding=24,
    )


def _finished(chart: Any, clip: list[list[int]] | None = None, top: int = 2) -> Chart:
    """Give a chart the look of the site; return it as Vega-Lite."""
    axis = {
        "labelColor": COLOURS["muted"],
        "gridColor": COLOURS["line"],
        "domainColor": COLOURS["line"],
        "tickColor": COLOURS["line"],
        "labelFontSize": 11,
    }
    spec: Chart = chart.to_dict(validate=False)
    spec["background"] = None
    spec["padding"] = {"top": top, "left": 0, "right": 2, "bottom": 2}
    spec["config"] = {
        "font": FONT,
        "view": {"stroke": None},
        "axis": axis,
        "axisX": {"grid": False},
        "legend": {"labelFontSize": 12},
    }
    if clip:
        spec["projection"] = {**spec["projection"], "clipExtent": clip}
        # Altair would copy the outlines again and again, so they come in only here.
        spec["layer"][0]["data"] = _outlines()
    return spec
