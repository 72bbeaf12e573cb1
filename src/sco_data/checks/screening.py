"""Find out quickly whether a table can break its Table Schema at all.

Frictionless reads a table row by row. DuckDB asks the same of whole columns, some hundred times
faster. What it passes, Frictionless passes; what it does not pass is only suspected, and
Frictionless has the last word and tells the place. So every condition here is at least as strict
as the rule of Table Schema that it stands for, and what has no condition is suspected.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from sco_data.checks.database import Database, Schema

_WRITTEN = {
    "date": r"^\d{4}-\d{2}-\d{2}$",
    "integer": r"^-?\d{1,18}$",
    "number": r"^-?\d{1,15}(\.\d{1,15})?$",
    "list": "",
    "string": "",
}
"""How a cell of each type is written; other types are suspected."""

_FORMATS = {
    "default": "",
    "uri": r"^https?://[A-Za-z0-9.-]+(:\d+)?(/[A-Za-z0-9._~/?&=%#+,:;@!*()-]*)?$",
}


def is_beyond_suspicion(database: Database, table: str) -> bool:
    """Tell whether Frictionless can find nothing in a table.

    Parameters
    ----------
    database : Database
        The package.
    table : str
        Name of the table.

    Returns
    -------
    bool
        False does not mean that anything is wrong.
    """
    schema = database.schemas[table]
    lines = database.lines(table)
    # DuckDB passes over some lines that lack a cell.
    if table not in database.tables or lines.departure or not lines.rectangular:
        return False
    return _is_understood(schema) and not any(
        _finds(database, query) for query in _queries(table, schema)
    )


def suspected_keys(database: Database, table: str) -> list[Schema]:
    """Return the foreign keys of a table that may lead nowhere.

    Frictionless reads every table that a key points to, which takes most of its time. It need
    not where DuckDB finds each key there, and cannot where a table is broken: that is told of
    once, at the table itself.

    Parameters
    ----------
    database : Database
        The package.
    table : str
        Name of the table.

    Returns
    -------
    list of dict
        As in the Table Schema.
    """
    return [
        key
        for key in database.schemas[table].get("foreignKeys", [])
        if (key["reference"].get("resource") or table) in database.tables
        and _finds(database, _unmatched(table, key))
    ]


def _finds(database: Database, query: str) -> bool:
    """Tell whether a query finds anything, or cannot be asked."""
    try:
        return database.rows(query) != []
    except duckdb.Error:
        return True


def _is_understood(schema: Schema) -> bool:
    constraints = {
        "required",
        "unique",
        "pattern",
        "enum",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
    }
    return schema["missingValues"] == [""] and all(
        field["type"] in _WRITTEN
        and field.get("format", "default") in _FORMATS
        and set(field.get("constraints", {})) <= constraints
        for field in schema["fields"]
    )


def overlong_row(file: Path, schema: Schema) -> tuple[int, int] | None:
    """Find a row with many times the cells that it should have.

    Frictionless takes minutes for it, as it tells of each cell with the whole row.

    Parameters
    ----------
    file : pathlib.Path
        A CSV file.
    schema : dict
        Its Table Schema.

    Returns
    -------
    tuple of int and int, or None
        The number of the row, the header being 1, and how many cells it has.
    """
    allowed = 10 * len(schema["fields"])
    try:
        with file.open(encoding="utf-8", errors="replace", newline="") as lines:
            counts = enumerate(map(len, csv.reader(lines)), 1)
            return next(((row, count) for row, count in counts if count > allowed), None)
    except (OSError, csv.Error):
        return None


def _queries(table: str, schema: Schema) -> Iterator[str]:
    """Yield queries each of which finds something if the table breaks its schema."""
    conditions = [
        *(condition for field in schema["fields"] for condition in _conditions(field)),
        *(f'cell."{column}" IS NULL' for column in schema["primaryKey"]),
    ]
    yield (
        f'SELECT 1 FROM written."{table}" AS cell JOIN "{table}" AS typed '
        f"ON cell.line = typed.line WHERE {' OR '.join(conditions)} LIMIT 1"
    )
    unique = [f["name"] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    for column in unique:
        yield (
            f'SELECT 1 FROM "{table}" WHERE "{column}" IS NOT NULL '
            f'GROUP BY "{column}" HAVING count(*) > 1 LIMIT 1'
        )
    if schema["primaryKey"] not in [[column] for column in unique]:
        columns = ", ".join(f'"{column}"' for column in schema["primaryKey"])
        yield f'SELECT 1 FROM "{table}" GROUP BY {columns} HAVING count(*) > 1 LIMIT 1'
    for key in schema.get("foreignKeys", []):
        yield _unmatched(table, key)


def _unmatched(table: str, key: Schema) -> str:
    """Return the query for a row that a foreign key leads nowhere."""
    own, other = key["fields"], key["reference"]["fields"]
    target = key["reference"].get("resource") or table
    joined = " AND ".join(f'own."{a}" = target."{b}"' for a, b in zip(own, other, strict=True))
    filled = " OR ".join(f'own."{column}" IS NOT NULL' for column in own)
    return (
        f'SELECT 1 FROM "{table}" AS own ANTI JOIN "{target}" AS target ON {joined} '
        f"WHERE {filled} LIMIT 1"
    )


def _conditions(field: dict[str, Any]) -> Iterator[str]:
    """Yield what must not hold of a cell."""
    constraints = field.get("constraints", {})
    cell, value = f'cell."{field["name"]}"', f'typed."{field["name"]}"'
    for pattern in (_WRITTEN[field["type"]], _FORMATS[field.get("format", "default")]):
        if pattern:
            yield f"NOT regexp_full_match({cell}, {_quoted(pattern)})"
    yield f"{value} IS NULL AND {cell} IS NOT NULL"
    if constraints.get("required"):
        yield f"{cell} IS NULL"
    if "pattern" in constraints:
        yield f"NOT regexp_full_match({cell}, {_quoted(constraints['pattern'])})"
    if "enum" in constraints:
        yield f"{cell} NOT IN ({', '.join(map(_quoted, constraints['enum']))})"
    if "minLength" in constraints:
        yield f"length({cell}) < {int(constraints['minLength'])}"
    if "maxLength" in constraints:
        yield f"length({cell}) > {int(constraints['maxLength'])}"
    if "minimum" in constraints:
        yield f"{value} < {_quoted(str(constraints['minimum']))}"
    if "maximum" in constraints:
        yield f"{value} > {_quoted(str(constraints['maximum']))}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
