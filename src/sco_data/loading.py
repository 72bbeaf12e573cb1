"""Load a table, and look up what is in it."""

import datetime
import operator
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sco_data import descriptor
from sco_data.errors import DamagedPackageError, nearest, require

if TYPE_CHECKING:
    import polars as pl

Filter = tuple[str, str, Any]
Filters = list[Filter] | list[list[Filter]]

_COMPARISONS = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_OPERATORS = [*_COMPARISONS, "in", "not in"]


def tables() -> pd.DataFrame:
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


def schema(table: str) -> pd.DataFrame:
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
    content = _read(table, columns, filters)
    if engine == "arrow":
        return content
    if engine == "polars":
        return _to_polars(content)
    return _to_pandas(content)


def _read(table: str, columns: list[str] | None, filters: Filters | None) -> pa.Table:
    if columns is not None:
        _check_columns(table, columns)
    condition = None if filters is None else _condition(table, filters)
    file = parquet_file(table)
    try:
        if condition is None:
            return file.read(columns=columns)
        return pq.read_table(path(table, "parquet"), columns=columns, filters=condition)
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise ValueError(f"a filter on table {table!r} cannot be applied: {error}") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise _damaged(table, error) from error


def _check_columns(table: str, columns: list[str]) -> None:
    if not isinstance(columns, list):
        raise ValueError(f"columns takes a list of names, not {columns!r}")
    descriptor.check_columns(table, columns)
    if len(set(columns)) < len(columns):
        raise ValueError(f"columns names a column twice: {columns!r}")


def _condition(table: str, filters: Filters) -> pc.Expression:
    """Check the filters and turn them into one Arrow expression."""
    if not isinstance(filters, list) or not filters:
        raise ValueError(f"filters takes a list of tuples (column, operator, value): {filters!r}")
    groups = filters if all(isinstance(group, list) and group for group in filters) else [filters]
    alternatives = [
        reduce(operator.and_, [_expression(table, condition) for condition in group])
        for group in groups
    ]
    return reduce(operator.or_, alternatives)


def _expression(table: str, condition: Any) -> pc.Expression:
    if not isinstance(condition, tuple) or len(condition) != 3:
        raise ValueError(f"a filter is a tuple (column, operator, value), not {condition!r}")
    column, name, value = condition
    descriptor.check_columns(table, [column])
    field = pc.field(column)
    if name in ("in", "not in"):
        if not isinstance(value, (list, tuple, set, frozenset)):
            raise ValueError(f"the operator {name!r} takes a list of values, not {value!r}")
        among = field.isin(pa.array([_value(table, column, item) for item in value]))
        # As with the other operators, a missing value fulfils no condition.
        return among if name == "in" else ~among & field.is_valid()
    if name not in _COMPARISONS:
        raise ValueError(f"no filter operator {name!r}; there are: {', '.join(_OPERATORS)}")
    return _COMPARISONS[name](field, pa.scalar(_value(table, column, value)))


def _value(table: str, column: str, value: Any) -> Any:
    """Check a value that a column is compared with."""
    field = descriptor.fields(table)[column]
    if value is None:
        raise ValueError(f"nothing compares with a missing value: load {column!r}, then .isna()")
    if field["type"] == "list":
        raise ValueError(f"column {column!r} holds lists and cannot be filtered; load it first")
    if field["type"] == "date":
        return _day(value)
    allowed = field.get("constraints", {}).get("enum")
    if allowed and value not in allowed:
        raise ValueError(f"column {column!r} is never {value!r}; {nearest(str(value), allowed)}")
    return value


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):  # pandas.Timestamp too
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"a date is written like '2018-07-12', not {value!r}") from None


def parquet_file(table: str) -> pq.ParquetFile:
    """Open a table's Parquet file.

    Raises
    ------
    DamagedPackageError
        If the file is missing, is no Parquet file, or is not that table.
    """
    file = path(table, "parquet")
    try:
        content = pq.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise _damaged(table, error) from error
    if content.schema_arrow.names != list(descriptor.fields(table)):
        raise _damaged(table, "its columns are not those of the table")
    return content


def _damaged(table: str, error: object) -> DamagedPackageError:
    return DamagedPackageError(f"{table}.parquet is damaged ({error}): reinstall sco-data")


def _to_pandas(content: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a pandas one with the types that `load` promises.

    Examples
    --------
    >>> _to_pandas(pa.table({"topics": [["energy", "finance"], None]}))["topics"].tolist()
    [['energy', 'finance'], None]
    """
    frame: pd.DataFrame = content.to_pandas(
        date_as_object=False, types_mapper={pa.int64(): pd.Int64Dtype()}.get
    )
    for field in content.schema:
        if pa.types.is_list(field.type):
            frame[field.name] = pd.Series(content[field.name].to_pylist(), dtype="object")
    return frame


def _to_polars(content: pa.Table) -> "pl.DataFrame":
    frame: pl.DataFrame = require("polars", "polars").DataFrame(content)
    return frame
