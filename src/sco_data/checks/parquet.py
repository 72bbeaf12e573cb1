"""A Parquet file says what the CSV file says that it was built from."""

from collections.abc import Iterator
from typing import Any

import duckdb

from sco_data.checks.rule import Finding, Rule


class ParquetTwin(Rule):
    """The Parquet file has the columns, types and rows of its table."""

    type = "parquet-differs"
    sentence = "A Parquet file has the columns and types of its Table Schema, and the same rows."
    violation = "A Parquet file in which `start_on` is text."
    mend = "Run `make build`."

    def findings(self, table: str) -> Iterator[Finding]:
        """Compare the two files; `table` is the name of the resource of the Parquet file."""
        twin = next(r for r in self.database.descriptor["resources"] if r["name"] == table)
        origin = next((source["title"] for source in twin.get("sources", [])), None)
        if origin not in self.database.tables:
            return
        connection = self.database.connection.cursor()
        try:
            built = connection.read_parquet(str(self.database.folder / twin["path"]))
            built.create_view("built", replace=True)
            difference = _difference(connection, str(origin), built)
        except duckdb.Error:
            return  # it cannot be read; its hash tells
        if difference:
            yield Finding(None, None, difference)


def _difference(
    connection: duckdb.DuckDBPyConnection, origin: str, built: duckdb.DuckDBPyRelation
) -> str | None:
    """Say how the view ``built`` differs from the table that it was built from."""
    table = connection.table(origin).project("* EXCLUDE (line, row_id)")
    if _types(built.description) != _types(table.description):
        return f"has other columns or types than the table {origin}"
    # Both have the order of the CSV file, so they are compared row by row, in little memory.
    query = f"""
        SELECT count(*) FROM (SELECT t FROM (SELECT * EXCLUDE (line, row_id) FROM "{origin}") AS t)
        POSITIONAL JOIN (SELECT b FROM built AS b) WHERE t IS DISTINCT FROM b"""
    differing = connection.execute(query).fetchall()[0][0]
    return f"differs in {differing} rows from the table {origin}" if differing else None


def _types(description: Any) -> list[tuple[str, str]]:
    """Return names and types; an enumeration is stored as a dictionary and read as text."""
    return [(column[0], str(column[1])) for column in description]
