import datetime
from functools import partial

import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sco_data as sco
from sco_data import descriptor

TABLES = descriptor.table_names()
CALLS = [
    partial(sco.load, "events", engine=engine, **selection)
    for engine in ("pandas", "arrow", "polars")
    for selection in (
        {},
        {"columns": ["event_id", "title"]},
        {"filters": [("type", "==", "summit")]},
    )
]
"""Every way to load a table."""


@pytest.mark.parametrize("table", TABLES)
def test_pandas_types_are_those_of_the_table_schema(table):
    frame = sco.load(table)
    for name, field in descriptor.fields(table).items():
        kind = frame[name].dtype
        enumeration = field.get("constraints", {}).get("enum")
        if enumeration:
            assert isinstance(kind, pd.CategoricalDtype)
            assert list(kind.categories) == enumeration
        elif field["type"] == "date":
            assert pd.api.types.is_datetime64_dtype(kind)
        elif field["type"] == "integer":
            assert kind == pd.Int64Dtype()
        elif field["type"] == "number":
            assert kind == "float64"
        elif field["type"] == "list":
            assert all(cell is None or isinstance(cell, list) for cell in frame[name])
        else:
            assert pd.api.types.is_string_dtype(kind)


@pytest.mark.parametrize("table", TABLES)
def test_engines_give_the_same_rows(table):
    arrow = sco.load(table, engine="arrow")
    assert isinstance(arrow, pa.Table)
    assert sco.load(table, engine="polars").to_dicts() == arrow.to_pylist()
    assert len(sco.load(table)) == arrow.num_rows


@pytest.mark.parametrize("table", TABLES)
def test_polars_gives_what_it_makes_of_the_arrow_table(table):
    for columns in (None, list(descriptor.fields(table))[1::-1]):
        frame = sco.load(table, columns=columns, engine="polars")
        expected = polars.DataFrame(sco.load(table, columns=columns, engine="arrow"))
        assert frame.schema == expected.schema
        assert frame.equals(expected)


def test_polars_types():
    schema = sco.load("events", engine="polars").schema
    assert schema["start_on"] == polars.Date
    assert schema["topics"] == polars.List(polars.String)


def test_columns_come_in_the_order_asked_for():
    assert list(sco.load("states", columns=["name", "state_id"])) == ["name", "state_id"]


@pytest.mark.parametrize(
    "day", ["2018-07-12", datetime.date(2018, 7, 12), pd.Timestamp("2018-07-12")]
)
def test_filters_on_dates_take_text_and_dates(day):
    found = sco.load("events", columns=["event_id"], filters=[("start_on", "==", day)])
    assert found["event_id"].tolist() == ["2018-07-12-moscow-consultations"]


def test_filters_joined_by_and_and_or():
    either = sco.load("events", filters=[[("type", "==", "summit")], [("type", "==", "signing")]])
    assert set(either["type"]) == {"summit", "signing"}
    both = sco.load("events", filters=[("type", "in", ["summit"]), ("start_on", "<", "2010-01-01")])
    assert set(both["type"]) == {"summit"}
    assert both["start_on"].max() < pd.Timestamp("2010-01-01")


@given(
    st.sampled_from(["==", "!=", "<", ">", "<=", ">="]),
    st.dates(min_value=datetime.date(1995, 1, 1), max_value=datetime.date(2030, 1, 1)),
)
def test_a_filter_is_what_selecting_afterwards_gives(operator, day):
    compare = {"==": "eq", "!=": "ne", "<": "lt", ">": "gt", "<=": "le", ">=": "ge"}[operator]
    events = sco.load("events", columns=["event_id", "start_on"])
    expected = events.loc[getattr(events["start_on"], compare)(pd.Timestamp(day)), "event_id"]
    found = sco.load("events", filters=[("start_on", operator, day)])
    assert found["event_id"].tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"table": "event"}, KeyError, "did you mean 'events'"),
        ({"table": "xyz"}, KeyError, "there are: 'events', "),
        (
            {"columns": ["titel"]},
            KeyError,
            "no column 'titel' in table 'events'; did you mean 'title'",
        ),
        ({"columns": "title"}, ValueError, "columns takes a list"),
        ({"engine": "spark"}, ValueError, "there are: 'pandas', 'arrow', 'polars'"),
        ({"filters": [("start", "==", "2018-07-12")]}, KeyError, "did you mean 'start_on'"),
        ({"filters": [("start_on", "=>", "2018-07-12")]}, ValueError, "no filter operator '=>'"),
        ({"filters": [("start_on", ">=", "July")]}, ValueError, "written like '2018-07-12'"),
        ({"filters": [("type", "in", "summit")]}, ValueError, "takes a list of values"),
        ({"filters": [("topics", "==", "energy")]}, ValueError, "holds lists"),
        ({"filters": ["type"]}, ValueError, "a filter is a tuple"),
        ({"filters": 5}, ValueError, "filters takes a list"),
        ({"filters": []}, ValueError, "filters takes a list"),
        ({"filters": [[]]}, ValueError, "a filter is a tuple"),
        ({"filters": [("type", "==", "sumit")]}, ValueError, "did you mean 'summit'"),
        ({"filters": [("note", "==", None)]}, ValueError, "missing value"),
        ({"columns": 5}, ValueError, "columns takes a list"),
        ({"columns": ["title", "title"]}, ValueError, "twice"),
        ({"filters": [("title", ">", 5)]}, ValueError, "cannot be applied"),
    ],
)
def test_what_cannot_be_loaded(arguments, error, message):
    with pytest.raises(error) as caught:
        sco.load(**{"table": "events", **arguments})
    assert message in str(caught.value)


def test_a_missing_value_fulfils_no_condition():
    places = sco.load("events", columns=["place_id"])["place_id"].dropna()
    for operator, value in (("!=", "moscow-ru"), ("not in", ["moscow-ru"])):
        found = sco.load("events", filters=[("place_id", operator, value)])
        assert len(found) == (places != "moscow-ru").sum()


def test_a_file_of_another_table_is_named(spoiled_installation):
    data = spoiled_installation / "data"
    (data / "events.parquet").write_bytes((data / "states.parquet").read_bytes())
    for call in (*CALLS, sco.tables, sco.connect):
        with pytest.raises(sco.DamagedPackageError, match=r"events\.parquet is damaged"):
            call()


def test_a_single_bit_is_missed_in_no_page(spoiled_installation):
    """Each page has a checksum, so that Arrow and pandas never give a wrong value."""
    file = spoiled_installation / "data" / "topics.parquet"
    content = file.read_bytes()
    columns = pq.ParquetFile(file).metadata.row_group(0)
    for number in range(columns.num_columns):
        end = columns.column(number).dictionary_page_offset
        end += columns.column(number).total_compressed_size
        file.write_bytes(content[: end - 1] + bytes([content[end - 1] ^ 1]) + content[end:])
        for filters in (None, [("topic_id", "!=", "energy")]):
            with pytest.raises(sco.DamagedPackageError, match=r"topics\.parquet is damaged"):
                sco.load("topics", filters=filters)


@pytest.mark.parametrize("call", CALLS)
def test_flipped_bytes_are_named(spoiled_installation, call):
    file = spoiled_installation / "data" / "events.parquet"
    content = bytearray(file.read_bytes())
    content[200:5000] = bytes(4800)
    file.write_bytes(content)
    with pytest.raises(sco.DamagedPackageError, match=r"events\.parquet is damaged"):
        call()


@pytest.mark.parametrize("text", ["{", "{}", "[]", '{"resources": []}'])
def test_a_spoiled_descriptor_is_named(spoiled_installation, text):
    from sco_data import descriptor

    (spoiled_installation / "datapackage.json").write_text(text)
    descriptor.descriptor.cache_clear()
    try:
        with pytest.raises(sco.DamagedPackageError, match=r"datapackage\.json .*reinstall"):
            sco.load("events")
    finally:
        descriptor.descriptor.cache_clear()


def test_tables_counts_the_rows():
    listing = sco.tables().set_index("table")
    assert list(listing.index) == [*TABLES, *descriptor.view_names()]
    for table in listing.index:
        assert listing.loc[table, "rows"] == len(sco.load(table))
        assert listing.loc[table, "columns"] == len(sco.load(table).columns)


def test_schema_tells_type_and_duty():
    described = sco.schema("events").set_index("column")
    assert list(described.index) == list(sco.load("events"))
    assert described.loc["start_on", "type"] == "date"
    assert described.loc["start_on", "required"]
    assert not described.loc["note", "required"]


def test_path_is_the_shipped_file():
    assert sco.path("events").read_text(encoding="utf-8").startswith("event_id,")
    assert sco.path("events", format="parquet").read_bytes().startswith(b"PAR1")
    with pytest.raises(ValueError, match="there are: 'csv', 'parquet'"):
        sco.path("events", format="xlsx")


def test_a_deleted_file_is_named(spoiled_installation):
    (spoiled_installation / "data" / "events.parquet").unlink()
    for call in (*CALLS, sco.tables, sco.connect):
        with pytest.raises(sco.DamagedPackageError, match=r"events\.parquet is missing: reinst"):
            call()


def test_a_truncated_file_is_named(spoiled_installation):
    file = spoiled_installation / "data" / "events.parquet"
    file.write_bytes(file.read_bytes()[:1000])
    for call in (*CALLS, sco.tables, sco.connect):
        with pytest.raises(sco.DamagedPackageError, match=r"events\.parquet is damaged"):
            call()


@pytest.mark.parametrize(
    ("library", "call"),
    [
        ("polars", lambda: sco.load("states", engine="polars")),
        ("duckdb", sco.connect),
        ("frictionless", sco.package),
    ],
)
def test_an_extra_that_is_not_installed_is_named(monkeypatch, library, call):
    monkeypatch.setitem(__import__("sys").modules, library, None)
    extra = "validate" if library == "frictionless" else library
    with pytest.raises(sco.MissingExtraError, match=rf"pip install 'sco-data\[{extra}\]'"):
        call()


def test_unknown_attribute():
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        sco.laod  # noqa: B018
    assert "load" in dir(sco)
    assert sco.__version__ == descriptor.descriptor()["version"]


def test_a_view_loads_like_a_table():
    columns = ["organisation_id", "first_agreement_on"]
    signed = [("kind", "==", "un-body"), ("agreements", ">", 1)]
    frame = sco.load("partners", columns=columns, filters=signed)
    assert list(frame) == columns
    assert set(frame["organisation_id"]) >= {"unesco", "unodc"}
    assert frame["first_agreement_on"].dtype.kind == "M"
    wide = sco.load("events_wide")
    assert isinstance(wide["source_urls"].iloc[0], list)
    assert wide["type"].dtype == "category"
    assert sco.load("state_years", engine="polars").height == len(sco.load("state_years"))
    assert sco.schema("state_years")["column"].tolist() == list(sco.load("state_years"))


def test_views_are_told_apart_from_tables():
    kinds = sco.tables().set_index("table")["kind"]
    assert kinds[kinds == "view"].index.tolist() == descriptor.view_names()
    assert kinds[kinds == "table"].index.tolist() == descriptor.table_names()


def test_a_view_is_not_shipped_as_csv():
    assert sco.path("partners", format="parquet").name == "partners.parquet"
    with pytest.raises(ValueError, match="'partners' is shipped as Parquet only"):
        sco.path("partners")


def test_a_view_is_named_as_the_nearest_right_one():
    with pytest.raises(KeyError, match="did you mean 'state_years'"):
        sco.load("state_year")


def test_a_missing_query_is_told_of(spoiled_installation):
    (spoiled_installation / "data" / "partners.sql").unlink()
    with pytest.raises(sco.DamagedPackageError, match=r"partners\.sql is missing"):
        descriptor.view_sql("partners")
