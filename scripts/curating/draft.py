"""Rows that are to be added to the tables, checked cell by cell, not written yet."""

from collections.abc import Iterator
from itertools import chain

from curating.cells import CellError, Field, quoted, written
from sco_data.checks.identifiers import numbered_within
from sco_data.descriptor import Descriptor
from sco_data.errors import nearest
from sco_data.versions import Row, Version


class Draft:
    """New rows by table, on top of a version of the package.

    Parameters
    ----------
    version
        The package as it is.
    """

    def __init__(self, version: Version) -> None:
        self.version = version
        self.rows: dict[str, list[Row]] = {table: [] for table in version.tables}

    def schema(self, table: str) -> Descriptor:
        """Return the Table Schema of a table."""
        return self.version.schema(table)

    def fields(self, table: str) -> dict[str, Field]:
        """Return the columns of a table by name."""
        return {field["name"]: field for field in self.schema(table)["fields"]}

    def key(self, table: str) -> str:
        """Return the first column of a table's primary key."""
        return str(self.schema(table)["primaryKey"][0])

    def identifier(self, table: str) -> str | None:
        """Return the column that identifies a row alone, if one does."""
        key = self.schema(table)["primaryKey"]
        return key[0] if len(key) == 1 else None

    def targets(self, table: str) -> dict[str, str]:
        """Return the table that each foreign key column of a table points to."""
        keys = self.schema(table).get("foreignKeys", [])
        return {key["fields"][0]: key["reference"].get("resource", table) for key in keys}

    def owner(self, table: str) -> str | None:
        """Return the column within which the rows of a table are numbered, if they are."""
        return numbered_within(self.schema(table))

    def dependants(self, table: str) -> list[str]:
        """Return the tables whose rows can hang on a row of a table."""
        key = self.identifier(table)
        return [
            one for one in self.rows if one != table and key and self.targets(one).get(key) == table
        ]

    def links(self, table: str) -> bool:
        """Tell whether a table only links rows of two others."""
        return set(self.schema(table)["primaryKey"]) <= set(self.targets(table))

    def known(self, table: str) -> Iterator[Row]:
        """Return the rows of a table, those of the draft last."""
        return chain(self.version.tables[table], self.rows[table])

    def find(self, table: str, **cells: str) -> Row | None:
        """Return the last row that has certain cells."""
        wanted = cells.items()
        return next((row for row in reversed([*self.known(table)]) if wanted <= row.items()), None)

    def has(self, table: str, id: str) -> bool:
        """Tell whether an identifier is known."""
        return self.find(table, **{self.key(table): id}) is not None

    def cell(self, table: str, column: str, value: object) -> str:
        """Return a value as its cell is written.

        Raises
        ------
        CellError
            If the column cannot hold it: for what it is, or as a key that leads nowhere.
        """
        text = written(value, self.fields(table)[column])
        self.check_reference(table, column, text)
        return text

    def check_reference(self, table: str, column: str, text: str) -> None:
        """Raise an error if what a cell names is not known, or what it names it alone is taken."""
        field = self.fields(table)[column]
        target = self.targets(table).get(column, column if column in self.rows else "")
        for name in text.split(field.get("delimiter") or "\0") if text and target else []:
            self.check_known(target, name)

    def check_known(self, table: str, id: str) -> None:
        """Raise an error that names the nearest right one if an identifier is not known."""
        if not self.has(table, id):
            names = (row[self.key(table)] for row in self.known(table))
            raise CellError(f"{quoted(id)} is not in {table}; {nearest(id, names)}")

    def check_unique(self, table: str, column: str, text: str) -> None:
        """Raise an error if a cell that must be the only one of its kind is not."""
        unique = self.fields(table)[column].get("constraints", {}).get("unique")
        taken = self.find(table, **{column: text}) if unique and text else None
        if taken:
            raise CellError(f"{quoted(text)} stands in the row {taken[self.key(table)]} already")

    def add(self, table: str, cells: Row) -> Row:
        """Add a row; it gets its number if rows of its table are numbered.

        A link between two rows that is there already is not added again.

        Raises
        ------
        CellError
            If the row has a cell that is the only one of its kind and another has it already.
        """
        if self.links(table) and (there := self.find(table, **cells)):
            return there
        for column, text in cells.items():
            self.check_unique(table, column, text)
        row = {column: cells.get(column, "") for column in self.fields(table)}
        self.rows[table].append(row)
        return row

    def next_number(self, table: str, owner_id: str) -> str:
        """Return the number of the next row of an event, agreement, quote or source."""
        owner = self.owner(table) or ""
        numbers = [int(row["number"]) for row in self.known(table) if row[owner] == owner_id]
        return str(max(numbers, default=0) + 1)
