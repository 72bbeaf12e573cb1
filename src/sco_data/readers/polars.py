"""Read the Parquet file of a table with polars."""

from typing import TYPE_CHECKING

from sco_data.errors import require
from sco_data.loading import path
from sco_data.readers import check_names, damaged

if TYPE_CHECKING:
    import polars as pl

    from sco_data.filters import Filters


def read(table: str, columns: list[str] | None, filters: "Filters | None") -> "pl.DataFrame":
    """Read a table; takes and raises what `load` does."""
    polars = require("polars", "polars")
    content: pl.DataFrame
    if filters is not None:
        from sco_data.readers import arrow  # noqa: PLC0415 - filters are Arrow's

        rows = arrow.read(table, columns, filters)
        # Without what the file says of its columns: polars panics where that is damaged.
        content = polars.DataFrame(rows.from_arrays(rows.columns, names=rows.column_names))
        return content
    file = path(table, "parquet")
    try:
        content = polars.read_parquet(file, columns=columns, glob=False)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        raise damaged(table, error) from error
    check_names(table, columns, content.columns)
    return content
