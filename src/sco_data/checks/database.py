"""The CSV files of a package as DuckDB tables, so that a rule is one SQL query."""

import csv
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from sco_data.checks.lines import Lines, read_lines
from sco_data.versions import Version, read_version, releases

Schema = dict[str, Any]

TYPES = {"date": "DATE", "integer": "BIGINT", "number": "DOUBLE", "list": "VARCHAR[]"}
"""The DuckDB type of a Table Schema type; all others are text."""

MEMORY = "1GB"
"""What DuckDB may use; beyond that it works in a temporary file."""

MACROS = """
CREATE MACRO latest_day(day, certainty) AS CASE certainty
    WHEN 'year' THEN make_date(year(day), 12, 31) WHEN 'month' THEN last_day(day) ELSE day END;
CREATE MACRO earliest_day(day, certainty) AS CASE certainty
    WHEN 'year' THEN make_date(year(day), 1, 1)
    WHEN 'month' THEN make_date(year(day), month(day), 1) ELSE day END;
CREATE MACRO words_of(text) AS len(regexp_split_to_array(text, '\\s+'));
CREATE MACRO letters_of(text) AS regexp_replace(
    strip_accents(lower(text)), '[^\\p{L}\\p{N}]+', '', 'g');
"""
"""Said once for all queries: a day at its latest and its earliest, and texts made comparable."""


class Database:
    """The tables of a Data Package in a DuckDB database of their own.

    Every table that can be read is there twice: in the schema ``written`` with the text of each
    cell, and in the main schema with the types of its Table Schema, where a cell that has not
    its type is NULL. Both have the ``line`` of the file that a row stands in; the latter also
    its ``row_id``, the primary key in one text.

    Parameters
    ----------
    folder : pathlib.Path
        Where ``datapackage.json`` lies.
    descriptor : dict
        The descriptor of the package.
    """

    def __init__(self, folder: Path, descriptor: dict[str, Any]) -> None:
        self.folder = folder
        self.descriptor = descriptor
        self.schemas: dict[str, Schema] = {}
        self.paths: dict[str, str] = {}
        self._lines: dict[str, Lines] = {}
        for resource in descriptor["resources"]:
            if "schema" in resource and str(resource.get("path")).endswith(".csv"):
                self.schemas[resource["name"]] = resource["schema"]
                self.paths[resource["name"]] = resource["path"]

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, with the tables read into it when first asked for."""
        self._home = TemporaryDirectory(prefix="sco-data-", ignore_cleanup_errors=True)
        file = Path(self._home.name, "tables.duckdb")
        connection = duckdb.connect(file, config={"memory_limit": MEMORY})
        connection.execute(MACROS)
        connection.execute("CREATE SCHEMA written")
        for table in self.schemas:
            self._read(connection.cursor(), table)
        return connection

    @cached_property
    def tables(self) -> set[str]:
        """Names of the tables that could be read."""
        return {name for (name,) in self.connection.execute("SHOW TABLES").fetchall()}

    @cached_property
    def last_release(self) -> Version | None:
        """The last release of the repository that the folder is, None if it has none."""
        tags = releases(self.folder)
        return read_version(tags[-1], self.folder) if tags else None

    def lines(self, table: str) -> Lines:
        """Return what the lines of a table are like; the file is read when first asked for."""
        if table not in self._lines:
            file = self.folder / self.paths[table]
            self._lines[table] = read_lines(file, self.schemas[table])
        return self._lines[table]

    def rows(self, query: str) -> list[dict[str, Any]] | None:
        """Return what a query yields, or None if a table that it reads cannot be read.

        The table's own checks tell what is wrong with it.
        """
        try:
            result = self.connection.cursor().execute(query)
        except duckdb.CatalogException:
            return None
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def cells(self, table: str, line: int) -> list[str]:
        """Return the cells of a row as they are written; none if the table cannot be read."""
        if table not in self.tables:
            return []
        query = f'SELECT * EXCLUDE line FROM written."{table}" WHERE line = ?'
        row = self.connection.execute(query, [line]).fetchone() or ()
        return ["" if cell is None else cell for cell in row]

    def _read(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        file = self.folder / self.paths[table]
        fields = {field["name"]: field for field in self.schemas[table]["fields"]}
        if _header(file) != list(fields):
            return
        try:
            source = connection.read_csv(
                str(file),
                header=True,
                auto_detect=False,
                columns=dict.fromkeys(fields, "VARCHAR"),
                delimiter=",",
                quotechar='"',
                escapechar='"',
            )
            numbered = source.project("row_number() OVER () + 1 AS line, *")
            numbered.create(f'written."{table}"')
        except duckdb.Error:
            return
        key = ", ".join(f'"{name}"' for name in self.schemas[table]["primaryKey"])
        columns = ", ".join(_typed(name, field) for name, field in fields.items())
        connection.execute(
            f"CREATE VIEW \"{table}\" AS SELECT line, concat_ws(' ', {key}) AS row_id, {columns} "
            f'FROM written."{table}"'
        )


def _header(file: Path) -> list[str] | None:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            return next(csv.reader(lines), None)
    except (OSError, UnicodeDecodeError, csv.Error):
        return None


def _typed(name: str, field: dict[str, Any]) -> str:
    column = f'"{name}"'
    if field["type"] == "list":
        return f"string_split({column}, '{field.get('delimiter', ',')}') AS {column}"
    return f"TRY_CAST({column} AS {TYPES.get(field['type'], 'VARCHAR')}) AS {column}"
