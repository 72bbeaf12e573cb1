import datetime
import json
import sqlite3
from contextlib import closing

import duckdb
import pytest

import sco_data as sco
from sco_data import databases, descriptor

TABLES = descriptor.table_names()
VIEWS = descriptor.view_names()


def rows(table):
    return [tuple(row.values()) for row in sco.load(table, engine="arrow").to_pylist()]


def by_key(table, found):
    """Sort rows, for which a database promises no order."""
    columns = list(descriptor.fields(table))
    key = [columns.index(column) for column in descriptor.primary_key(table)]
    return sorted(found, key=lambda row: [row[index] for index in key])


@pytest.fixture(scope="module")
def sqlite_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("sqlite") / "sco.sqlite"
    databases.write_sqlite(file)
    return file


@pytest.fixture
def sqlite(sqlite_file):
    with closing(sqlite3.connect(sqlite_file)) as database:
        yield database


@pytest.fixture(scope="module")
def duckdb_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("duckdb") / "sco.duckdb"
    databases.write_duckdb(file)
    return file


@pytest.fixture
def duck(duckdb_file):
    with duckdb.connect(str(duckdb_file), read_only=True) as database:
        yield database


def as_sqlite(cell):
    if isinstance(cell, datetime.date):
        return str(cell)
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False, separators=(",", ":"))
    return cell


@pytest.mark.parametrize("table", [*TABLES, *VIEWS])
def test_sqlite_holds_every_cell(sqlite, table):
    found = by_key(table, sqlite.execute(f'SELECT * FROM "{table}"').fetchall())
    assert found == [tuple(map(as_sqlite, row)) for row in rows(table)]


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_has_the_keys_of_the_descriptor(sqlite, table):
    columns = sqlite.execute(f'PRAGMA table_info("{table}")').fetchall()
    key = [name for _, name, _, _, _, position in sorted(columns, key=lambda c: c[5]) if position]
    assert key == descriptor.primary_key(table)
    keys = sqlite.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
    assert {column: target for _, _, target, column, *_ in keys} == descriptor.foreign_keys(table)
    # Datasette needs the column named, even where it is the primary key.
    assert all([to] == descriptor.primary_key(target) for _, _, target, _, to, *_ in keys)
    for _, name, kind, required, _, _ in columns:
        field = descriptor.fields(table)[name]
        assert kind == databases.SQLITE_TYPES[field["type"]]
        assert bool(required) is field.get("constraints", {}).get("required", False)


def test_sqlite_is_whole_and_no_foreign_key_hangs_loose(sqlite):
    assert sqlite.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []


def test_sqlite_refuses_a_row_that_breaks_a_key(sqlite_file, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(sqlite_file.read_bytes())
    with closing(sqlite3.connect(copy)) as database:
        database.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            database.execute("INSERT INTO event_sources VALUES ('no-such-event', 'no-such-page')")
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            database.execute("INSERT INTO states SELECT * FROM states LIMIT 1")
        with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
            database.execute("INSERT INTO topics (topic_id) VALUES ('a')")


def test_sqlite_uses_an_index_to_follow_a_foreign_key(sqlite):
    for column, value in [("speaker_id", "rashid-alimov"), ("source_id", "x")]:
        plan = sqlite.execute(
            f"EXPLAIN QUERY PLAN SELECT * FROM quotes WHERE {column} = '{value}'"
        ).fetchall()
        assert f"USING INDEX quotes_{column}" in plan[0][3]


@pytest.mark.parametrize(
    ("table", "words", "id"),
    [
        ("events", "deputy ministers consultation Moscow", "2018-07-12-moscow-consultations"),
        ("events", "консультации Москве", "2018-07-12-moscow-consultations"),
        ("quotes", "recall Qingdao contact", "sectsco-20180712-456792-q1"),
        ("speakers", "алимов", "rashid-alimov"),
        ("organisations", "drugs crime", "unodc"),
    ],
)
def test_sqlite_searches_titles_summaries_gists_and_names(sqlite, table, words, id):
    found = sqlite.execute(
        f"SELECT {descriptor.primary_key(table)[0]} FROM {table} "
        f"WHERE rowid IN (SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH ?)",
        [words],
    ).fetchall()
    assert (id,) in found
    assert len(found) < len(sco.load(table)) / 4


def test_sqlite_reads_lists(sqlite):
    (number,) = sqlite.execute(
        "SELECT count(*) FROM events, json_each(topics) WHERE value = 'energy'"
    ).fetchone()
    assert number == sum("energy" in topics for topics in sco.load("events")["topics"])


@pytest.mark.parametrize("table", [*TABLES, *VIEWS])
def test_duckdb_holds_every_cell_with_its_type(duck, table):
    assert by_key(table, duck.execute(f'SELECT * FROM "{table}"').fetchall()) == rows(table)
    types = dict(
        duck.execute(f'SELECT column_name, column_type FROM (DESCRIBE "{table}")').fetchall()
    )
    for name, field in descriptor.fields(table).items():
        values = field.get("constraints", {}).get("enum")
        if values:
            assert types[name] == f"ENUM({', '.join(map(repr, values))})"
        else:
            assert types[name] == databases.DUCKDB_TYPES[field["type"]]


def test_duckdb_has_the_keys_and_descriptions_of_the_descriptor(duck):
    comments = duck.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
    ).fetchall()
    keys = duck.execute(
        "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
        "WHERE constraint_type = 'PRIMARY KEY'"
    ).fetchall()
    assert dict(keys) == {table: descriptor.primary_key(table) for table in TABLES}
    assert sorted(comments) == sorted(
        (table, name, field["description"])
        for table in [*TABLES, *VIEWS]
        for name, field in descriptor.fields(table).items()
    )


@pytest.mark.parametrize("write", [databases.write_sqlite, databases.write_duckdb])
def test_a_file_that_cannot_be_written_is_named(write, tmp_path):
    with pytest.raises(OSError, match=r"cannot write sco\.db"):
        write(tmp_path / "no-such-folder" / "sco.db")
