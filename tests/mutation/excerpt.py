"""A package of few rows, all real, so that thousands of mutants can be validated in minutes."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from spoiling import MUTANTS, Table, Tables

ROWS = MUTANTS + 1
"""How many rows of a table are picked at least, and one more where a column would be empty."""


def write_excerpt(tables: Tables, folder: Path) -> None:
    """Write a package of picked rows and of all rows that they point to.

    A table that has too few is filled up with rows made of the examples of the descriptor.
    """
    picked: dict[str, set[int]] = {name: set() for name in tables}
    # What points to others comes first: it brings many of their rows with it.
    for table in sorted(tables.values(), key=lambda t: -len(t.schema.get("foreignKeys", []))):
        for row in _missing(table, picked[table.name]):
            _take(tables, picked, table.name, row)
    (folder / "data").mkdir(parents=True)
    shutil.copy(tables.folder / "datapackage.json", folder)
    for name, table in tables.items():
        lines = [table.encoded[number - 1] for number in [1, *sorted(picked[name])]]
        lines.append(table.made(ROWS - len(picked[name])))
        (folder / table.path).write_bytes(b"".join(lines))


def _missing(table: Table, picked: set[int]) -> Iterator[int]:
    """Pick rows until there are enough and every column that can be is filled in one."""
    random = Random(table.name)
    rest = sorted(set(table.rows) - picked)
    yield from random.sample(rest, min(len(rest), max(0, ROWS - len(picked))))
    for column in table.fields:
        filled = table.filled(column)
        if filled and not picked.intersection(filled):
            yield random.choice(filled)


def _take(tables: Tables, picked: dict[str, set[int]], name: str, row: int) -> None:
    """Pick a row and all that it points to."""
    if row in picked[name]:
        return
    picked[name].add(row)
    table = tables[name]
    for key in table.schema.get("foreignKeys", []):
        columns = zip(key["reference"]["fields"], key["fields"], strict=True)
        wanted = {column: table.rows[row][own] for column, own in columns}
        if any(wanted.values()):
            other = key["reference"].get("resource") or name
            _take(tables, picked, other, tables[other].find(**wanted)[0])
