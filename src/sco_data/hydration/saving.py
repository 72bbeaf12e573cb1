"""Choose which quotes are hydrated, and save what became of them."""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sco_data import engines, loading
from sco_data.canonical import write_csv
from sco_data.errors import require
from sco_data.exporting import as_json
from sco_data.files import replacing
from sco_data.hydration.hydrating import FILLED

ENDINGS = (".csv", ".json", ".parquet")
RIGHTS = (
    "The words are their publishers', not part of sco-data: "
    "mind their rights before you pass them on."
)


def choose(condition: str | None) -> pd.DataFrame:
    """Load the quotes that fulfil a condition.

    Parameters
    ----------
    condition : str, optional
        In SQL as DuckDB speaks it, about the columns of ``quotes``; all quotes without it.

    Returns
    -------
    pandas.DataFrame
        Rows of ``quotes``.

    Raises
    ------
    ValueError
        If DuckDB does not accept the condition, or no quote fulfils it.
    MissingExtraError
        If DuckDB is not installed (extra ``duckdb``).

    Examples
    --------
    >>> choose("speaker_id = 'rashid-alimov' AND language = 'en'")["speaker_id"].unique().tolist()
    ['rashid-alimov']
    """
    if condition is None:
        return loading.load("quotes")
    connection = engines.connect()
    try:
        rows = connection.view("quotes").filter(condition).project("quote_id").fetchall()
    except require("duckdb", "duckdb").Error as error:
        raise ValueError(f"DuckDB does not accept the condition of --quotes: {error}") from None
    if not rows:
        raise ValueError(f"no quote fulfils {condition!r}; `sco-data schema quotes` shows columns")
    return loading.load("quotes", filters=[("quote_id", "in", [row[0] for row in rows])])


def check(target: Path) -> None:
    """Tell before anything is fetched whether a file can be written.

    Raises
    ------
    ValueError
        If its ending tells no format.
    FileExistsError
        If it is there already.
    FileNotFoundError
        If its folder does not exist.
    """
    if target.suffix not in ENDINGS:
        raise ValueError(f"{target} should end with one of {', '.join(ENDINGS)}")
    if target.exists():
        raise FileExistsError(f"{target} is there already: move it or choose another name")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {target.parent}: make it first")


def save(filled: pd.DataFrame, target: Path) -> None:
    """Write hydrated quotes to a file that is not there yet.

    Raises
    ------
    ValueError, FileExistsError, FileNotFoundError
        As by `check`.
    """
    check(target)
    table = to_arrow(filled)
    with replacing(target) as temporary:
        if target.suffix == ".parquet":
            pq.write_table(table, temporary)
        elif target.suffix == ".json":
            temporary.write_text(as_json(table.to_pylist()) + "\n", encoding="utf-8")
        else:
            rows = [[_cell(value) for value in row.values()] for row in table.to_pylist()]
            temporary.write_text(
                write_csv([table.column_names, *rows]), encoding="utf-8", newline=""
            )


def to_arrow(filled: pd.DataFrame) -> pa.Table:
    """Turn hydrated quotes into an Arrow table: what became of them first, days as days."""
    first = ["quote_id", *FILLED]
    ordered = filled[first + [name for name in filled.columns if name not in first]]
    table = pa.Table.from_pandas(ordered, preserve_index=False).replace_schema_metadata()
    days = [pa.field(f.name, pa.date32()) if _is_time(f) else f for f in table.schema]
    return table.cast(pa.schema(days))


def summary(filled: pd.DataFrame) -> str:
    """Say how many quotes came to what, and whose words they are."""
    numbers = filled["status"].value_counts(sort=False)
    counted = ", ".join(f"{number} {status}" for status, number in numbers.items() if number)
    return f"{len(filled)} quotes: {counted}. {RIGHTS}"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, list) else str(value)


def _is_time(field: pa.Field) -> bool:
    return bool(pa.types.is_timestamp(field.type))
