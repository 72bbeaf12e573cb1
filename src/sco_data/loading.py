"""Load a table, and look up what is in it."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sco_data import descriptor
from sco_data.errors import DamagedPackageError, MissingExtraError

if TYPE_CHECKING:
    import polars as pl

Filter = tuple[str, str, Any]
Filters = list[Filter] | list[list[Filter]]

_OPERATORS = ("==", "=", "!=", "<", ">", "<=", ">=", "in", "not in")


def tables() -> pd.DataFrame:
    """List the tables.

    Returns
    -------
    pandas.DataFrame
        One row a table: ``table``, ``rows``, ``columns`` (their numbers) and ``description``.

    Examples
    --------
    >>> tables().head(3)[["table", "columns"]]
               table  columns
    0         events       15
    1  event_sources        2
    2   participants        7
    """
    listing = [
        {
            "table": name,
            "rows": _parquet_file(name).metadata.num_rows,
            "columns": len(descriptor.fields(name)),
            "description": descriptor.resource(name)["description"],
        }
        for name in descriptor.table_names()
    ]
    return pd.DataFrame(listing)


def schema(table: str) -> pd.DataFrame:
    """Describe the columns of a table.

    Parameters
    ----------
    table
        Name of a table.

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
    table
        Name of a table.
    format
        ``"csv"`` or ``"parquet"``.

    Returns
    -------
    pathlib.Path
        An existing file; a temporary copy if the library is imported from a zip archive.

    Raises
    ------
    UnknownNameError
        If there is no such table; a ``KeyError``.
    ValueError
        If there is no such format.
    DamagedPackageError
        If the file is missing.

    Examples
    --------
    >>> path("events", format="parquet").name
    'events.parquet'
    """
    if format not in ("csv", "parquet"):
        raise ValueError(f"no format {format!r}; there are: 'csv', 'parquet'")
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
    filters: Filters | None = ...,
    engine: Literal["pandas"] = ...,
) -> pd.DataFrame: ...
@overload
def load(
    table: str,
    *,
    columns: list[str] | None = ...,
    filters: Filters | None = ...,
    engine: Literal["arrow"],
) -> pa.Table: ...
@overload
def load(
    table: str,
    *,
    columns: list[str] | None = ...,
    filters: Filters | None = ...,
    engine: Literal["polars"],
) -> "pl.DataFrame": ...


def load(
    table: str,
    *,
    columns: list[str] | None = None,
    filters: Filters | None = None,
    engine: str = "pandas",
) -> "pd.DataFrame | pa.Table | pl.DataFrame":
    """Load a table.

    Parameters
    ----------
    table
        Name of a table; ``tables()`` lists them.
    columns
        Names of the columns to load, all by default; pushed down into the Parquet file.
    filters
        Conditions ``(column, operator, value)`` that all must hold, or a list of such lists of
        which one must hold; operators are ``== != < > <= >= in`` and ``not in``. A date may be
        given as ``"2018-07-12"``. Pushed down into the Parquet file.
    engine
        ``"pandas"``, ``"arrow"`` or ``"polars"``.

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
    5
    """
    if engine not in ("pandas", "arrow", "polars"):
        raise ValueError(f"no engine {engine!r}; there are: 'pandas', 'arrow', 'polars'")
    content = _read(table, columns, filters)
    if engine == "arrow":
        return content
    if engine == "polars":
        return _to_polars(content)
    return to_pandas(content)


def to_pandas(content: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a pandas one with the types that `load` promises.

    Examples
    --------
    >>> to_pandas(pa.table({"topics": [["energy", "finance"], None]}))["topics"].tolist()
    [['energy', 'finance'], None]
    """
    frame: pd.DataFrame = content.to_pandas(
        date_as_object=False, types_mapper={pa.int64(): pd.Int64Dtype()}.get
    )
    for field in content.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = pd.Series(content[field.name].to_pylist(), dtype="object")
    return frame


def _read(table: str, columns: list[str] | None, filters: Filters | None) -> pa.Table:
    if isinstance(columns, str):
        raise ValueError(f"columns takes a list: columns=[{columns!r}]")
    descriptor.check_columns(table, columns or [])
    condition = _condition(table, filters) if filters else None
    try:
        content = _parquet_file(table)
        if condition is None:
            return content.read(columns=columns)
        return pq.read_table(path(table, "parquet"), columns=columns, filters=condition)
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise ValueError(f"a filter on table {table!r} cannot be applied: {error}") from error
    except pa.ArrowInvalid as error:
        raise _damaged(table, error) from error


def _condition(table: str, filters: Filters) -> Any:
    """Check the filters and turn them into one Arrow expression."""
    groups: list[list[Filter]] = filters if isinstance(filters[0], list) else [filters]
    checked = [[_checked_filter(table, condition) for condition in group] for group in groups]
    try:
        return pq.filters_to_expression(checked)
    except (pa.ArrowInvalid, TypeError) as error:
        raise ValueError(f"a filter on table {table!r} cannot be applied: {error}") from error


def _checked_filter(table: str, condition: Filter) -> Filter:
    if not isinstance(condition, tuple) or len(condition) != 3:
        raise ValueError(f"a filter is a tuple (column, operator, value), not {condition!r}")
    column, operator, value = condition
    descriptor.check_columns(table, [column])
    if operator not in _OPERATORS:
        raise ValueError(f"no filter operator {operator!r}; there are: {', '.join(_OPERATORS)}")
    if operator.endswith("in") and not isinstance(value, (list, tuple, set, frozenset)):
        raise ValueError(f"the operator {operator!r} takes a list of values, not {value!r}")
    kind = descriptor.fields(table)[column]["type"]
    if kind == "list":
        raise ValueError(f"column {column!r} holds lists and cannot be filtered; load it first")
    if kind == "date":
        value = [_day(v) for v in value] if operator.endswith("in") else _day(value)
    return column, operator, value


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):  # pandas.Timestamp too
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"a date is written like '2018-07-12', not {value!r}") from None


def _parquet_file(table: str) -> pq.ParquetFile:
    file = path(table, "parquet")
    try:
        return pq.ParquetFile(file)
    except pa.ArrowInvalid as error:
        raise _damaged(table, error) from error


def _damaged(table: str, error: Exception) -> DamagedPackageError:
    return DamagedPackageError(f"{table}.parquet is damaged ({error}): reinstall sco-data")


def _to_polars(content: pa.Table) -> "pl.DataFrame":
    try:
        import polars  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError("polars", "polars") from None
    return polars.DataFrame(content)
