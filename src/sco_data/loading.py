"""Load a table, and look up what is in it.

No library for tables is imported before it is known which one is needed.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from sco_data import descriptor
from sco_data.errors import DamagedPackageError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from sco_data.filters import Filters


def tables() -> "pd.DataFrame":
    """List the tables and the wide views made of them.

    Returns
    -------
    pandas.DataFrame
        One row a table: ``table``, ``kind`` (table or view), ``rows``, ``columns`` (their
        numbers) and ``description``.

    Examples
    --------
    >>> tables().groupby("kind", sort=False).head(2)[["table", "kind", "columns"]]
                table   kind  columns
    0          events  table       15
    1   event_sources  table        2
    18    events_wide   view       25
    19    quotes_wide   view       27
    """
    import pandas as pd  # noqa: PLC0415 - not before it is needed

    from sco_data.readers.arrow import parquet_file  # noqa: PLC0415

    views = descriptor.view_names()
    listing = [
        {
            "table": name,
            "kind": "view" if name in views else "table",
            "rows": parquet_file(name).metadata.num_rows,
            "columns": len(descriptor.fields(name)),
            "description": descriptor.resource(name)["description"],
        }
        for name in [*descriptor.table_names(), *views]
    ]
    return pd.DataFrame(listing)


def schema(table: str) -> "pd.DataFrame":
    """Describe the columns of a table.

    Parameters
    ----------
    table : str
        Name of a table or view.

    Returns
    -------
    pandas.DataFrame
        One row a column: ``column``, ``type`` (of Table Schema), ``required``, ``description``
        and ``example``.

    Raises
    ------
    UnknownNameError
        If there is no such table; a ``KeyError``.

    Examples
    --------
    >>> schema("places").head(2)[["column", "type", "required"]]
         column    type  required
    0  place_id  string      True
    1      name  string      True
    """
    import pandas as pd  # noqa: PLC0415 - not before it is needed

    listing = [
        {
            "column": name,
            "type": field["type"],
            "required": field.get("constraints", {}).get("required", False),
            "description": field["description"],
            "example": field["example"],
        }
        for name, field in descriptor.fields(table).items()
    ]
    return pd.DataFrame(listing)


def path(table: str, format: str = "csv") -> Path:
    """Return the path of a table's shipped file.

    Parameters
    ----------
    table : str
        Name of a table or view.
    format : {"csv", "parquet"}
        Which of the two files.

    Returns
    -------
    pathlib.Path
        An existing file; a temporary copy if the library is imported from a zip archive.

    Raises
    ------
    UnknownNameError
        If there is no such table; a ``KeyError``.
    ValueError
        If there is no such format; a view is shipped as Parquet only.
    DamagedPackageError
        If the file is missing.

    Examples
    --------
    >>> path("events", format="parquet").name
    'events.parquet'
    """
    if format not in ("csv", "parquet"):
        raise ValueError(f"no format {format!r}; there are: 'csv', 'parquet'")
    if format == "csv" and table in descriptor.view_names():
        raise ValueError(
            f"the view {table!r} is shipped as Parquet only: ask for format 'parquet', "
            "or write CSV files with `sco-data export`"
        )
    resource_of = {"csv": descriptor.resource, "parquet": descriptor.parquet_resource}[format]
    file: Path = descriptor.root() / resource_of(table)["path"]
    if not file.is_file():
        raise DamagedPackageError(f"{file} is missing: reinstall sco-data")
    return file


@overload
def load(
    table: str,
    *,
    columns: list[str] | None = ...,
    filters: "Filters | None" = ...,
    engine: Literal["pandas"] = ...,
) -> "pd.DataFrame": ...
@overload
def load(
    table: str,
    *,
    columns: list[str] | None = ...,
    filters: "Filters | None" = ...,
    engine: Literal["arrow"],
) -> "pa.Table": ...
@overload
def load(
    table: str,
    *,
    columns: list[str] | None = ...,
    filters: "Filters | None" = ...,
    engine: Literal["polars"],
) -> "pl.DataFrame": ...


def load(
    table: str,
    *,
    columns: list[str] | None = None,
    filters: "Filters | None" = None,
    engine: str = "pandas",
) -> "pd.DataFrame | pa.Table | pl.DataFrame":
    """Load a table.

    Parameters
    ----------
    table : str
        Name of a table or view; ``tables()`` lists them.
    columns : list of str, optional
        Names of the columns to load, all by default; pushed down into the Parquet file.
    filters : list of tuple, or list of list of tuple, optional
        Conditions ``(column, operator, value)`` that all must hold, or a list of such lists of
        which one must hold; operators are ``== != < > <= >= in`` and ``not in``. A date may be
        given as ``"2018-07-12"``. A missing value fulfils no condition. Pushed down into the
        Parquet file.
    engine : {"pandas", "arrow", "polars"}
        What to load it with.

    Returns
    -------
    pandas.DataFrame or pyarrow.Table or polars.DataFrame
        With pandas, dates are ``datetime64``, enumerations ``category``, integers ``Int64`` and
        lists Python lists; what is missing is missing.

    Raises
    ------
    UnknownNameError
        If there is no such table or column; a ``KeyError``.
    ValueError
        If there is no such engine, or a filter cannot be applied.
    MissingExtraError
        If the engine is not installed.
    DamagedPackageError
        If the file is missing or is no Parquet file any more.

    Examples
    --------
    >>> load("events", columns=["event_id", "type"], filters=[("start_on", "==", "2018-07-12")])
                              event_id           type
    0  2018-07-12-moscow-consultations  consultations
    >>> load("states", engine="arrow").num_columns
    6
    """
    if engine not in ("pandas", "arrow", "polars"):
        raise ValueError(f"no engine {engine!r}; there are: 'pandas', 'arrow', 'polars'")
    if columns is not None:
        _check_columns(table, columns)
    reader = import_module(f"sco_data.readers.{engine}")
    content: pd.DataFrame | pa.Table | pl.DataFrame = reader.read(table, columns, filters)
    return content


def _check_columns(table: str, columns: list[str]) -> None:
    if not isinstance(columns, list):
        raise ValueError(f"columns takes a list of names, not {columns!r}")
    descriptor.check_columns(table, columns)
    if len(set(columns)) < len(columns):
        raise ValueError(f"columns names a column twice: {columns!r}")
