"""Read the Parquet file of a table with pandas, and pyarrow below it."""

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from sco_data.readers import arrow

if TYPE_CHECKING:
    from sco_data.filters import Filters


def read(table: str, columns: list[str] | None, filters: "Filters | None") -> pd.DataFrame:
    """Read a table; takes and raises what `load` does."""
    return _to_pandas(arrow.read(table, columns, filters))


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
