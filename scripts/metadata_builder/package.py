"""What all metadata documents say alike: addresses, and what the tables cover."""

import datetime
import json
from pathlib import Path
from typing import Any

import pandas as pd

from sco_data.descriptor import with_schema

Package = dict[str, Any]


def read(folder: Path) -> Package:
    """Return the descriptor of the package in a folder."""
    package: Package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return package


def address(package: Package, path: str) -> str:
    """Return where a file of the package is found: below its homepage, if it has one.

    Without a homepage it is the path from the folder ``metadata``, in which the documents lie.
    """
    home = package.get("homepage")
    return f"{home.rstrip('/')}/{path}" if home else f"../{path}"


def tables(package: Package) -> list[dict[str, Any]]:
    """Return the resources of tables and wide views, each with the Table Schema of its rows."""
    return [
        with_schema(package, resource)
        for resource in package["resources"]
        if "schema" in resource or "view" in resource
    ]


def period(folder: Path) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of all events."""
    events = pd.read_parquet(folder / "data" / "events.parquet", columns=["start_on", "end_on"])
    return events["start_on"].min(), events.max().max()


def states(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the states in which the events took place, ordered by name."""
    data = folder / "data"
    events = pd.read_parquet(data / "events.parquet", columns=["place_id"])
    places = pd.read_parquet(data / "places.parquet", columns=["place_id", "state_id"])
    rows = pd.read_parquet(data / "states.parquet")
    held_in = places.loc[places["place_id"].isin(events["place_id"]), "state_id"]
    found: list[dict[str, str]] = (
        rows[rows["state_id"].isin(held_in)].sort_values("name").to_dict("records")
    )
    return found
