import duckdb
import pandas as pd
import polars
import pyarrow.parquet as pq
import pytest

import sco_data as sco
from sco_data import descriptor

ALL = [*descriptor.table_names(), *descriptor.view_names()]


@pytest.mark.parametrize("table", ALL)
def test_every_table_and_view_is_there(table):
    count = sco.connect().execute(f"SELECT count(*) FROM {table}").fetchone()
    assert count == (len(sco.load(table)),)


def test_connections_are_of_their_own():
    sco.connect().execute("CREATE TABLE mine (x INTEGER)")
    assert ("mine",) not in sco.connect().execute("SHOW TABLES").fetchall()


def test_the_package_opens_in_frictionless():
    package = sco.package()
    assert package.get_resource("events").read_rows()[0]["event_id"]
    assert len(package.resources) == 2 * len(ALL)


PLAIN = {
    "polars": {
        "date": polars.Date,
        "integer": polars.Int64,
        "list": polars.List(polars.String),
        "number": polars.Float64,
        "string": polars.String,
    },
    "duckdb": {
        "date": "DATE",
        "integer": "BIGINT",
        "list": "VARCHAR[]",
        "number": "DOUBLE",
        "string": "VARCHAR",
    },
}


@pytest.mark.parametrize("table", ALL)
def test_engines_read_the_file_itself_with_the_right_types(table):
    file = str(sco.path(table, format="parquet"))
    expected = sco.load(table, engine="arrow").to_pylist()
    fields = descriptor.fields(table)

    polars_frame = polars.read_parquet(file)
    assert polars_frame.to_dicts() == expected
    for name, field in fields.items():
        enumeration = "enum" in field.get("constraints", {})
        kind = polars_frame.schema[name]
        assert kind == (polars.Categorical if enumeration else PLAIN["polars"][field["type"]])

    relation = duckdb.connect().read_parquet(file)
    assert relation.fetchall() == [tuple(row.values()) for row in expected]
    types = dict(zip(relation.columns, map(str, relation.types), strict=True))
    assert types == {name: PLAIN["duckdb"][field["type"]] for name, field in fields.items()}

    assert pq.read_table(file).to_pylist() == expected

    frame = pd.read_parquet(file, engine="pyarrow", dtype_backend="pyarrow")
    assert [clean(row) for row in frame.to_dict("records")] == expected


def clean(row):
    return {
        name: cell if isinstance(cell, list) or not pd.isna(cell) else None
        for name, cell in row.items()
    }
