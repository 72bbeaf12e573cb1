"""Write the tables into one database file, for SQLite or for DuckDB."""

import datetime
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sco_data import descriptor, loading
from sco_data.errors import require

SEARCHED = re.compile(r"title|name|other_names|summary|gist")
"""How the columns begin that full-text search looks into."""

SQLITE_TYPES = {
    "date": "TEXT",
    "integer": "INTEGER",
    "list": "TEXT",
    "number": "REAL",
    "string": "TEXT",
}
DUCKDB_TYPES = {
    "date": "DATE",
    "integer": "BIGINT",
    "list": "VARCHAR[]",
    "number": "DOUBLE",
    "string": "VARCHAR",
}


def write_sqlite(target: Path) -> None:
    """Write an SQLite database with keys, foreign keys, indexes, views and full-text search.

    Dates are texts such as ``2018-07-12``, lists JSON arrays. The table ``events_fts`` searches
    ``events`` (FTS5, external content), and so on.

    Parameters
    ----------
    target : pathlib.Path
        An empty file.

    Raises
    ------
    OSError
        If SQLite cannot write it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_sqlite(Path(folder, "sco.sqlite"))
    ...     with closing(sqlite3.connect(Path(folder, "sco.sqlite"))) as database:
    ...         database.execute("SELECT name FROM states WHERE state_id = 'KZ'").fetchone()
    ('Kazakhstan',)
    """
    try:
        with closing(sqlite3.connect(target)) as database:
            for table in descriptor.table_names():
                database.execute(_create_sqlite_table(table))
                _insert(database, table)
                for statement in [*_create_indexes(table), *_create_search(table)]:
                    database.execute(statement)
            for view in descriptor.view_names():
                database.execute(f"CREATE VIEW {_quoted(view)} AS\n{descriptor.view_sql(view)}")
            database.execute("ANALYZE")
            database.commit()
    except sqlite3.Error as error:
        raise OSError(f"SQLite cannot write {target.name}: {error}") from error


def write_duckdb(target: Path) -> None:
    """Write a DuckDB database with real types, primary keys, views and comments.

    Parameters
    ----------
    target : pathlib.Path
        An empty file.

    Raises
    ------
    MissingExtraError
        If DuckDB is not installed (extra ``duckdb``).
    OSError
        If DuckDB cannot write it.
    """
    duckdb = require("duckdb", "duckdb")
    target.unlink(missing_ok=True)  # DuckDB takes no file that it did not make
    try:
        with duckdb.connect(config={"threads": 1}) as database:
            # Compressed blocks hold bytes that were never set, and newer storage a random
            # identifier: without both the same tables give the same file.
            database.execute("PRAGMA force_compression = 'uncompressed'")
            options = "STORAGE_VERSION 'v1.0.0', BLOCK_SIZE 16384"
            database.execute(f"ATTACH {_literal(str(target))} AS target ({options}); USE target")
            for table in descriptor.table_names():
                database.execute(_create_duckdb_table(table))
                database.register("content", loading.load(table, engine="arrow"))
                database.execute(f"INSERT INTO {_quoted(table)} SELECT * FROM content")
                database.unregister("content")
            for view in descriptor.view_names():
                query = duckdb_query(descriptor.view_sql(view), descriptor.fields(view))
                database.execute(f"CREATE VIEW {_quoted(view)} AS\n{query}")
            for statement in _comments():
                database.execute(statement)
            database.execute("USE memory; DETACH target")
    except duckdb.Error as error:
        raise OSError(f"DuckDB cannot write {target.name}: {error}") from error


def duckdb_query(sql: str, fields: dict[str, descriptor.Descriptor]) -> str:
    """Give the columns of a view's query the types that they have in DuckDB.

    The query itself is in the SQL that DuckDB and SQLite have in common, in which a list is JSON.
    """
    columns = ",\n  ".join(map(_duckdb_column, fields.values()))
    return f"SELECT\n  {columns}\nFROM (\n{sql}\n)"


def _duckdb_column(field: descriptor.Descriptor) -> str:
    name = _quoted(field["name"])
    typed = f"CAST({name} AS {_duckdb_type(field)})"
    # DuckDB does not promise to aggregate in the order of a subquery.
    return f"list_sort({typed}) AS {name}" if field["type"] == "list" else f"{typed} AS {name}"


def _create_sqlite_table(table: str) -> str:
    columns = [
        f"{_quoted(name)} {SQLITE_TYPES[field['type']]}{_constraints(table, name)}"
        for name, field in descriptor.fields(table).items()
    ]
    foreign_keys = [
        f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(target)} "
        f"({_quoted(descriptor.primary_key(target)[0])})"
        for column, target in descriptor.foreign_keys(table).items()
    ]
    return _create_table(table, [*columns, _primary_key(table), *foreign_keys])


def _create_duckdb_table(table: str) -> str:
    columns = [
        f"{_quoted(name)} {_duckdb_type(field)}{_constraints(table, name)}"
        for name, field in descriptor.fields(table).items()
    ]
    return _create_table(table, [*columns, _primary_key(table)])


def _create_table(table: str, parts: list[str]) -> str:
    return f"CREATE TABLE {_quoted(table)} (\n  " + ",\n  ".join(parts) + "\n)"


def _constraints(table: str, column: str) -> str:
    rules = descriptor.fields(table)[column].get("constraints", {})
    unique = rules.get("unique") and descriptor.primary_key(table) != [column]
    return (" NOT NULL" if rules.get("required") else "") + (" UNIQUE" if unique else "")


def _primary_key(table: str) -> str:
    return f"PRIMARY KEY ({', '.join(map(_quoted, descriptor.primary_key(table)))})"


def _duckdb_type(field: descriptor.Descriptor) -> str:
    values = field.get("constraints", {}).get("enum")
    return f"ENUM ({', '.join(map(_literal, values))})" if values else DUCKDB_TYPES[field["type"]]


def _insert(database: sqlite3.Connection, table: str) -> None:
    marks = ", ".join("?" * len(descriptor.fields(table)))
    rows = loading.load(table, engine="arrow").to_pylist()
    database.executemany(
        f"INSERT INTO {_quoted(table)} VALUES ({marks})",
        [tuple(map(_sqlite_value, row.values())) for row in rows],
    )


def _sqlite_value(cell: Any) -> Any:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    if isinstance(cell, list):
        return json.dumps(cell, ensure_ascii=False, separators=(",", ":"))  # as SQLite writes it
    return cell


def _create_indexes(table: str) -> list[str]:
    """Return how to index the foreign keys and dates that the primary key does not begin with."""
    dates = [name for name, field in descriptor.fields(table).items() if field["type"] == "date"]
    columns = dict.fromkeys([*descriptor.foreign_keys(table), *dates])
    columns.pop(descriptor.primary_key(table)[0], None)
    return [
        f"CREATE INDEX {_quoted(f'{table}_{column}')} ON {_quoted(table)} ({_quoted(column)})"
        for column in columns
    ]


def _create_search(table: str) -> list[str]:
    columns = [name for name in descriptor.fields(table) if SEARCHED.match(name)]
    if not columns:
        return []
    search = _quoted(f"{table}_fts")
    options = f"content={_quoted(table)}, tokenize='porter unicode61 remove_diacritics 2'"
    return [
        f"CREATE VIRTUAL TABLE {search} USING fts5({', '.join(map(_quoted, columns))}, {options})",
        f"INSERT INTO {search} ({search}) VALUES ('rebuild')",
    ]


def _comments() -> Iterator[str]:
    views = descriptor.view_names()
    for name in [*descriptor.table_names(), *views]:
        kind = "VIEW" if name in views else "TABLE"
        description = _literal(descriptor.resource(name)["description"])
        yield f"COMMENT ON {kind} {_quoted(name)} IS {description}"
        for column, field in descriptor.fields(name).items():
            place = f"{_quoted(name)}.{_quoted(column)}"
            yield f"COMMENT ON COLUMN {place} IS {_literal(field['description'])}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
