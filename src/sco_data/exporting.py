"""Write the tables out in other formats."""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sco_data import descriptor, loading
from sco_data.canonical import write_csv
from sco_data.databases import write_duckdb, write_sqlite
from sco_data.files import replacing
from sco_data.workbook import write_workbook

Writer = Callable[[Path], object]
FORMATS = ("csv", "json", "parquet", "sqlite", "duckdb", "xlsx")


def export(folder: Path, format: str) -> list[Path]:
    """Write every table and view into a folder.

    Parameters
    ----------
    folder : pathlib.Path
        Where to write; made if it does not exist.
    format : {"csv", "json", "parquet", "sqlite", "duckdb", "xlsx"}
        The first three write a file a table, the others one file for all.

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


def _writers(format: str) -> dict[str, Writer]:
    """Return the names of the files of a format, and how to write each."""
    whole: dict[str, Writer] = {
        "sqlite": write_sqlite,
        "duckdb": write_duckdb,
        "xlsx": write_workbook,
    }
    if format in whole:
        return {f"sco-data.{format}": whole[format]}
    write = _write_json if format == "json" else partial(_copy, format=format)
    written: dict[str, Writer] = {
        f"{table}.{format}": partial(write, table) for table in descriptor.table_names()
    }
    write_view = _write_csv if format == "csv" else write
    return written | {
        f"{view}.{format}": partial(write_view, view) for view in descriptor.view_names()
    }


def _copy(table: str, target: Path, *, format: str) -> None:
    shutil.copyfile(loading.path(table, format=format), target)


def as_json(rows: list[dict[str, Any]]) -> str:
    """Return rows as JSON: dates as text, lists as lists.

    Examples
    --------
    >>> print(as_json([{"name": "中国", "topics": None}]))
    [
      {
        "name": "中国",
        "topics": null
      }
    ]
    """
    return json.dumps(rows, ensure_ascii=False, indent=2, default=str)


def _write_csv(view: str, target: Path) -> None:
    """Write a view, which is not shipped as CSV, in the form of the tables that are."""
    fields = descriptor.fields(view).values()
    rows = loading.load(view, engine="arrow").to_pylist()
    texts = [[_csv_cell(row[field["name"]], field) for field in fields] for row in rows]
    content = write_csv([list(descriptor.fields(view)), *texts])
    target.write_text(content, encoding="utf-8", newline="")


def _csv_cell(cell: Any, field: descriptor.Descriptor) -> str:
    if cell is None:
        return ""
    return field["delimiter"].join(cell) if field["type"] == "list" else str(cell)


def _write_json(table: str, target: Path) -> None:
    rows = loading.load(table, engine="arrow").to_pylist()
    target.write_text(as_json(rows) + "\n", encoding="utf-8")
