"""What a mutant is, the tables it is made from, and the bench that shows it to the rules."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sco_data import validation
from sco_data.checks import Database, Rule
from sco_data.validation import Problem

Cells = dict[str, str]

MUTANTS = 10
"""How many mutants a constraint or rule has."""


@dataclass(frozen=True)
class Mutant:
    """A file with one wrong cell, row or byte, and where a rule must find it."""

    rule: str
    resource: str
    content: bytes
    row: int | None = None
    column: str | None = None

    def place(self, path: str) -> tuple[str, str, int | None, str | None]:
        return self.rule, path, self.row, self.column


class Table:
    """A CSV file, cell by cell, as its Table Schema describes it."""

    def __init__(self, resource: dict[str, Any], content: bytes) -> None:
        self.name: str = resource["name"]
        self.path: str = resource["path"]
        self.schema: dict[str, Any] = resource["schema"]
        self.fields: dict[str, dict[str, Any]] = {f["name"]: f for f in self.schema["fields"]}
        self.key: list[str] = self.schema["primaryKey"]
        self.content = content
        reader = csv.DictReader(io.StringIO(content.decode(), newline=""))
        self.rows: dict[int, Cells] = dict(enumerate(reader, 2))

    @cached_property
    def encoded(self) -> list[bytes]:
        """The lines of the file, the header first."""
        return self.content.splitlines(keepends=True)

    def filled(self, *columns: str) -> list[int]:
        """The rows in which all of these columns are filled."""
        return [n for n, row in self.rows.items() if all(row[column] for column in columns)]

    def values(self, column: str) -> set[str]:
        return {row[column] for row in self.rows.values()} - {""}

    def find(self, **cells: str) -> list[int]:
        return [n for n, row in self.rows.items() if cells.items() <= row.items()]

    def made(self, number: int) -> bytes:
        """Rows for want of real ones: the examples, told apart in a cell of the key."""
        if number <= 0:
            return b""
        example = {name: str(field["example"]) for name, field in self.fields.items()}
        free = [name for name in self.key if self.fields[name]["constraints"] == {"required": True}]
        rows = (example | {free[-1]: f"{example[free[-1]]}-{n}"} for n in range(10, 10 + number))
        return b"".join(map(self.line, rows))

    def line(self, row: Cells) -> bytes:
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerow([row[name] for name in self.fields])
        return written.getvalue().encode("utf-8", "surrogatepass")

    def with_line(self, number: int, line: bytes) -> bytes:
        """The file with another line in place of one."""
        lines = self.encoded
        return b"".join([*lines[: number - 1], line, *lines[number:]])

    def with_cell(self, row: int, column: str, value: str) -> bytes:
        """The file with another value in a cell."""
        return self.with_line(row, self.line(self.rows[row] | {column: value}))

    def with_row(self, row: Cells) -> tuple[bytes, int]:
        """The file with one more row where its primary key sorts it, and the number of the row."""
        full = dict.fromkeys(self.fields, "") | row
        behind = (n for n, other in self.rows.items() if self._order(other) > self._order(full))
        number = next(behind, len(self.rows) + 2)
        lines = self.encoded
        return b"".join([*lines[: number - 1], self.line(full), *lines[number - 1 :]]), number

    def _order(self, row: Cells) -> list[tuple[int, str]]:
        whole = [self.fields[name]["type"] == "integer" for name in self.key]
        cells = [row[name] for name in self.key]
        return [
            (int(cell), "") if number else (0, cell)
            for cell, number in zip(cells, whole, strict=True)
        ]

    def wrong_cell(
        self, rule: str, row: int, column: str, value: str, found_in: str | None = None
    ) -> Mutant:
        """A mutant with another value in a cell, found there or in another column of the row."""
        assert value != self.rows[row][column]
        return Mutant(rule, self.name, self.with_cell(row, column, value), row, found_in or column)

    def wrong_row(self, rule: str, row: Cells, found_in: str | None) -> Mutant:
        """A mutant with one more row, found in one of its columns or as a whole."""
        content, number = self.with_row(row)
        return Mutant(rule, self.name, content, number, found_in)


class Tables(dict[str, Table]):
    """All tables of a package by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        for resource in self.descriptor["resources"]:
            if "schema" in resource:
                content = (folder / resource["path"]).read_bytes()
                self[resource["name"]] = Table(resource, content)


class Bench:
    """A package that is opened once, and whose files are spoiled one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.package, problems = validation._open(folder)
        assert not problems
        self.database = Database(folder, self.package.to_descriptor())

    def path(self, resource: str) -> str:
        return str(self.package.get_resource(resource).path)

    @cached_property
    def tables(self) -> Tables:
        return Tables(self.folder)

    @contextmanager
    def spoiled(self, mutant: Mutant) -> Iterator[None]:
        """Write the mutant; afterwards all is as before."""
        file = self.folder / self.path(mutant.resource)
        before = file.read_bytes()
        assert mutant.content != before
        file.write_bytes(mutant.content)
        self._read_anew(mutant.resource)
        try:
            yield
        finally:
            file.write_bytes(before)
            self._read_anew(mutant.resource)

    def validate(
        self, resource: str, rules: list[type[Rule]] | None = None, *, built: bool = False
    ) -> list[Problem]:
        """Validate a file by its schema and by rules of ours, by default all that are for it."""
        chosen = patch("sco_data.checks.rules_for", lambda *_: rules)
        with nullcontext() if rules is None else chosen:
            return validation._validate_resource(
                self.package, self.database, resource, built=built
            )[1]

    def describe(self, mutant: Mutant) -> str:
        """Tell what is spoiled, as the lines that differ."""
        before = (self.folder / self.path(mutant.resource)).read_bytes().splitlines()
        after = mutant.content.splitlines()
        lost = [line[:400] for line in before if line not in after][:3]
        new = [line[:400] for line in after if line not in before][:3]
        return f"{mutant.place(self.path(mutant.resource))}\n  - {lost}\n  + {new}"

    def _read_anew(self, resource: str) -> None:
        """Take over what the file says now, and leave the other tables as they were read."""
        self.database._lines.pop(resource, None)
        if resource in self.database.schemas:
            connection = self.database.connection.cursor()
            connection.execute(f'DROP VIEW IF EXISTS "{resource}"')
            connection.execute(f'DROP TABLE IF EXISTS written."{resource}"')
            self.database._read(connection, resource)
            vars(self.database).pop("tables", None)


def place(problem: Problem) -> tuple[str, str, int | None, str | None]:
    return problem.rule, problem.file, problem.row, problem.column
