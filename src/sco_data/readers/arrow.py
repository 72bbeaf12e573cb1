"""Read the Parquet file of a table with pyarrow."""

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from sco_data.loading import path
from sco_data.readers import check_names, damaged

if TYPE_CHECKING:
    from sco_data.filters import Filters


def read(table: str, columns: list[str] | None, filters: "Filters | None") -> pa.Table:
    """Read a table; takes and raises what `load` does."""
    expression = None
    if filters is not None:
        from sco_data.filters import condition  # noqa: PLC0415 - what it computes with is heavy

        expression = condition(table, filters)
    file = path(table, "parquet")
    try:
        if expression is None:
            opened = pq.ParquetFile(file, page_checksum_verification=True)
            content = opened.read(columns=columns)
        else:
            content = pq.read_table(
                file, columns=columns, filters=expression, page_checksum_verification=True
            )
        names: list[str] = content.column_names
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
        raise ValueError(f"a filter on table {table!r} cannot be applied: {error}") from error
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise damaged(table, error) from error
    check_names(table, columns, names)
    return content


def parquet_file(table: str) -> pq.ParquetFile:
    """Open a table's Parquet file.

    Raises
    ------
    DamagedPackageError
        If the file is missing, is no Parquet file, or is not that table.
    """
    try:
        content = pq.ParquetFile(path(table, "parquet"))
        names = content.schema_arrow.names
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as error:
        raise damaged(table, error) from error
    check_names(table, None, names)
    return content
