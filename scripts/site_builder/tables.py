"""The tables in memory, with an index of who refers to whom."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from sco_data import descriptor, load
from site_builder.text import short_address

Row = dict[str, Any]

# A row is called by the first of these that it fills; the suffix says the language.
NAMES = {"name": "en", "title": "en", "title_ru": "ru", "title_zh": "zh", "gist": "en", "url": "en"}


class Tables:
    """All rows of all tables, loaded once."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {
            table: load(table, engine="arrow").to_pylist() for table in descriptor.table_names()
        }

    def row(self, table: str, id: str) -> Row:
        """Return the row with the given identifier."""
        return self._by_id[table][id]

    def has(self, table: str, id: str | None) -> bool:
        """Tell whether there is such a row."""
        return id in self._by_id[table]

    def referring(self, table: str, column: str, id: str) -> list[Row]:
        """Return the rows of a table whose column names the given row, in order."""
        return self._referring[table, column].get(id, [])

    def all_referring(self, table: str, id: str) -> dict[str, list[Row]]:
        """Return the rows of every table that refer to a row, each once."""
        found: dict[str, list[Row]] = {}
        for (other, column), target in self._references.items():
            if target == table:
                known = found.setdefault(other, [])
                known += [row for row in self.referring(other, column, id) if row not in known]
        return {other: rows for other, rows in found.items() if rows}

    def name(self, table: str, id: str) -> tuple[str, str]:
        """Return what a row is called, and the language of that."""
        row = self.row(table, id)
        column = next((column for column in NAMES if row.get(column)), None)
        if column == "url":
            return short_address(row["url"]), "en"
        return (row[column], NAMES[column]) if column else (id, "en")

    @cached_property
    def _by_id(self) -> dict[str, dict[str, Row]]:
        keys = {table: descriptor.primary_key(table) for table in self.rows}
        return {
            table: {row[key[0]]: row for row in self.rows[table]}
            for table, key in keys.items()
            if len(key) == 1
        }

    @cached_property
    def _references(self) -> dict[tuple[str, str], str]:
        """Every column that refers to a table; a list named like a table holds its identifiers."""
        keys = {
            (table, column): target
            for table in self.rows
            for column, target in descriptor.foreign_keys(table).items()
        }
        lists = {
            (table, column): column
            for table in self.rows
            for column, field in descriptor.fields(table).items()
            if field["type"] == "list" and column in self.rows
        }
        return keys | lists

    @cached_property
    def _referring(self) -> dict[tuple[str, str], dict[str, list[Row]]]:
        index: dict[tuple[str, str], dict[str, list[Row]]] = {}
        for table, column in self._references:
            found = index[table, column] = defaultdict(list)
            for row in self.rows[table]:
                value = row[column]
                for id in value if isinstance(value, list) else [value]:
                    found[id].append(row)
        return index
