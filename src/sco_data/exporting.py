"""Write the tables out in other formats."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pandas as pd

from sco_data import descriptor, loading
from sco_data.errors import MissingExtraError
from sco_data.files import replacing

FORMATS = ("csv", "json", "parquet", "sqlite", "xlsx")


def export(folder: Path, format: str) -> list[Path]:
    """Write every table into a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Where to write; made if it does not exist.
    format : {"csv", "json", "parquet", "sqlite", "xlsx"}
        The first three write a file a table, the last two one file for all.

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

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     [file.name for file in export(Path(folder), "json")][:2]
    ['events.json', 'event_sources.json']
    """
    if format not in FORMATS:
        raise ValueError(f"no format {format!r}; there are: {', '.join(map(repr, FORMATS))}")
    writers = {folder / name: write for name, write in _writers(format).items()}
    for target in writers:
        if target.exists():
            raise FileExistsError(f"{target} is there already: move it or choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    for target, write in writers.items():
        with replacing(target) as temporary:
            write(temporary)
    return list(writers)


def _writers(format: str) -> dict[str, Callable[[Path], object]]:
    """Return the names of the files of a format, and how to write each."""
    if format == "sqlite":
        return {"sco-data.sqlite": _write_sqlite}
    if format == "xlsx":
        return {"sco-data.xlsx": _write_xlsx}
    write = _write_json if format == "json" else partial(_copy, format=format)
    return {f"{table}.{format}": partial(write, table) for table in descriptor.table_names()}


def _copy(table: str, target: Path, *, format: str) -> None:
    shutil.copyfile(loading.path(table, format=format), target)


def _write_json(table: str, target: Path) -> None:
    rows = loading.load(table, engine="arrow").to_pylist()
    text = json.dumps(rows, ensure_ascii=False, indent=2, default=str)
    target.write_text(text + "\n", encoding="utf-8")


def _write_sqlite(target: Path) -> None:
    with closing(sqlite3.connect(target)) as database:
        for table in descriptor.table_names():
            frame = _without_lists(table)
            dates = frame.select_dtypes("datetime")
            texts = {str(name): dates[name].dt.strftime("%Y-%m-%d") for name in dates}
            frame.assign(**texts).to_sql(table, database, index=False)
        database.commit()


def _write_xlsx(target: Path) -> None:
    try:
        writer = pd.ExcelWriter(target, engine="openpyxl")
    except ImportError:
        raise MissingExtraError("openpyxl", "excel") from None
    with writer:
        for table in descriptor.table_names():
            frame = _without_lists(table)
            dates = frame.select_dtypes("datetime")
            days = {str(name): dates[name].dt.date for name in dates}
            sheet = frame.assign(**days)
            sheet.to_excel(writer, sheet_name=table, index=False, freeze_panes=(1, 1))


def _without_lists(table: str) -> pd.DataFrame:
    """Load a table with its lists written as in CSV."""
    frame = loading.load(table)
    lists = [name for name, field in descriptor.fields(table).items() if field["type"] == "list"]
    return frame.assign(**{name: frame[name].map(";".join, na_action="ignore") for name in lists})
