"""Turn a CSV file, or the query of a view, into Parquet with the types of its Table Schema."""

import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from sco_data.databases import duckdb_query

ARROW_TYPES = {
    "date": pa.date32(),
    "integer": pa.int64(),
    "list": pa.list_(pa.string()),
    "number": pa.float64(),
    "string": pa.string(),
}


def metadata(resource: dict[str, Any], csv_hash: str | None = None) -> dict[bytes, bytes]:
    """Return what the Parquet file says of the table, and of the CSV it was made from."""
    origin = {} if csv_hash is None else {"csv_hash": csv_hash}
    texts = {
        "name": resource["name"],
        "title": resource["title"],
        "description": resource["description"],
        "table_schema": json.dumps(resource["schema"], ensure_ascii=False),
        **origin,
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


def read_view(sql: str, resource: dict[str, Any], tables: dict[str, pa.Table]) -> pa.Table:
    """Run the query of a view; the rows come in the order of its primary key.

    Raises
    ------
    ValueError
        If the query cannot be run, or its rows are not what the descriptor says of them.
    """
    path, key = resource["path"], resource["schema"]["primaryKey"]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    with duckdb.connect() as database:
        for name, table in tables.items():
            database.register(name, table)
        try:
            found = database.sql(f"{duckdb_query(sql, fields)} ORDER BY {', '.join(key)}")
            rows = found.to_arrow_table()
        except duckdb.Error as error:
            raise ValueError(f"{path} does not give what is described: {error}") from error
    for name, field in fields.items():
        if field.get("constraints", {}).get("required") and rows[name].null_count:
            raise ValueError(f"{path} does not always fill the required column {name!r}")
    if len(rows.group_by(key).aggregate([])) < len(rows):
        raise ValueError(f"{path} gives two rows with the same primary key")
    return pa.table({name: _conformed(rows[name], field) for name, field in fields.items()})


def described(table: pa.Table, resource: dict[str, Any], about: dict[bytes, bytes]) -> pa.Table:
    """Return the table with its titles and descriptions, and what else is said about it."""
    schema = pa.schema(
        [
            pa.field(
                field["name"],
                table.schema.field(field["name"]).type,
                nullable=not field.get("constraints", {}).get("required", False),
                metadata={"title": field["title"], "description": field["description"]},
            )
            for field in resource["schema"]["fields"]
        ],
        metadata=about,
    )
    return pa.Table.from_arrays(table.columns, schema=schema)


def parquet_bytes(table: pa.Table) -> bytes:
    """Return the Parquet file of a table: compressed, the same on every run."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True)
    return sink.getvalue()


def _typed(column: pa.ChunkedArray, field: dict[str, Any]) -> pa.Array:
    """Return a column of texts with the type of its field."""
    values = column.combine_chunks()
    if field["type"] == "list":
        return pc.split_pattern(values, field["delimiter"])
    return _conformed(values, field)


def _conformed(column: pa.ChunkedArray | pa.Array, field: dict[str, Any]) -> pa.Array:
    """Return a column in the one Arrow type that its field has."""
    enumeration = field.get("constraints", {}).get("enum")
    if not enumeration:
        return column.cast(ARROW_TYPES[field["type"]])
    indices = pc.index_in(column.cast(pa.string()), value_set=pa.array(enumeration))
    if isinstance(indices, pa.ChunkedArray):
        indices = indices.combine_chunks()
    return pa.DictionaryArray.from_arrays(indices, pa.array(enumeration))
