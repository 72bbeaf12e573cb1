"""CSV and Parquet hold the same rows, in canonical form, and survive a round trip."""

import csv
import io
import json
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sco_data as sco
from sco_data import descriptor

ROOT = Path(__file__).resolve().parents[2]
TABLES = descriptor.table_names()
ALL = [*TABLES, *descriptor.view_names()]
ARROW = {
    "date": pa.date32(),
    "integer": pa.int64(),
    "list": pa.list_(pa.string()),
    "number": pa.float64(),
    "string": pa.string(),
}


def parquet_rows(table):
    return sco.load(table, engine="arrow").to_pylist()


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_are_equal_cell_by_cell(table):
    resource = sco.package().get_resource(table)
    rows = [
        {
            name: float(cell)
            if resource.schema.get_field(name).type == "number" and cell is not None
            else cell
            for name, cell in row.to_dict().items()
        }
        for row in resource.read_rows()
    ]
    assert rows == parquet_rows(table)


@pytest.mark.parametrize("table", ALL)
def test_parquet_schema_is_the_table_schema(table):
    arrow = pq.read_schema(sco.path(table, "parquet"))
    fields = descriptor.fields(table)
    assert arrow.names == list(fields)
    for name, field in fields.items():
        found = arrow.field(name)
        if "enum" in field.get("constraints", {}):
            assert pa.types.is_dictionary(found.type)
            assert found.type.value_type == pa.string()
        else:
            assert found.type.equals(ARROW[field["type"]]) or found.type == ARROW[field["type"]]
        assert found.nullable is not field.get("constraints", {}).get("required", False)
        assert found.metadata[b"description"].decode() == field["description"]
        assert found.metadata[b"title"].decode() == field["title"]
    resource = descriptor.resource(table)
    assert arrow.metadata[b"description"].decode() == resource["description"]
    assert json.loads(arrow.metadata[b"table_schema"]) == resource["schema"]


@pytest.mark.parametrize("table", ALL)
def test_parquet_is_compressed_with_zstd(table):
    footer = pq.read_metadata(sco.path(table, "parquet"))
    columns = [
        footer.row_group(group).column(column)
        for group in range(footer.num_row_groups)
        for column in range(footer.num_columns)
    ]
    assert {column.compression for column in columns} <= {"ZSTD"}


@pytest.mark.parametrize("table", TABLES)
def test_csv_is_canonical(table):
    content = sco.path(table).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    text = content.decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text))
    assert header == list(descriptor.fields(table))
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    assert written.getvalue() == text, "minimal quoting"
    fields = descriptor.fields(table)
    key = [
        tuple(
            int(cell) if fields[c]["type"] == "integer" else cell
            for c, cell in zip(header, row, strict=True)
            if c in descriptor.primary_key(table)
        )
        for row in rows
    ]
    assert key == sorted(key), "sorted by primary key"


@pytest.mark.parametrize("table", ALL)
def test_round_trip_through_pandas(table, tmp_path):
    frame = sco.load(table)
    frame.to_parquet(tmp_path / "table.parquet")
    again = pa.Table.from_pandas(frame, preserve_index=False)
    for name, field in descriptor.fields(table).items():
        cells = again[name].to_pylist()
        expected = sco.load(table, columns=[name], engine="arrow")[name].to_pylist()
        if field["type"] == "date":
            cells = [cell and cell.date() for cell in cells]
        assert cells == expected
    stored = pd.read_parquet(tmp_path / "table.parquet", engine="pyarrow")
    assert len(stored) == len(frame)


@pytest.mark.parametrize("table", ALL)
def test_round_trip_through_polars(table, tmp_path):
    sco.load(table, engine="polars").write_parquet(tmp_path / "table.parquet")
    assert polars.read_parquet(tmp_path / "table.parquet").to_dicts() == parquet_rows(table)


@pytest.mark.parametrize("table", ALL)
def test_round_trip_through_duckdb(table, tmp_path):
    file = tmp_path / "table.parquet"
    sco.connect().execute(f"COPY {table} TO '{file}' (FORMAT parquet)")
    rows = duckdb.connect().execute(f"SELECT * FROM '{file}'").fetchall()
    assert rows == [tuple(row.values()) for row in parquet_rows(table)]


@pytest.mark.parametrize("table", TABLES)
def test_round_trip_through_frictionless(table, tmp_path):
    schema = frictionless.Schema.from_descriptor(descriptor.resource(table)["schema"])
    schema.foreign_keys = []
    resource = sco.package().get_resource(table)
    written = frictionless.Resource(path="table.csv", basepath=str(tmp_path), schema=schema)
    resource.write(written)
    again = frictionless.Resource(path="table.csv", basepath=str(tmp_path), schema=schema)
    assert [r.to_dict() for r in again.read_rows()] == [r.to_dict() for r in resource.read_rows()]


def test_plain_frictionless_finds_the_package_valid():
    report = frictionless.validate(str(ROOT / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert len(report.tasks) == 2 * len(ALL)


@pytest.mark.xfail(reason="Frictionless 5.21 cannot read lists from Parquet", strict=True)
def test_frictionless_reads_parquet_lists():
    """Once it does, the Parquet resources can be tables with the format `parquet`."""
    schema = frictionless.Schema.from_descriptor(descriptor.resource("events")["schema"])
    resource = frictionless.Resource(
        path="events.parquet", basepath=str(ROOT / "data"), format="parquet", schema=schema
    )
    assert resource.validate().valid
