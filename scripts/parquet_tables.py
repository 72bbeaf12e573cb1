"""Turn a table's CSV file into Parquet with the real types of its Table Schema."""

import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

ARROW_TYPES = {
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "string": pa.string(),
}


def metadata(resource: dict[str, Any], csv_hash: str) -> dict[bytes, bytes]:
    """Return what the Parquet file says of the table, and of the CSV it was made from."""
    texts = {
        "name": resource["name"],
        "title": resource["title"],
        "description": resource["description"],
        "table_schema": json.dumps(resource["schema"], ensure_ascii=False),
        "csv_hash": csv_hash,
    }
    return {key.encode(): text.encode() for key, text in texts.items()}


def read_csv(file: Path, schema: dict[str, Any]) -> pa.Table:
    """Read a valid CSV file with the types of its Table Schema."""
    names = [field["name"] for field in schema["fields"]]
    texts = pyarrow.csv.read_csv(
        file,
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=schema["missingValues"],
            strings_can_be_null=True,
        ),
    )
    columns = [_typed(texts[field["name"]], field) for field in schema["fields"]]
    return pa.Table.from_arrays(columns, names=names)


def parquet_bytes(table: pa.Table, resource: dict[str, Any], csv_hash: str) -> bytes:
    """Return the Parquet file of a table: compressed, described, the same on every run."""
    described = pa.schema(
        [
            pa.field(
                field["name"],
                table.schema.field(field["name"]).type,
                nullable=not field.get("constraints", {}).get("required", False),
                metadata={"title": field["title"], "description": field["description"]},
            )
            for field in resource["schema"]["fields"]
        ],
        metadata=metadata(resource, csv_hash),
    )
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(table.columns, schema=described), sink, compression="zstd")
    return sink.getvalue()


def _typed(column: pa.ChunkedArray, field: dict[str, Any]) -> pa.Array:
    values = column.combine_chunks()
    if field["type"] == "list":
        return pc.split_pattern(values, field["delimiter"])
    enumeration = field.get("constraints", {}).get("enum")
    if enumeration:
        indices = pc.index_in(values, value_set=pa.array(enumeration))
        return pa.DictionaryArray.from_arrays(indices, pa.array(enumeration))
    return values.cast(ARROW_TYPES[field["type"]])
