"""Write the tables out in other formats."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd

from sco_data import descriptor, loading
from sco_data.errors import MissingExtraError
from sco_data.files import replacing

NAMES = {"csv": "{table}.csv", "json": "{table}.json", "parquet": "{table}.parquet"}
DATABASES = {"sqlite": "sco-data.sqlite", "xlsx": "sco-data.xlsx"}
FORMATS = sorted([*NAMES, *DATABASES])


def export(folder: Path, format: str) -> list[Path]:
    """Write every table into a folder.

    Parameters
    ----------
    folder
        Where to write; made if it does not exist.
    format
        ``"csv"``, ``"parquet"`` or ``"json"`` (a file a table), ``"xlsx"`` or ``"sqlite"`` (one
        file for all).

    Returns
    -------
    list of pathlib.Path
        The files written.

    Raises
    ------
    ValueError
        If there is no such format.
    FileExistsError
        If a file of that name is there already; nothing is written then.
    MissingExtraError
        If the format needs a library that is not installed.
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}; there are: {', '.join(map(repr, FORMATS))}")
    if format in DATABASES:
        targets = {folder / DATABASES[format]: _WRITERS[format]}
    else:
        targets = {
            folder / NAMES[format].format(table=table): _table_writer(table, format)
            for table in descriptor.table_names()
        }
    for target in targets:
        if target.exists():
            raise FileExistsError(f"{target} is there already: move it or choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for target, write in targets.items():
        with replacing(target) as temporary:
            write(temporary)
    return list(targets)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table for formats without lists and dates: lists as in CSV, dates as ISO 8601.

    Examples
    --------
    >>> flat(loading.load("events", columns=["topics"]).head(1))["topics"].map(type).item()
    <class 'str'>
    """
    return pd.DataFrame(
        {
            name: column.map(lambda cell: ";".join(cell) if isinstance(cell, list) else cell)
            if column.dtype.kind == "O" and not isinstance(column.dtype, pd.CategoricalDtype)
            else column
            for name, column in _dates_as_text(frame).items()
        }
    )


def records(frame: pd.DataFrame) -> str:
    """Return a table as a JSON array of objects: lists as arrays, what is missing as null.

    Examples
    --------
    >>> print(records(loading.load("states", columns=["state_id"]).head(1)))
    [
      {
        "state_id": "..."
      }
    ]
    """
    rows = json.loads(_dates_as_text(frame).to_json(orient="records", force_ascii=False))
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _dates_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    dates = frame.select_dtypes("datetime")
    return frame.assign(**{str(name): dates[name].dt.strftime("%Y-%m-%d") for name in dates})


def _table_writer(table: str, format: str) -> Callable[[Path], object]:
    if format == "json":
        return lambda target: target.write_text(
            records(loading.load(table)) + "\n", encoding="utf-8"
        )
    shipped = loading.path(table, format=format)
    return lambda target: shutil.copyfile(shipped, target)


def _write_xlsx(target: Path) -> None:
    try:
        writer = pd.ExcelWriter(target, engine="openpyxl")
    except ImportError:
        raise MissingExtraError("openpyxl", "excel") from None
    with writer:
        for table in descriptor.table_names():
            frame = loading.load(table)
            dates = frame.select_dtypes("datetime")
            sheet = flat(frame).assign(**{str(name): dates[name].dt.date for name in dates})
            sheet.to_excel(writer, sheet_name=table, index=False, freeze_panes=(1, 1))


def _write_sqlite(target: Path) -> None:
    with closing(sqlite3.connect(target)) as database:
        for table in descriptor.table_names():
            flat(loading.load(table)).to_sql(table, database, index=False)
        database.commit()


_WRITERS: dict[str, Callable[[Path], object]] = {"sqlite": _write_sqlite, "xlsx": _write_xlsx}
